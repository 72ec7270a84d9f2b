import { type BlockRange, type Finding, fail } from "@tributary/domain";
import type {
  AppendOutcome,
  IngestBatch,
  IngestItem,
  IngestRun,
  PendingBlock,
  QuarantinedRecord,
  RunState,
  Store,
} from "@tributary/store";
import { emptyContent, type KeyedRow, keyedRows, type LedgerContent } from "./memory-tables.ts";

/** What a chain's worker needs of a store. */
export type WorkerStore = Pick<Store, "beginRun" | "append" | "quarantine" | "query" | "pending">;

export interface MemoryStore extends WorkerStore {
  readonly content: LedgerContent;
}

interface KnownRow {
  readonly content: string;
}

/** What stood before a batch, and the batch: taken whole, or not at all. */
interface Taking {
  readonly known: (key: string) => KnownRow | undefined;
  readonly rawOf: (record: string) => string | undefined;
  readonly rows: Map<string, KeyedRow>;
  readonly records: Map<string, string>;
  readonly kept: Map<string, QuarantinedRecord | null>;
  readonly conflicts: Finding[];
  added: bigint;
  same: bigint;
  quarantined: bigint;
}

/**
 * The store's rules in plain maps: runs and cursors, records whole or not at all, conflicts kept apart, one chain's blocks only. Thousands of
 * simulated runs would spend their time in the real store's files; that both keep the same rules is what the parity tests hold.
 */
export function openMemoryStore(): MemoryStore {
  const runs = new Map<string, RunState>();
  const rows = new Map<string, KnownRow>();
  const records = new Map<string, string>();
  const kept = new Map<string, QuarantinedRecord>();
  const pending = new Map<string, PendingBlock>();
  const content = emptyContent();

  function append(run: IngestRun, batch: IngestBatch): AppendOutcome {
    const taking = takeBatch(run, batch, { rows, records });
    // From here on nothing can fail.
    const rowsByTable: Record<string, bigint> = {};
    for (const [key, row] of taking.rows) {
      rows.set(key, row);
      row.keep(content);
      rowsByTable[row.table] = (rowsByTable[row.table] ?? 0n) + 1n;
    }
    for (const [key, raw] of taking.records) records.set(key, raw);
    for (const [key, record] of taking.kept) {
      if (record === null) kept.delete(key);
      else kept.set(key, record);
    }
    const state = runs.get(runKey(run));
    const before = state?.itemsAcknowledged ?? 0n;
    runs.set(runKey(run), {
      itemsAcknowledged: batch.itemsAcknowledged > before ? batch.itemsAcknowledged : before,
      isDone: state?.isDone === true || batch.isDone,
    });
    const { added, same, quarantined, conflicts } = taking;
    return { added, same, quarantined, conflicts, unstorable: [], rowsByTable };
  }

  const answers: Readonly<Record<string, () => readonly unknown[]>> = {
    "ledger/read/block_ranges": () =>
      content.ranges
        .toSorted(compareRanges)
        .map(({ chain, reading, from, to, toHash }) => ({ chain, reading, fromNumber: from, toNumber: to, toHash })),
  };

  return {
    content,
    beginRun: async (run) => {
      const state = runs.get(runKey(run)) ?? { itemsAcknowledged: 0n, isDone: false };
      runs.set(runKey(run), state);
      return state;
    },
    append: async (run, batch) => append(run, batch),
    quarantine: async (file) => [...kept.values()].filter(({ fileSha256 }) => file === undefined || fileSha256 === file),
    query: async ({ name }) => {
      const answer = answers[name];
      if (answer === undefined) throw new Error(`the memory store has no answer to the query ${name}`);
      // The name says the type of the rows.
      return answer() as never;
    },
    pending: {
      list: async (chain) =>
        [...pending.values()]
          .filter((block) => block.chain === chain)
          .toSorted((a, b) => (a.number === b.number ? (a.hash < b.hash ? -1 : 1) : a.number < b.number ? -1 : 1)),
      change: async (_, { drop, add }) => {
        for (const hash of drop) pending.delete(hash);
        for (const block of add) pending.set(block.hash, block);
      },
    },
  };
}

function takeBatch(
  run: IngestRun,
  batch: IngestBatch,
  before: { readonly rows: ReadonlyMap<string, KnownRow>; readonly records: ReadonlyMap<string, string> },
): Taking {
  const rows = new Map<string, KeyedRow>();
  const records = new Map<string, string>();
  const taking: Taking = {
    known: (key) => rows.get(key) ?? before.rows.get(key),
    rawOf: (record) => records.get(record) ?? before.records.get(record),
    rows,
    records,
    kept: new Map(),
    conflicts: [],
    added: 0n,
    same: 0n,
    quarantined: 0n,
  };
  for (const item of batch.items) {
    if (item.record.fileSha256 !== run.file.sha256) throw new Error("a batch holds records of its run's file");
    const findings = "findings" in item ? item.findings : takeRows(taking, item);
    if (findings.length > 0) keepApart(taking, run, { item, findings });
  }
  return taking;
}

/** Takes a good record, or says why it is kept apart. */
function takeRows(taking: Taking, { record, rows }: Extract<IngestItem, { rows: unknown }>): readonly Finding[] {
  const name = recordKey(record);
  const stated = keyedRows(rows);
  const conflict = findChange(taking, record) ?? findConflict(taking, stated, record.locator);
  if (conflict !== undefined) {
    taking.conflicts.push(conflict);
    return [conflict];
  }
  const isFirst = taking.rawOf(name) === undefined;
  const news = stated.filter(({ key }) => taking.known(key) === undefined);
  for (const row of news) taking.rows.set(row.key, row);
  taking.records.set(name, record.rawSha256);
  taking.kept.set(name, null);
  if (news.length > 0 || (stated.length === 0 && isFirst)) taking.added += 1n;
  else taking.same += 1n;
  return [];
}

function findConflict(taking: Taking, stated: readonly KeyedRow[], locator: string): Finding | undefined {
  const own = new Map<string, string>();
  for (const { table, key, content } of stated) {
    const other = taking.known(key)?.content ?? own.get(key);
    if (other !== undefined && other !== content) {
      const detail = { found: `${key} ${content}`, expected: other, where: { record: locator } };
      if (table === "ledger.block") fail("CHAIN_REORGANISED", detail);
      return { code: "RECORD_CONFLICT", ...detail };
    }
    own.set(key, content);
  }
  return undefined;
}

function findChange(taking: Taking, record: IngestItem["record"]): Finding | undefined {
  const raw = taking.rawOf(recordKey(record));
  if (raw === undefined || raw === record.rawSha256) return undefined;
  return { code: "RECORD_CONFLICT", found: record.rawSha256, expected: raw, where: { record: record.locator } };
}

function keepApart(
  taking: Taking,
  run: IngestRun,
  { item, findings }: { readonly item: IngestItem; readonly findings: readonly Finding[] },
): void {
  const { fileSha256, locator, rawSha256 } = item.record;
  const raw = "raw" in item ? item.raw : "";
  const kept = { fileSha256, fileOrigin: run.file.origin, locator, rawSha256, findings, raw };
  taking.kept.set(recordKey(item.record), kept);
  taking.quarantined += 1n;
}

function recordKey({ fileSha256, locator }: IngestItem["record"]): string {
  return `${fileSha256} ${locator}`;
}

function runKey(run: IngestRun): string {
  return `${run.file.sha256} ${run.options}`;
}

function compareRanges(a: BlockRange, b: BlockRange): number {
  if (a.chain !== b.chain) return a.chain < b.chain ? -1 : 1;
  if (a.reading !== b.reading) return a.reading < b.reading ? -1 : 1;
  if (a.from !== b.from) return a.from < b.from ? -1 : 1;
  return a.to < b.to ? -1 : 1;
}
