import type { Buffer } from "node:buffer";
import { readdir } from "node:fs/promises";
import { type FinalityRule, finalityOf, type SegmentContext } from "@tributary/chain-kit";
import { assert, fail } from "@tributary/domain";
import type { IngestReport } from "@tributary/pipeline-kit";
import { bestChain, type FoundBlock } from "./best-chain.ts";
import { readBlockBytes } from "./block-bytes.ts";
import type { BlockFeed } from "./block-feed.ts";
import type { BlockHeader } from "./block-header.ts";
import { headersBeforeRange } from "./block-times.ts";
import { type ChainParameters, chainOfGenesis, chainOfMagic, parametersOf } from "./chain-parameters.ts";
import { checkAmounts } from "./check-amounts.ts";
import { type BitcoinBlock, checkStatedHeight } from "./check-block.ts";
import { openNodeFile, readFileKey } from "./node-file.ts";
import { readRange } from "./read-range.ts";
import { asFileError, type BlockPlace, readPlace, scanBlockFile, scanHexFile } from "./scan-blocks.ts";
import type { StatedOutputs } from "./spent-outputs.ts";
import { openTransactionIndex } from "./transaction-index.ts";
import { readUndoData } from "./undo-data.ts";
import { openUndoFiles, type UndoFiles } from "./undo-files.ts";

export interface ReadBlockFiles extends SegmentContext {
  /** A node's own `blocks` folder: `blk…dat`, `rev…dat` and, of newer nodes, `xor.dat`; or files `….hex` with one block a line. */
  readonly directory: string;
  /** CAIP-2; default: what the files say. */
  readonly chain?: string | undefined;
  /** Of the first block there; default the genesis block. A later one gives no times to the 144 blocks after it, which are not read. */
  readonly firstHeight?: bigint | undefined;
  /** First and last block; default: all that are final. */
  readonly from?: bigint | undefined;
  readonly to?: bigint | undefined;
  /** For a network without a known rule; a number of blocks under the last. */
  readonly finality?: FinalityRule | undefined;
}

/** Blocks that a folder may hold. */
const blocksMax = 4_000_000;

/**
 * Reads a node's block files into the ledger, resumable, as an endpoint's blocks are: the chain with the most work, up to its last final block. Only headers are kept in memory. What
 * inputs spend comes from the undo data beside the blocks, or where there is none from the blocks themselves. Errors: FILE_UNREADABLE, FILE_TRUNCATED, LIMIT_REACHED, USAGE for a range that is not there.
 */
export async function readBlockFiles(request: ReadBlockFiles): Promise<IngestReport> {
  const { directory, firstHeight = 0n } = request;
  const names = (await readdir(directory)).sort();
  const key = await readFileKey(directory);
  const found = await scanAll(request, { names, key });
  const parameters = await parametersFor(request, { found, names, key });
  const chain = bestChain(found, { parameters, root: firstHeight });
  const { from, to } = boundsOf(request, { parameters, chain });
  const place = new Map(chain.map((block) => [block.header.hash, block]));
  const undo = openUndoFiles({ directory, key, magic: parameters.magic, byFile: groupByFile(found), names: new Set(names) });
  const start = Number(from > firstHeight + headersBeforeRange ? from - headersBeforeRange - firstHeight : 0n);
  return readRange(
    {
      parameters,
      kind: "bitcoin-files",
      accounts: null,
      provesPrevouts: false,
      from,
      to,
      headers: chain.slice(start, Number(to + 2n - firstHeight)).map(({ header }) => header),
      feed: openFileFeed({ directory, key, parameters, place, undo }),
      checkEnd: async () => undefined,
    },
    request,
  );
}

interface Folder {
  readonly names: readonly string[];
  readonly key: Buffer | null;
}

async function scanAll({ directory, chain }: ReadBlockFiles, { names, key }: Folder): Promise<readonly FoundBlock<BlockPlace>[]> {
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
  { directory, chain }: ReadBlockFiles,
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

interface ChainOfFiles {
  readonly parameters: ChainParameters;
  readonly chain: readonly FoundBlock<BlockPlace>[];
}

function boundsOf(request: ReadBlockFiles, { parameters, chain }: ChainOfFiles): { from: bigint; to: bigint } {
  const { firstHeight = 0n } = request;
  const { rule } = finalityOf(parameters.chain, request.finality);
  if (rule.kind === "tag")
    return fail("USAGE", { found: "finality by a tag", expected: "a number of blocks: files carry no tag" });
  const least = firstHeight === 0n ? 0n : firstHeight + headersBeforeRange;
  const last = firstHeight + BigInt(chain.length) - 1n - rule.blocks;
  const { from = least, to = last } = request;
  if (from < least || from > to || to > last)
    return fail("USAGE", {
      found: `blocks ${from} to ${to}`,
      expected: `blocks from ${least} to ${last}, the last final one of these files`,
    });
  return { from, to };
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
