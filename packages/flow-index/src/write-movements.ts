import { join } from "node:path";
import type { SourceName } from "@tributary/domain";
import { snapshotMovements } from "@tributary/queries";
import { createDetailWriter } from "./detail-writer.ts";
import { createInferredEnds, type InferredEnds } from "./inferred-ends.ts";
import { afterKey, type FileEntry } from "./manifest.ts";
import { amountWords, type MovementBlock, movementBlocks } from "./movement-blocks.ts";
import { createMovementWriter, type MovementEnds } from "./movement-writer.ts";
import { createHoldingNumbers, type HoldingNumbers } from "./number-holdings.ts";
import { createTextNumbering, type TextNumbering } from "./number-texts.ts";
import { rankNumbers } from "./ranked-numbers.ts";
import { writeEnds, writeTexts } from "./write-columns.ts";
import type { Files, SegmentRequest } from "./write-segment.ts";

export interface WrittenMovements extends MovementEnds {
  /** By the numbers that accounts and assets had while movements were read. */
  readonly holdings: HoldingNumbers;
  readonly accounts: NewTexts;
  readonly assets: NewTexts;
  readonly sources: readonly SourceName[];
  readonly wideCount: number;
  readonly files: Files<"movements" | "wide" | "details" | "ends">;
}

/** Texts that come up in this segment first. */
interface NewTexts {
  readonly added: number;
  readonly file: FileEntry;
  /** The numbers that stand for those given while movements were read. */
  readonly renumber: (numbers: Uint32Array) => Uint32Array;
}

/**
 * Reads the movements once. Accounts and assets are numbered as they come up, and in bytewise order when all are known: who has which holding does not
 * depend on it.
 */
export async function writeMovements(request: SegmentRequest): Promise<WrittenMovements> {
  const { store, folder, known, atomsLimbs, after, content, onProgress } = request;
  const accounts = createTextNumbering({ known: known.accountNumber, firstNew: known.accountCount });
  const assets = createTextNumbering({ known: known.assetNumber, firstNew: known.assetCount });
  const sources = createTextNumbering({ known: () => undefined, firstNew: 0 });
  const holdings = createHoldingNumbers({ accounts: known.holdingAccounts, assets: known.holdingAssets });
  const inferred = createInferredEnds(known.ends);
  const movements = await createMovementWriter(folder, { atomsLimbs, firstWide: known.wideCount });
  const details = await createDetailWriter(folder);
  const placeCount = Number(content.movementCount);
  const [payers, payees] = [new Uint32Array(placeCount), new Uint32Array(placeCount)];
  let place = 0;
  for await (const block of movementBlocks(store.columns(snapshotMovements, afterKey(after)))) {
    const end = place + block.count;
    if (end > placeCount) break;
    const ends = { payers: payers.subarray(place, end), payees: payees.subarray(place, end) };
    numberEnds(block, ends, { accounts, assets, holdings });
    moveAmounts(block, ends, inferred);
    await movements.add(block, ends);
    await details.add(block, sources.number(block.sources, block.count));
    place = end;
    onProgress?.(place, placeCount);
  }
  if (place !== placeCount) throw new Error(`broken invariant: ${placeCount} movements are counted, and others read`);
  const { wideCount, ...files } = await movements.close();
  return {
    payers,
    payees,
    holdings,
    accounts: await writeNew(join(folder, "accounts.arrow"), { numbering: accounts, firstNew: known.accountCount }),
    assets: await writeNew(join(folder, "assets.arrow"), { numbering: assets, firstNew: known.assetCount }),
    sources: listSources(sources),
    wideCount,
    files: { ...files, details: await details.close(), ends: await writeEnds(folder, inferred.words(holdings.count())) },
  };
}

interface Numberings {
  readonly accounts: TextNumbering;
  readonly assets: TextNumbering;
  readonly holdings: HoldingNumbers;
}

/** Writes which holdings pay and receive in a block, in ledger order: a holding's number says when it came up. */
function numberEnds(
  { payers, payees, assets, order, count }: MovementBlock,
  ends: MovementEnds,
  { accounts, assets: ofAssets, holdings }: Numberings,
): void {
  const payerNumbers = accounts.number(payers, count).slice();
  const payeeNumbers = accounts.number(payees, count);
  const assetNumbers = ofAssets.number(assets, count);
  for (let index = 0; index < count; index += 1) {
    const row = order?.[index] ?? index;
    const asset = assetNumbers[row] ?? 0;
    ends.payers[index] = holdings.numberOf(payerNumbers[row] ?? 0, asset);
    ends.payees[index] = holdings.numberOf(payeeNumbers[row] ?? 0, asset);
  }
}

function moveAmounts({ amounts, order, count }: MovementBlock, { payers, payees }: MovementEnds, inferred: InferredEnds): void {
  for (let index = 0; index < count; index += 1) {
    const amountAt = (order?.[index] ?? index) * amountWords;
    inferred.move(payers[index] ?? 0, payees[index] ?? 0, { amounts, amountAt });
  }
}

async function writeNew(
  path: string,
  { numbering, firstNew }: { readonly numbering: TextNumbering; readonly firstNew: number },
): Promise<NewTexts> {
  const added = numbering.added();
  const { order, renumber } = rankNumbers(added, firstNew);
  return { added: order.length, file: await writeTexts(path, added, order), renumber };
}

function listSources(numbering: TextNumbering): SourceName[] {
  const { bytes, starts, ends } = numbering.added();
  return Array.from(starts, (start, row) => bytes.toString("utf8", start, ends[row]) as SourceName);
}
