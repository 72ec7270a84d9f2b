import { createHash } from "node:crypto";
import { existsSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "@tributary/domain";
import { ledgerState, migrations, type SnapshotContentRow, snapshotContent, snapshotEnd } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { countsOf, loadKnown, takeOver } from "./known-segments.ts";
import { afterKey, type IndexManifest, indexFormat, type LedgerKey, ledgerStart, type SegmentEntry } from "./manifest.ts";
import { readManifest } from "./read-manifest.ts";
import { encodeRow } from "./row-text.ts";
import { beginSnapshot, currentSnapshot, indexFolder, removeSnapshots, settleSnapshot } from "./snapshots.ts";
import { isWholeSnapshot } from "./verify-files.ts";
import { writeSegment } from "./write-segment.ts";
import { writeSides } from "./write-sides.ts";

export interface BuildOptions {
  /** Snapshots that stay, the new one among them. Default: 2. */
  readonly keep?: number;
  /** Name and version of what builds. */
  readonly software: string;
  /** Build every segment anew. */
  readonly isWhole?: boolean;
  readonly onProgress?: (done: number, total: number) => void;
}

export interface BuiltIndex {
  readonly directory: string;
  readonly manifest: IndexManifest;
  /** What was done: nothing since the ledger is the same, segments added behind those that stand, or all built anew. */
  readonly outcome: "fresh" | "appended" | "built";
  /** Segments that stand as they were, and why not more of them do. */
  readonly segmentsKept: number;
  readonly reason: string;
  readonly snapshotsRemoved: number;
}

/** Above this share of amounts that need more than 63 bits, all amounts have two limbs. */
const largeShareMax = 1 / 16;
/** A segment smaller than so many times the new one is built into it: their number grows with the logarithm of the ledger alone. */
const mergeFactor = 2;

/**
 * Brings the snapshot of a store's ledger up to it. Segments whose transfers are what they were stay as they are; what comes after them is one
 * segment more. Errors: STORE_BUSY where the ledger changes meanwhile; what the disk and the store say.
 */
export async function buildIndex(store: Store, options: BuildOptions): Promise<BuiltIndex> {
  const state = await readState(store);
  const before = options.isWhole === true ? undefined : readCurrent(store.directory);
  if (before?.manifest.state === state)
    return { ...before, outcome: "fresh", segmentsKept: before.manifest.segments.length, reason: "", snapshotsRemoved: 0 };
  const folder = beginSnapshot(store.directory);
  try {
    const [end] = await store.query(snapshotEnd, {});
    const kept = await chooseKept(store, { before, end });
    if (before !== undefined) for (const segment of kept.segments) takeOver(segment, before.directory, folder);
    const manifest = await writeSnapshot({ store, folder, state, options, end }, kept);
    if ((await readState(store)) !== state)
      fail("STORE_BUSY", { found: "a ledger that changed while its index was built", expected: "no import at the same time" });
    const directory = await settle(store.directory, folder, manifest);
    const snapshotsRemoved = removeSnapshots(store.directory, options.keep ?? 2);
    const outcome = kept.segments.length > 0 ? "appended" : "built";
    return { directory, manifest, outcome, segmentsKept: kept.segments.length, reason: kept.reason, snapshotsRemoved };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

/** What the ledger is now: another text, and it may have changed. */
export async function readState(store: Pick<Store, "query">): Promise<string> {
  const [last] = await store.query(ledgerState, {});
  return `${last?.commitNumber ?? 0n} ${last?.digest ?? "nothing"} schema ${migrations.length}`;
}

type Standing = Pick<BuiltIndex, "directory" | "manifest">;

function readCurrent(storeDirectory: string): Standing | undefined {
  const directory = currentSnapshot(storeDirectory);
  if (directory === undefined) return undefined;
  try {
    return { directory, manifest: readManifest(directory) };
  } catch {
    // It cannot be used, so nothing is taken over from it.
    return undefined;
  }
}

interface Kept {
  readonly segments: readonly SegmentEntry[];
  readonly reason: string;
}

/** The leading segments of which every transfer is what it was, without those that are small beside what comes. */
async function chooseKept(
  store: Store,
  { before, end }: { readonly before: Standing | undefined; readonly end: LedgerKey | undefined },
): Promise<Kept> {
  if (before === undefined) return { segments: [], reason: "there is no index that can be used" };
  const segments: SegmentEntry[] = [];
  let reason = "";
  for (const segment of before.manifest.segments) {
    const content = await readContent(store, segment.after, segment.until);
    if (String(content.transferCount) !== segment.transfers || content.mark !== segment.mark) {
      reason = `transfers of segment ${segment.name} are other than they were`;
      break;
    }
    segments.push(segment);
  }
  for (let last = segments.at(-1); last !== undefined; last = segments.at(-1)) {
    const { movementCount } = await readContent(store, last.until, end ?? last.until);
    if (movementCount === 0n || last.places.count >= mergeFactor * Number(movementCount)) break;
    segments.pop();
    if (reason === "") reason = `segment ${last.name} is small beside what follows it`;
  }
  return { segments, reason };
}

interface Building {
  readonly store: Store;
  readonly folder: string;
  readonly state: string;
  readonly options: BuildOptions;
  /** The ledger's last transfer. */
  readonly end: LedgerKey | undefined;
}

async function writeSnapshot({ store, folder, state, options, end }: Building, kept: Kept): Promise<IndexManifest> {
  const segments = [...kept.segments];
  const after = segments.at(-1)?.until ?? ledgerStart;
  const content = await readContent(store, after, end ?? after);
  const atomsLimbs = chooseLimbs(segments, content);
  let known = await loadKnown(folder, segments);
  if (end !== undefined && !isSameKey(end, after)) {
    const name = `segment-${segments.length}`;
    const { onProgress } = options;
    const stretch = { after, until: end, content };
    const told = onProgress === undefined ? {} : { onProgress };
    segments.push(await writeSegment({ store, folder, name, atomsLimbs, known, ...stretch, ...told }));
    known = await loadKnown(folder, segments);
  }
  const sides = await writeSides({ store, folder, name: "sides", segments, ...known });
  const counts = countsOf(segments);
  return {
    format: indexFormat,
    software: options.software,
    state,
    atomsLimbs,
    ...counts,
    accountCount: counts.accountCount + sides.accounts.count,
    segments,
    sides,
  };
}

/** The form of amounts is one for all segments. `content`: what comes after those that stand. */
function chooseLimbs(kept: readonly SegmentEntry[], { movementCount, largeCount }: SnapshotContentRow): 1 | 2 {
  const standing = kept[0]?.files.movements.batches[0];
  const place = standing?.columns["atoms"];
  if (standing !== undefined && place !== undefined) return place.bytes === standing.rows * 8 ? 1 : 2;
  return Number(largeCount) <= Number(movementCount) * largeShareMax ? 1 : 2;
}

/** Writes the manifest last: without it, the folder is no snapshot. */
async function settle(storeDirectory: string, folder: string, manifest: IndexManifest): Promise<string> {
  const text = encodeRow(manifest);
  const file = await open(join(folder, "manifest.json"), "wx", 0o600);
  await file.writeFile(text);
  await file.sync();
  await file.close();
  const id = createHash("sha256").update(text).digest("hex");
  const standing = join(indexFolder(storeDirectory), id);
  const isDamaged = existsSync(standing) && !(await isWholeSnapshot(standing));
  return settleSnapshot(storeDirectory, { building: folder, id, isDamaged });
}

async function readContent(store: Store, after: LedgerKey, until: LedgerKey): Promise<SnapshotContentRow> {
  const [content] = await store.query(snapshotContent, { ...afterKey(after), ...untilKey(until) });
  if (content === undefined) throw new Error("broken invariant: every stretch has one content");
  return content;
}

function untilKey({ occurredAt, sequence, id, source }: LedgerKey) {
  return { until: occurredAt, untilSequence: sequence, untilId: id, untilSource: source };
}

function isSameKey(a: LedgerKey, b: LedgerKey): boolean {
  return a.occurredAt === b.occurredAt && a.sequence === b.sequence && a.id === b.id && a.source === b.source;
}
