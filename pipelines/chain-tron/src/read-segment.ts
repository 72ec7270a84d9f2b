import type { BlockInterval, EndpointPool, SegmentContext } from "@tributary/chain-kit";
import { type AccountId, fail, type SourceFile } from "@tributary/domain";
import { type IngestItem, type IngestUnits, ingestUnits } from "@tributary/pipeline-kit";
import { compactJson } from "./compact-json.ts";
import { blocksPerUnit, isGapLocator, isInfoLocator, openUnitReader, type UnitReader } from "./read-unit.ts";
import { emptySeen } from "./seen.ts";
import { openTokenReader } from "./token-metadata.ts";
import { rangeItems } from "./tron-coverage.ts";
import { fixRange, type TronRange } from "./tron-range.ts";
import type { TronReader } from "./tron-reader.ts";
import { type RecordMaker, recordsOf } from "./tron-record.ts";
import { reportSeen, type TronIngestReport } from "./tron-report.ts";

/** What reading a segment needs of its source. */
export interface SegmentSource {
  readonly pool: EndpointPool;
  readonly reader: TronReader;
  /** Are internal transactions a part of this reading? */
  readonly isTraced: boolean;
  readonly secondOpinion: "auto" | "off";
  /** Accounts that are watched; null for all. */
  readonly accounts: ReadonlySet<AccountId> | null;
}

/** Whole blocks are large: fewer wait for their turn than the kit would let. */
const unitLimits: NonNullable<IngestUnits["limits"]> = { concurrencyMax: 4, unitsInFlightMax: 8 };

/** One run over a segment of final blocks, resumable. */
export async function readSegment(
  source: SegmentSource,
  segment: BlockInterval,
  context: SegmentContext,
): Promise<TronIngestReport> {
  const { pool, reader, isTraced, secondOpinion, accounts } = source;
  const range = await fixRange(reader, segment);
  const makeRecord = recordsOf(range.file.sha256);
  const seen = emptySeen();
  const options = compactJson({
    blocksPerUnit,
    traces: isTraced,
    secondOpinion,
    accounts: accounts === null ? null : [...accounts].sort(),
  });
  const { isDone, itemsAcknowledged } = await context.store.beginRun({ file: range.file, options });
  const earlier = isDone || itemsAcknowledged === 0n ? noGaps : await gapsOfEarlierRun(context, range.file);
  const tokens = openTokenReader(pool, makeRecord);
  const units = openUnitReader({ range, reader, tokens, isTraced, accounts, makeRecord, seen });
  const report = await ingestUnits({
    ...context,
    file: range.file,
    options,
    unitCount: units.count,
    fetchUnit: units.read,
    finish: () => finishRange({ reader, range, units, isTraced, accounts, makeRecord, earlier }),
    limits: { ...unitLimits, ...context.limits },
  });
  return reportSeen(report, { seen, range, isTraced });
}

interface EarlierGaps {
  /** Blocks of which something was kept apart. */
  readonly numbers: readonly bigint[];
  readonly lacksInfo: boolean;
}

const noGaps: EarlierGaps = { numbers: [], lacksInfo: false };

/** What an earlier part of this run kept apart. */
async function gapsOfEarlierRun({ store }: SegmentContext, file: SourceFile): Promise<EarlierGaps> {
  const kept = (await store.quarantine(file.sha256)).filter(({ locator }) => isGapLocator(locator));
  const numbers = kept.flatMap(({ locator }) => /^block\/([0-9]+)\//.exec(locator)?.[1] ?? []);
  return { numbers: [...new Set(numbers)].map(BigInt), lacksInfo: kept.some(({ locator }) => isInfoLocator(locator)) };
}

interface OpenEnd {
  readonly reader: TronReader;
  readonly range: TronRange;
  readonly units: UnitReader;
  readonly isTraced: boolean;
  readonly accounts: ReadonlySet<AccountId> | null;
  readonly makeRecord: RecordMaker;
  readonly earlier: EarlierGaps;
}

/** Asks again for the last block: a chain that has changed its mind has not been read as one. */
async function finishRange({ reader, range, units, earlier, ...how }: OpenEnd): Promise<readonly IngestItem[]> {
  const last = await reader.header(range.to);
  if (last.id !== range.last.id)
    fail("CHAIN_REORGANISED", {
      found: `blockID ${last.id}`,
      expected: `a block that stays, since it was final: ${range.last.id}`,
      where: { path: `block ${range.to}` },
    });
  const gaps = new Set(units.gaps);
  for (const number of earlier.numbers) gaps.add((await reader.header(number)).time);
  const firstTime = range.from === range.to ? last.time : (await reader.header(range.from)).time;
  return rangeItems({ ...how, range, gaps, firstTime, lacksInfo: earlier.lacksInfo || units.lacksInfo() });
}
