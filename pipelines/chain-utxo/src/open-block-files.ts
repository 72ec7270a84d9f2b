import type { Buffer } from "node:buffer";
import { readdir } from "node:fs/promises";
import { type BlockInterval, type ChainSource, type FinalityRule, finalityOf } from "@tributary/chain-kit";
import { type AccountId, assert, fail } from "@tributary/domain";
import { bestChain, type FoundBlock } from "./best-chain.ts";
import { readBlockBytes } from "./block-bytes.ts";
import type { BlockFeed } from "./block-feed.ts";
import type { BlockHeader } from "./block-header.ts";
import { toBlockRef } from "./block-ref.ts";
import { headersBeforeRange } from "./block-times.ts";
import { type ChainParameters, chainOfGenesis, chainOfMagic, parametersOf } from "./chain-parameters.ts";
import { checkAmounts } from "./check-amounts.ts";
import { type BitcoinBlock, checkStatedHeight } from "./check-block.ts";
import { openNodeFile, readFileKey } from "./node-file.ts";
import { readPendingBlock } from "./read-pending-block.ts";
import { readingOf, readRange } from "./read-range.ts";
import { readWatched } from "./read-watched.ts";
import { asFileError, type BlockPlace, readPlace, scanBlockFile, scanHexFile } from "./scan-blocks.ts";
import type { StatedOutputs } from "./spent-outputs.ts";
import { openTransactionIndex } from "./transaction-index.ts";
import { readUndoData } from "./undo-data.ts";
import { openUndoFiles, type UndoFiles } from "./undo-files.ts";

export interface OpenBlockFiles {
  /** A node's own `blocks` folder: `blk…dat`, `rev…dat` and, of newer nodes, `xor.dat`; or files `….hex` with one block a line. */
  readonly directory: string;
  /** CAIP-2; default: what the files say. */
  readonly chain?: string | undefined;
  /** Of the first block there; default the genesis block. A later one gives no times to the 144 blocks after it, which cannot be read. */
  readonly firstHeight?: bigint | undefined;
  /** For a network without a known rule; a number of blocks under the last. */
  readonly finality?: FinalityRule | undefined;
  /** Accounts to watch: addresses, or outpoints. Absent or empty: all. */
  readonly accounts?: readonly string[] | undefined;
}

/** Blocks that a folder may hold. */
const blocksMax = 4_000_000;
const blocksPerSegment = 1_008n;

/**
 * A node's block files as a source that the worker drives like an endpoint: the chain with the most work, as the files hold it now. Only headers are kept in memory. What
 * inputs spend comes from the undo data beside the blocks, or where there is none from the blocks themselves. Errors: FILE_UNREADABLE, FILE_TRUNCATED, LIMIT_REACHED,
 * SOURCE_INCONSISTENT, USAGE for a network that is not known or a range that is not there.
 */
export async function openBlockFiles(options: OpenBlockFiles): Promise<ChainSource> {
  const { directory, firstHeight = 0n } = options;
  const names = (await readdir(directory)).sort();
  const key = await readFileKey(directory);
  const found = await scanAll(options, { names, key });
  const parameters = await parametersFor(options, { found, names, key });
  const chain = bestChain(found, { parameters, root: firstHeight });
  const { rule } = finalityOf(parameters.chain, options.finality);
  if (rule.kind === "tag")
    return fail("USAGE", { found: "finality by a tag", expected: "a number of blocks: files carry no tag" });
  const undo = openUndoFiles({ directory, key, magic: parameters.magic, byFile: groupByFile(found), names: new Set(names) });
  const place = new Map(chain.map((block) => [block.header.hash, block]));
  return sourceOf({
    parameters,
    headers: chain.map(({ header }) => header),
    firstHeight,
    finalBlocks: rule.blocks,
    accounts: readWatched(options.accounts ?? [], parameters),
    feed: openFileFeed({ directory, key, parameters, place, undo }),
  });
}

interface FileSource {
  readonly parameters: ChainParameters;
  /** Of the whole chain. */
  readonly headers: readonly BlockHeader[];
  readonly firstHeight: bigint;
  readonly finalBlocks: bigint;
  readonly accounts: ReadonlySet<AccountId> | null;
  readonly feed: BlockFeed;
}

function sourceOf(open: FileSource): ChainSource {
  const { parameters, headers, firstHeight, finalBlocks } = open;
  const head = firstHeight + BigInt(headers.length) - 1n;
  const final = head - finalBlocks;
  const headerAt = (height: bigint): BlockHeader =>
    headers[Number(height - firstHeight)] ??
    fail("USAGE", { found: `block ${height}`, expected: `a block from ${firstHeight} to ${head}, as the files hold them` });
  return {
    chain: parameters.chain,
    readings: [readingOf(open)],
    blocksPerSegment,
    head: async () => head,
    final: async () => (final < firstHeight ? null : toBlockRef(headerAt(final))),
    header: async (height) => toBlockRef(headerAt(height)),
    readSegment: async ({ from, to }, context) => {
      const least = firstHeight === 0n ? 0n : firstHeight + headersBeforeRange;
      if (from < least || from > to || to > final)
        fail("USAGE", {
          found: `blocks ${from} to ${to}`,
          expected: `blocks from ${least} to ${final}, the last final one of these files`,
        });
      const range = { ...open, kind: "bitcoin-files", provesPrevouts: false, from, to, checkEnd: async () => undefined } as const;
      return readRange({ ...range, headers: windowOf(open, { from, to: to + 1n }) }, context);
    },
    readPending: ({ number }) =>
      readPendingBlock({ ...open, provesPrevouts: false }, windowOf(open, { from: number, to: number })),
    findings: () => [],
    metrics: () => [],
    close: () => undefined,
  };
}

/** The headers of these blocks and of those that their times rest on. */
function windowOf({ headers, firstHeight }: FileSource, { from, to }: BlockInterval): readonly BlockHeader[] {
  const start = from - firstHeight - headersBeforeRange;
  return headers.slice(start > 0n ? Number(start) : 0, Number(to + 1n - firstHeight));
}

interface Folder {
  readonly names: readonly string[];
  readonly key: Buffer | null;
}

async function scanAll({ directory, chain }: OpenBlockFiles, { names, key }: Folder): Promise<readonly FoundBlock<BlockPlace>[]> {
  const found = new Map<string, FoundBlock<BlockPlace>>();
  for (const name of names.filter((each) => /^blk[0-9]{5,}\.dat$/.test(each) || each.endsWith(".hex"))) {
    const isHex = name.endsWith(".hex");
    const file = await openNodeFile(directory, { name, key: isHex ? null : key });
    try {
      const magic = chain === undefined ? await magicOf(directory, { names, key }) : parametersOf(chain).magic;
      for (const block of isHex ? await scanHexFile(file) : await scanBlockFile(file, magic)) found.set(block.header.hash, block);
    } finally {
      await file.close();
    }
    if (found.size > blocksMax)
      fail("LIMIT_REACHED", { found: `${found.size} blocks`, expected: `at most ${blocksMax} (blocksMax)` });
  }
  if (found.size === 0)
    fail("FILE_UNREADABLE", { found: "no blocks", expected: "files blk00000.dat and on, or files of hex lines" });
  return [...found.values()];
}

/** The first four bytes of the first block file. */
async function magicOf(directory: string, { names, key }: Folder): Promise<string> {
  const name = names.find((each) => /^blk[0-9]{5,}\.dat$/.test(each));
  if (name === undefined) return "";
  const file = await openNodeFile(directory, { name, key });
  try {
    return (await file.read(0, 4)).toString("hex");
  } finally {
    await file.close();
  }
}

async function parametersFor(
  { directory, chain }: OpenBlockFiles,
  { found, names, key }: Folder & { found: readonly FoundBlock<BlockPlace>[] },
): Promise<ChainParameters> {
  if (chain !== undefined) return parametersOf(chain);
  const genesis = found.find(({ header }) => /^0+$/.test(header.parentHash));
  return parametersOf(
    genesis === undefined ? chainOfMagic(await magicOf(directory, { names, key })) : chainOfGenesis(genesis.header.hash),
  );
}

function groupByFile(found: readonly FoundBlock<BlockPlace>[]): ReadonlyMap<string, readonly FoundBlock<BlockPlace>[]> {
  const byFile = new Map<string, FoundBlock<BlockPlace>[]>();
  for (const block of found) {
    const group = byFile.get(block.place.file);
    if (group === undefined) byFile.set(block.place.file, [block]);
    else group.push(block);
  }
  return byFile;
}

interface FileFeed extends Pick<Folder, "key"> {
  readonly directory: string;
  readonly parameters: ChainParameters;
  readonly place: ReadonlyMap<string, FoundBlock<BlockPlace>>;
  readonly undo: UndoFiles;
}

function openFileFeed({ directory, key, parameters, place, undo }: FileFeed): BlockFeed {
  async function readBlock(header: BlockHeader): Promise<BitcoinBlock> {
    const { name, isHex, found } = placeOf(header);
    const file = await openNodeFile(directory, { name, key: isHex ? null : key });
    try {
      return await asFileError(name, async () => {
        const block = readBlockBytes(await readPlace(file, found.place), header);
        checkStatedHeight(parameters, block);
        return block;
      });
    } finally {
      await file.close();
    }
  }

  function placeOf(header: BlockHeader): { found: FoundBlock<BlockPlace>; name: string; isHex: boolean } {
    const found = place.get(header.hash);
    assert(found !== undefined, "a header of the chain has its place");
    return { found, name: found.place.file, isHex: found.place.isHex };
  }

  const headers = [...place.values()].map(({ header }) => header);
  const index = openTransactionIndex(headers, readBlock);
  return {
    block: async (header) => {
      const block = await readBlock(header);
      const { found, name } = placeOf(header);
      const data = await undo.read(found);
      const stated = await asFileError(name, async () => {
        const told: StatedOutputs = data === null ? new Map() : readUndoData(data, block);
        checkAmounts(parameters, { block, stated: told });
        return told;
      });
      return { block, stated, state: { kind: "single-source" } };
    },
    outputsOf: index.outputsOf,
  };
}
