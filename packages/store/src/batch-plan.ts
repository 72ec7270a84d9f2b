import {
  boundInstant,
  type Finding,
  fail,
  formatInstant,
  type Locator,
  type SourceFile,
  type SourceRecord,
  showFound,
  unwrap,
} from "@tributary/domain";
import { differingPaths, pathsInWords } from "./content-difference.ts";
import { type FactColumn, type FactTable, type FactValue, isSameValue, keyText, tableName } from "./fact-table.ts";
import { factTables } from "./fact-tables.ts";
import type { IngestItem } from "./ledger-rows.ts";
import { blindRow } from "./sealing/sealed-rows.ts";
import type { Sealing } from "./sealing/sealing.ts";

/** A row that some record states. */
interface Fact {
  readonly table: FactTable;
  readonly key: string;
  readonly values: readonly FactValue[];
}

/** A row that the store holds, with the record that stated it first. */
export interface KnownFact {
  readonly values: readonly FactValue[];
  readonly fileSha256: string;
  readonly locator: string;
}

/** A record with the name under which other files may hold it. */
interface NamedRecord extends SourceRecord {
  readonly recordKey: string | null;
}

/** A record decoded, or refused before anything was compared. */
export type Candidate =
  | { readonly record: NamedRecord; readonly facts: readonly Fact[] }
  | {
      readonly record: NamedRecord;
      readonly findings: readonly Finding[];
      readonly raw: string;
      /** The reader took it for good, and it cannot be stored. */
      readonly isUnstorable: boolean;
    };

/** What the store knew before a batch. Grows while the batch is planned. */
export interface KnownContent {
  /** Raw digest by locator, of this file. */
  readonly records: Map<string, string>;
  readonly facts: ReadonlyMap<FactTable, Map<string, KnownFact>>;
}

interface PlannedQuarantine {
  readonly record: NamedRecord;
  readonly findings: readonly Finding[];
  readonly raw: string;
}

type Repeat = readonly [string, string, string, string];

/** What a batch writes. */
export interface BatchPlan {
  readonly records: NamedRecord[];
  readonly inserts: Map<FactTable, (readonly FactValue[])[]>;
  /** What records state that others stated before: table, key, file, locator. */
  readonly repeats: Repeat[];
  /** The same of records that the store did not have, each once: none of these is written yet. */
  readonly firstRepeats: Repeat[];
  /** By locator: kept apart, or taken off the list. */
  readonly quarantine: Map<string, PlannedQuarantine | undefined>;
  readonly conflicts: Finding[];
  readonly unstorable: Finding[];
  added: bigint;
  same: bigint;
  quarantined: bigint;
}

/**
 * Decodes items to facts, blind values as their keyed digests. Text that the engine would change is refused here.
 * Errors: KEY_MISSING, KEY_WRONG where a value is blind.
 */
export function readCandidates(items: readonly IngestItem[], file: SourceFile, sealing: Sealing): Candidate[] {
  return items.map((item) => {
    const record = { ...item.record, recordKey: item.recordKey ?? null };
    if ("findings" in item) return { record, findings: item.findings, raw: item.raw, isUnstorable: false };
    const facts: Fact[] = [];
    let broken: Fact | undefined;
    for (const table of factTables)
      for (const stated of table.encode(item.rows)) {
        const values = blindRow(table, stated, sealing);
        const fact = { table, key: keyText(table, values), values };
        facts.push(fact);
        if (stated.some(isBrokenValue)) broken ??= { ...fact, values: stated };
      }
    if (broken === undefined) return { record, facts };
    return {
      record,
      raw: describeFacts(facts),
      isUnstorable: true,
      findings: [
        {
          code: "VALUE_UNREADABLE",
          where: {
            file: file.origin,
            ...lineOf(item.record.locator),
            record: item.record.locator,
            path: tableName(broken.table),
          },
          found: showFound(String(broken.values.find(isBrokenValue))),
          expected: "text without NUL and without half surrogate pairs",
        },
      ],
    };
  });
}

/** Takes the records one after the other, each whole or not at all, so that what wins does not depend on where a batch ends. */
export function planBatch(candidates: readonly Candidate[], known: KnownContent, file: SourceFile): BatchPlan {
  const plan: BatchPlan = {
    records: [],
    inserts: new Map(),
    repeats: [],
    firstRepeats: [],
    quarantine: new Map(),
    conflicts: [],
    unstorable: [],
    added: 0n,
    same: 0n,
    quarantined: 0n,
  };
  for (const candidate of candidates) {
    if ("findings" in candidate) {
      if (candidate.isUnstorable) plan.unstorable.push(...candidate.findings);
      keepApart(plan, candidate);
    } else {
      const conflict = findConflict(candidate, known, file);
      if (conflict === undefined) take(plan, candidate, known);
      else {
        plan.conflicts.push(conflict);
        // Without its name: the namesake that it contradicts was read well, and would take it off the list.
        const record = { ...candidate.record, recordKey: null };
        keepApart(plan, { record, findings: [conflict], raw: describeFacts(candidate.facts) });
      }
    }
  }
  return plan;
}

function keepApart(plan: BatchPlan, entry: PlannedQuarantine): void {
  plan.quarantine.set(entry.record.locator, entry);
  plan.quarantined += 1n;
}

function take(plan: BatchPlan, { record, facts }: { record: NamedRecord; facts: readonly Fact[] }, known: KnownContent): void {
  // A record that states nothing of its own is new when it is first seen; any other when it brings a row that nobody stated.
  const isFirst = !known.records.has(record.locator);
  let isNew = facts.length === 0 && isFirst;
  if (isFirst) {
    known.records.set(record.locator, record.rawSha256);
    plan.records.push(record);
  }
  const repeated = new Map<string, Repeat>();
  for (const { table, key, values } of facts) {
    const rowsOfTable = known.facts.get(table);
    const before = rowsOfTable?.get(key);
    if (before === undefined) {
      isNew = true;
      rowsOfTable?.set(key, { values, fileSha256: record.fileSha256, locator: record.locator });
      const rows = plan.inserts.get(table) ?? [];
      rows.push([...values, record.fileSha256, record.locator]);
      plan.inserts.set(table, rows);
    } else if (before.fileSha256 !== record.fileSha256 || before.locator !== record.locator) {
      const name = tableName(table);
      repeated.set(`${name} ${key}`, [name, key, record.fileSha256, record.locator]);
    }
  }
  for (const repeat of repeated.values()) (isFirst ? plan.firstRepeats : plan.repeats).push(repeat);
  plan.quarantine.set(record.locator, undefined);
  if (isNew) plan.added += 1n;
  else plan.same += 1n;
}

function findConflict(
  { record, facts }: { record: SourceRecord; facts: readonly Fact[] },
  known: KnownContent,
  file: SourceFile,
): Finding | undefined {
  const where = { file: file.origin, ...lineOf(record.locator), record: record.locator };
  const raw = known.records.get(record.locator);
  if (raw !== undefined && raw !== record.rawSha256)
    return {
      code: "RECORD_CONFLICT",
      where,
      found: `a record whose bytes have SHA-256 ${record.rawSha256}`,
      expected: `SHA-256 ${raw}, as the store has this record of this file`,
    };
  const ownFacts = new Map<FactTable, Map<string, Fact>>();
  const isReported = facts.some(({ table }) => table.name === "payment" && table.schema === "str");
  for (const fact of facts) {
    const own = ownFacts.get(fact.table) ?? new Map<string, Fact>();
    if (own.size === 0) ownFacts.set(fact.table, own);
    const before = known.facts.get(fact.table)?.get(fact.key) ?? asKnown(own.get(fact.key), record);
    if (before !== undefined) {
      const conflict = compareFacts(fact, before, { where, record, isReported });
      if (conflict !== undefined && fact.table.isOfOneChain) failReorganised(conflict);
      if (conflict !== undefined) return conflict;
    }
    own.set(fact.key, fact);
  }
  return undefined;
}

/** The batch is taken back whole: a ledger of two chains would be of neither. */
function failReorganised({ where, found, expected }: Finding): never {
  return fail("CHAIN_REORGANISED", {
    where,
    found: `a block with ${found}`,
    expected: `${expected}; nothing of the other chain was taken. What the dropped blocks said stays in this store: read the chain into a new one`,
  });
}

function asKnown(fact: Fact | undefined, record: SourceRecord): KnownFact | undefined {
  return fact === undefined ? undefined : { values: fact.values, fileSha256: record.fileSha256, locator: record.locator };
}

function compareFacts(
  fact: Fact,
  before: KnownFact,
  { where, record, isReported }: { where: Locator; record: SourceRecord; isReported: boolean },
): Finding | undefined {
  const { columns, keyCount, incidental, settled } = fact.table;
  const different = columns.flatMap(({ name, type }, index) =>
    incidental.has(name) ||
    (isReported && settled.has(name)) ||
    isSameValue(fact.values[index] ?? null, before.values[index] ?? null)
      ? []
      : [{ name, type, index }],
  );
  if (different.length === 0) return undefined;
  const place = before.fileSha256 === record.fileSha256 ? "the same file" : `file ${before.fileSha256}`;
  if (tableName(fact.table) === "str.record") return compareContents(fact, before, { where, place });
  const list = (values: readonly FactValue[]) =>
    different.map(({ name, type, index }) => `${name} ${describeValue(values[index] ?? null, type)}`).join(", ");
  const key = columns
    .slice(0, keyCount)
    .map(({ type }, index) => describeValue(fact.values[index] ?? null, type))
    .join(" ");
  return {
    code: "RECORD_CONFLICT",
    where: { ...where, path: `${tableName(fact.table)} ${key}` },
    found: list(fact.values),
    expected: `${list(before.values)}, as record ${showFound(before.locator)} of ${place} states`,
    ...hintOf(fact.table),
  };
}

/** A record of a report, as its sender knows it: by its path and its own reference. */
function compareContents(fact: Fact, before: KnownFact, { where, place }: { where: Locator; place: string }): Finding {
  const cellOf = ({ values }: Pick<Fact, "values">, name: string): FactValue =>
    values[fact.table.columns.findIndex((column) => column.name === name)] ?? null;
  const [path, reference] = [cellOf(fact, "path"), cellOf(fact, "reference")];
  const paths = differingPaths(cellOf(fact, "content"), cellOf(before, "content")) ?? [];
  return {
    code: "RECORD_CONFLICT",
    where: {
      ...where,
      ...(typeof path === "string" ? { path: showFound(path) } : {}),
      ...(typeof reference === "string" ? { record: showFound(reference) } : {}),
    },
    found:
      paths.length === 0 ? "the same record at another place of the report" : `other values of ${showFound(pathsInWords(paths))}`,
    expected: `what record ${showFound(before.locator)} of ${place} states: it has been taken in`,
    ...hintOf(fact.table),
  };
}

/** Reports alone can be sent again with other content. */
function hintOf({ schema }: FactTable): Pick<Finding, "hint"> {
  const isReport = schema === "str" || schema === "party";
  return isReport
    ? { hint: "to amend what was sent, send the whole report again under a higher number, such as --revision 2" }
    : {};
}

/** Where text is read by lines, a record's locator says `line <number>`. */
function lineOf(locator: string): Pick<Locator, "line"> {
  const line = /(?:^| )line ([0-9]{1,15})(?: |$)/.exec(locator)?.[1];
  return line === undefined ? {} : { line: Number(line) };
}

function describeValue(value: FactValue, type: FactColumn["type"]): string {
  if (value === null) return "nothing";
  if (type === "TIMESTAMP" && typeof value === "bigint") return formatInstant(unwrap(boundInstant(value, "a stored time")));
  return showFound(typeof value === "object" ? value.join(" ") : String(value));
}

function describeFacts(facts: readonly Fact[]): string {
  const rows = facts.map(({ table, values }) => ({
    table: tableName(table),
    row: Object.fromEntries(table.columns.map(({ name }, index) => [name, values[index] ?? null])),
  }));
  return JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
}

function isBrokenValue(value: FactValue): boolean {
  if (typeof value === "string") return isBrokenText(value);
  return typeof value === "object" && value !== null && value.some(isBrokenText);
}

function isBrokenText(text: string): boolean {
  return suspectText.test(text) && brokenText.test(text);
}

/** The engine ends text at NUL, and replaces halves of surrogate pairs. Few texts hold either sort of code unit: the exact look is for those. */
const suspectText = /[\0\ud800-\udfff]/;
const brokenText = /[\0\p{Cs}]/u;
