import type {
  BackwardResult,
  ClaimRow,
  ConversionRow,
  CoverageGapRow,
  FlowRow,
  LimitRow,
  OpeningAssumptionRow,
  OrderAssumptionRow,
  OriginRow,
  PositionRow,
  PositionStatus,
  TraceResult,
} from "./trace-result.ts";

/** The kinds of row that a result has, by the name of their list in the document. */
export interface ResultRows {
  readonly claims: ClaimRow;
  readonly positions: PositionRow;
  readonly origins: OriginRow;
  readonly flows: FlowRow;
  readonly conversions: ConversionRow;
  readonly order_assumptions: OrderAssumptionRow;
  readonly opening_assumptions: OpeningAssumptionRow;
  readonly limits_hit: LimitRow;
  readonly coverage_gaps: CoverageGapRow;
}

export type ResultTableName = keyof ResultRows;

export interface ResultColumn {
  readonly name: string;
  /** `atoms`: decimal text of any size. `count`: a whole number. `texts`: a list of texts. */
  readonly kind: "text" | "atoms" | "count" | "texts";
  /** Together the key columns, all of them texts, say which row it is; two results speak of the same row where they are equal. */
  readonly isKey: boolean;
  /** A row may lack it; a table holds null there. */
  readonly isOptional: boolean;
  /** The only texts that may stand there, where they are a closed list. */
  readonly choices?: readonly string[];
}

export interface ResultTable {
  readonly columns: readonly ResultColumn[];
  /**
   * Several rows may share a key; then they are told apart by the texts of this column, no two of which are in rows of one key. Two results speak
   * of the same row where they share one of them.
   */
  readonly linkedBy?: string;
}

/** In the order in which rows of one account, asset and claim stand. */
const positionStatuses: readonly PositionStatus[] = ["held", "stopped", "limit", "dust", "destroyed", "exposed"];

const key = { isKey: true, isOptional: false } as const;
const value = { isKey: false, isOptional: false } as const;
const maybe = { isKey: false, isOptional: true } as const;

const account: ResultColumn = { name: "account", kind: "text", ...key };
const address: ResultColumn = { name: "address", kind: "text", ...maybe };
const asset: ResultColumn = { name: "asset", kind: "text", ...key };
const claim: ResultColumn = { name: "claim", kind: "text", ...key };
const atoms: ResultColumn = { name: "atoms", kind: "atoms", ...value };
const transfers: ResultColumn = { name: "transfers", kind: "texts", ...value };

/** The columns of every kind of row, in one place: of the JSON document, of the tables of a result folder, and of what is compared. */
export const resultTables: Readonly<Record<ResultTableName, ResultTable>> = {
  claims: { columns: [claim, asset, { name: "seeded_atoms", kind: "atoms", ...value }] },
  positions: {
    columns: [
      account,
      address,
      asset,
      claim,
      atoms,
      { name: "status", kind: "text", ...key, choices: positionStatuses },
      { name: "hops", kind: "count", ...value },
      { name: "reason", kind: "text", ...value },
    ],
  },
  origins: {
    columns: [
      { name: "transfer", kind: "text", isKey: true, isOptional: true },
      { name: "opening", kind: "text", ...maybe },
      account,
      address,
      asset,
      atoms,
    ],
  },
  flows: { columns: [{ name: "transfer", kind: "text", ...key }, claim, atoms] },
  conversions: {
    columns: [
      { name: "conversion", kind: "text", ...key },
      claim,
      { name: "asset_out", kind: "text", ...key },
      { name: "atoms_out", kind: "atoms", ...value },
      { name: "asset_in", kind: "text", ...key },
      { name: "atoms_in", kind: "atoms", ...value },
      { name: "basis", kind: "text", ...value },
    ],
  },
  order_assumptions: {
    columns: [account, address, asset, { name: "time", kind: "text", ...key }, transfers],
    linkedBy: "transfers",
  },
  opening_assumptions: { columns: [account, address, asset, atoms] },
  limits_hit: {
    columns: [
      { name: "limit", kind: "text", ...key },
      account,
      address,
      transfers,
      { name: "transfers_omitted", kind: "atoms", ...maybe },
      atoms,
    ],
    linkedBy: "transfers",
  },
  coverage_gaps: {
    columns: [
      account,
      address,
      { name: "from", kind: "text", ...key },
      { name: "to", kind: "text", ...value },
      { name: "source", kind: "text", ...value },
    ],
  },
};

const assumptionTables = ["order_assumptions", "opening_assumptions", "limits_hit", "coverage_gaps"] as const;

export const forwardTables: readonly ResultTableName[] = ["claims", "positions", "flows", "conversions", ...assumptionTables];
export const backwardTables: readonly ResultTableName[] = ["origins", "flows", "conversions", ...assumptionTables];

/** The lists of a result, by name, in the order of its direction's tables. */
export function tablesOf(
  result: TraceResult | BackwardResult,
): readonly { readonly name: ResultTableName; readonly rows: readonly object[] }[] {
  const names = "origins" in result ? backwardTables : forwardTables;
  const lists = new Map<string, unknown>(Object.entries(result));
  return names.map((name) => {
    const rows = lists.get(name);
    return { name, rows: Array.isArray(rows) ? rows : [] };
  });
}

/** What stands in a column of a row; null where the row has none. */
export type ResultCell = string | number | readonly string[] | null;

/** The cell of a row in a column of its table. */
export function cellOf(row: object, { name }: ResultColumn): ResultCell {
  const cell: ResultCell | undefined = Reflect.get(row, name);
  return cell ?? null;
}
