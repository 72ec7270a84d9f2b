import { cellOf, type ResultCell, type ResultColumn, type ResultTable } from "./result-tables.ts";

/** How one list of rows differs from another. Rows stand in the order of the list that they are of; places count from 0. */
export interface TableDifference<Row extends object> {
  readonly rows_before: number;
  readonly rows_after: number;
  /** Rows of `after` alone; `at` is the place there. */
  readonly added: readonly PlacedRow<Row>[];
  /** Rows of `before` alone; `at` is the place there. */
  readonly removed: readonly PlacedRow<Row>[];
  /** Rows of both whose columns differ, in the order of `after`. */
  readonly changed: readonly ChangedRow<Row>[];
  /** Empty where the rows of both keep their order; else that of `after`, as runs of the order that they have in `before`. */
  readonly reordered: readonly RowRun[];
}

export interface PlacedRow<Row extends object> {
  readonly at: number;
  readonly row: Row;
}

export interface ChangedRow<Row extends object> {
  readonly at_before: number;
  readonly at_after: number;
  readonly before: Row;
  readonly after: Row;
  /** Names of the columns that differ, in the order of the table. */
  readonly columns: readonly string[];
  /** Of each column of atoms that differs: after less before, signed decimal text. */
  readonly difference: Readonly<Record<string, string>>;
}

/** `count` rows from the `first` on, counted from 0 among the rows of both in the order of `before`. */
export interface RowRun {
  readonly first: number;
  readonly count: number;
}

/** The two lists to compare. */
export interface RowSides<Row extends object> {
  readonly before: readonly Row[];
  readonly after: readonly Row[];
}

const nowhere = -1;

/** Compares two lists of one table. Rows are the same row by their key; with the sides exchanged the answer is the mirror image. */
export function compareRows<Row extends object>(table: ResultTable, sides: RowSides<Row>): TableDifference<Row> {
  const { before, after } = sides;
  const partners = table.linkedBy === undefined ? pairByKey(table, sides) : pairByLink(table, sides);
  const isPaired = new Uint8Array(before.length);
  const pairs: Pair[] = [];
  for (const [atAfter, atBefore] of partners.entries()) {
    if (atBefore === nowhere) continue;
    isPaired[atBefore] = 1;
    pairs.push({ atBefore, atAfter });
  }
  return {
    rows_before: before.length,
    rows_after: after.length,
    added: after.flatMap((row, at) => (partners[at] === nowhere ? [{ at, row }] : [])),
    removed: before.flatMap((row, at) => (isPaired[at] === 1 ? [] : [{ at, row }])),
    changed: pairs.flatMap((pair) => listChange(table, sides, pair)),
    reordered: listRuns(pairs, isPaired),
  };
}

interface Pair {
  readonly atBefore: number;
  readonly atAfter: number;
}

/** For each row of `after` the place of its partner in `before`. Should a key stand several times, the first goes with the first. */
function pairByKey<Row extends object>(table: ResultTable, { before, after }: RowSides<Row>): Int32Array {
  const places = new Map<string, number>();
  for (const [place, row] of before.entries()) {
    const key = keyOf(table, row);
    let name = key;
    for (let count = 1; places.has(name); count += 1) name = `${key} ${count}`;
    places.set(name, place);
  }
  const isTaken = new Uint8Array(before.length);
  return Int32Array.from(after, (row) => {
    const key = keyOf(table, row);
    let place = places.get(key);
    for (let count = 1; place !== undefined && isTaken[place] === 1; count += 1) place = places.get(`${key} ${count}`);
    if (place !== undefined) isTaken[place] = 1;
    return place ?? nowhere;
  });
}

/** The key columns of a row as one text that no other key has: each cell after its length. */
export function keyOf({ columns }: ResultTable, row: object): string {
  let key = "";
  for (const column of columns) {
    if (!column.isKey) continue;
    const cell = cellOf(row, column);
    key += typeof cell === "string" ? `${cell.length}:${cell};` : "-;";
  }
  return key;
}

/** The texts by which a row is told from others of its key, each with the key. */
export function linksOf(table: ResultTable, row: object): string[] {
  const column = table.columns.find(({ name }) => name === table.linkedBy);
  const cell = column === undefined ? null : cellOf(row, column);
  const key = keyOf(table, row);
  return typeof cell === "object" && cell !== null ? cell.map((text) => `${key} ${text}`) : [];
}

/** Two rows are one where they share a link, and neither shares one with a third. */
function pairByLink<Row extends object>(table: ResultTable, { before, after }: RowSides<Row>): Int32Array {
  const places = placeLinks(table, before);
  const partners = new Int32Array(after.length).fill(nowhere);
  const isUnclear = new Uint8Array(after.length);
  const partnerOf = new Map<number, number>();
  const unclearBefore = new Set<number>();
  for (const [link, atAfter] of placeLinks(table, after)) {
    const atBefore = places.get(link) ?? nowhere;
    if (atAfter === nowhere || atBefore === nowhere) continue;
    const known = partnerOf.get(atBefore);
    if (known !== undefined && known !== atAfter) unclearBefore.add(atBefore);
    if (partners[atAfter] !== nowhere && partners[atAfter] !== atBefore) isUnclear[atAfter] = 1;
    partnerOf.set(atBefore, atAfter);
    partners[atAfter] = atBefore;
  }
  return partners.map((atBefore, atAfter) => (isUnclear[atAfter] === 1 || unclearBefore.has(atBefore) ? nowhere : atBefore));
}

/** Where each link stands; a link of two rows tells nothing. */
function placeLinks(table: ResultTable, rows: readonly object[]): Map<string, number> {
  const places = new Map<string, number>();
  for (const [place, row] of rows.entries()) {
    for (const link of new Set(linksOf(table, row))) places.set(link, places.has(link) ? nowhere : place);
  }
  return places;
}

function listChange<Row extends object>(table: ResultTable, sides: RowSides<Row>, pair: Pair): ChangedRow<Row>[] {
  const [before, after] = [sides.before[pair.atBefore], sides.after[pair.atAfter]];
  if (before === undefined || after === undefined) return [];
  const columns = table.columns.filter((column) => !areEqual(cellOf(before, column), cellOf(after, column)));
  if (columns.length === 0) return [];
  const difference = columns
    .filter((column) => column.kind === "atoms")
    .map((column) => [column.name, subtract(cellOf(after, column), cellOf(before, column))] as const);
  return [
    {
      at_before: pair.atBefore,
      at_after: pair.atAfter,
      before,
      after,
      columns: columns.map(({ name }: ResultColumn) => name),
      difference: Object.fromEntries(difference),
    },
  ];
}

function areEqual(a: ResultCell, b: ResultCell): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  return a.length === b.length && a.every((text, index) => text === b[index]);
}

/** An amount that a row lacks is none. */
function subtract(after: ResultCell, before: ResultCell): string {
  return (BigInt(String(after ?? 0)) - BigInt(String(before ?? 0))).toString();
}

/** Pairs stand in the order of `after`. */
function listRuns(pairs: readonly Pair[], isPaired: Uint8Array): RowRun[] {
  const ranks = new Int32Array(isPaired.length);
  let next = 0;
  for (const [place, paired] of isPaired.entries()) {
    ranks[place] = next;
    next += paired;
  }
  const runs: { first: number; count: number }[] = [];
  for (const { atBefore } of pairs) {
    const rank = ranks[atBefore] ?? nowhere;
    const last = runs.at(-1);
    if (last !== undefined && last.first + last.count === rank) last.count += 1;
    else runs.push({ first: rank, count: 1 });
  }
  return runs.length <= 1 ? [] : runs;
}
