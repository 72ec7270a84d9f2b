import { assert } from "@tributary/domain";
import { comparePairs } from "@tributary/queries";
import type { Matcher } from "@tributary/store";
import type { ComparedParty } from "./compared-party.ts";
import { groupBy } from "./group-by.ts";
import { type PartyColumns, partyColumns } from "./party-columns.ts";
import { type WeightTable, weights } from "./weight-table.ts";

/** What one column of a comparison shows. */
export interface ColumnEvidence {
  readonly column: string;
  /** From 0, higher is closer; null where a side states nothing that can be compared. */
  readonly level: number | null;
  /** The level in plain words. */
  readonly says: string;
  /** Decimal text; null without a level. */
  readonly m: string | null;
  readonly u: string | null;
  /** Thousandths of a bit; 0 without a level. */
  readonly millibits: bigint;
  /** What each side states, in the form in which it was compared. */
  readonly left: readonly string[];
  readonly right: readonly string[];
}

/** What the weight of a pair suggests. The machine's answer to a pair is always `open`: only a person judges. */
export type Suggestion = "same" | "different" | "unsure" | "open";

/** A weighed pair: every column with its level and weight, and the sum. */
export interface PairEvidence {
  /** Version of the weight table. */
  readonly model: string;
  readonly priorMillibits: bigint;
  /** Prior and all columns. */
  readonly totalMillibits: bigint;
  /** `open`: nothing but names, nationality or address could be compared, and these never decide. */
  readonly suggests: Suggestion;
  readonly columns: readonly ColumnEvidence[];
}

export interface PartyPair {
  readonly left: ComparedParty;
  readonly right: ComparedParty;
}

/** Fields of the comparison by the columns that they are evidence of. The first of a column is shown. */
const fields: readonly (readonly [field: string, column: string, select: (columns: PartyColumns) => readonly string[]])[] = [
  ["document", "document", (columns) => columns.documents],
  ["account", "account", (columns) => columns.accounts],
  ["registration", "registration", (columns) => columns.registrations],
  ["email", "email", (columns) => columns.emails],
  ["phone", "phone", (columns) => columns.phones],
  ["phone_full", "phone", (columns) => columns.phonesFull],
  ["birth_date", "birth_date", (columns) => columns.birthDate],
  ["name_plain", "name", (columns) => columns.namesPlain],
  ["name_sound", "name", (columns) => columns.namesSound],
  ["name_key", "name", (columns) => columns.nameKeys],
  ["name_family", "name", (columns) => columns.nameFamilies],
  ["name_word", "name", (columns) => columns.nameWords],
  ["name_script", "name", (columns) => columns.nameScripts],
  ["nationality", "nationality", (columns) => columns.nationalities],
  ["address", "address", (columns) => columns.addresses],
];

/**
 * Weighs pairs of parties in the matcher's memory, one answer a pair in the order given. The same pair, either way round, weighs the same. Parties of
 * two kinds, a person and an organisation, are never compared: a pair of them is a mistake of the caller.
 */
export async function compareParties(
  matcher: Matcher,
  pairs: readonly PartyPair[],
  table: WeightTable = weights,
): Promise<readonly PairEvidence[]> {
  if (pairs.length === 0) return [];
  const read = columnReader();
  const sides = pairs.map(({ left, right }) => {
    assert(left.kind === right.kind, "a person is not compared with an organisation");
    return { left: read(left), right: read(right) };
  });
  const rows = await matcher.query(comparePairs, { ...valueParameters(sides), ...weightParameters(table) });
  const byPair = groupBy(rows, ({ pair }) => Number(pair));
  return sides.map(({ left, right }, index) => {
    const levels = new Map((byPair.get(index) ?? []).map(({ columnName, level }) => [columnName, level]));
    const total = byPair.get(index)?.[0]?.totalMillibits ?? table.priorMillibits;
    const columns = table.columns.map((column) => evidenceOf(column, levels.get(column.name) ?? -1, { left, right }));
    return {
      model: table.version,
      priorMillibits: table.priorMillibits,
      totalMillibits: total,
      suggests: suggest(table, total, columns),
      columns,
    };
  });
}

/** A party stands in many pairs; its columns are made once. */
function columnReader(): (party: ComparedParty) => PartyColumns {
  const known = new Map<ComparedParty, PartyColumns>();
  return (party) => {
    const columns = known.get(party) ?? partyColumns(party);
    known.set(party, columns);
    return columns;
  };
}

type Sides = { readonly left: PartyColumns; readonly right: PartyColumns };

function valueParameters(sides: readonly Sides[]) {
  const entries = sides.flatMap((pair, index) =>
    fields.flatMap(([field, , select]) => [
      ...select(pair.left).map((value) => [String(index), "left", field, value] as const),
      ...select(pair.right).map((value) => [String(index), "right", field, value] as const),
    ]),
  );
  return {
    pairs: entries.map(([pair]) => pair),
    sides: entries.map(([, side]) => side),
    fields: entries.map(([, , field]) => field),
    values: entries.map(([, , , value]) => value),
  };
}

function weightParameters(table: WeightTable) {
  const levels = table.columns.flatMap(({ name, levels }) => levels.map((level) => ({ name, ...level })));
  return {
    weightColumns: levels.map(({ name }) => name),
    weightLevels: levels.map(({ level }) => String(level)),
    weightMillibits: levels.map(({ millibits }) => millibits.toString()),
    priorMillibits: table.priorMillibits,
  };
}

function evidenceOf(column: WeightTable["columns"][number], level: number, { left, right }: Sides): ColumnEvidence {
  const found = column.levels[level];
  const select = fields.find(([, name]) => name === column.name)?.[2] ?? (() => []);
  return {
    column: column.name,
    level: found?.level ?? null,
    says: found?.says ?? "not stated on both sides, or not comparable",
    m: found?.m ?? null,
    u: found?.u ?? null,
    millibits: found?.millibits ?? 0n,
    left: select(left),
    right: select(right),
  };
}

function suggest(table: WeightTable, total: bigint, columns: readonly ColumnEvidence[]): Suggestion {
  if (!columns.some(({ column, level }) => level !== null && table.decisive.includes(column))) return "open";
  const isVetoed = table.vetoes.some((veto) =>
    columns.some(({ column, level }) => column === veto.column && level === veto.level),
  );
  if (total >= table.sameMillibits) return isVetoed ? "unsure" : "same";
  return total <= table.differentMillibits ? "different" : "unsure";
}
