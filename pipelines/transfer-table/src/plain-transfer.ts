import {
  accept,
  type Finding,
  type Locator,
  parseAccount,
  parseAsset,
  parseAtoms,
  parseInstant,
  parseSequence,
  parseTransferId,
  precisions,
  type Result,
  refuse,
  type SourceName,
  showFound,
  type TimeBasis,
  type Transfer,
  timeBases,
} from "@tributary/domain";
import { readChoice, readRequired, startRow } from "./row-reader.ts";

/** The columns of the transfer table (spec, section 9). */
export const transferColumns = {
  required: ["transfer_id", "occurred_at", "from", "to", "asset", "atoms"],
  optional: ["sequence", "precision", "basis", "reference"],
} as const;

export type TransferColumn = (typeof transferColumns)["required" | "optional"][number];

/** A table that does not say what its times state is taken as an observation: the weakest of the four claims. */
export const defaultBasis: TimeBasis = "observed";
const referenceLengthMax = 1024;

export type DecodedTransfer = { readonly transfer: Transfer } | { readonly findings: readonly Finding[] };

/** Reads one row of the transfer table. `cell` gives the text of a column, empty where the table has no such column. */
export function readPlainTransfer(
  cell: (column: TransferColumn) => string,
  place: { readonly source: SourceName; readonly where: Locator },
): DecodedTransfer {
  const id = cell("transfer_id");
  const row = startRow(id === "" || id.length > 256 ? place.where : { ...place.where, record: nameRow(id, place.where) });
  const take = <Value>(column: TransferColumn, parse: (text: string) => Result<Value>): Value | undefined =>
    row.take(column, parse(cell(column)));
  const required = <Value>(column: TransferColumn, parse: (text: string) => Result<Value>): Value | undefined =>
    row.take(column, readRequired(cell(column), parse, expectedOf[column]));
  const transfer = {
    source: place.source,
    id: required("transfer_id", parseTransferId),
    occurredAt: required("occurred_at", parseInstant),
    sequence: take("sequence", parseSequence),
    precision: take("precision", readChoice(precisions, "instant")),
    basis: take("basis", readChoice(timeBases, defaultBasis)),
    from: required("from", parseAccount),
    to: required("to", parseAccount),
    asset: required("asset", parseAsset),
    atoms: required("atoms", parseAtoms),
    reference: take("reference", parseReference),
  };
  return isWhole(transfer) ? { transfer } : { findings: row.findings() };
}

/** Where a file has no lines, the row's number stands beside its id. */
function nameRow(id: string, { record }: Locator): string {
  return record === undefined ? showFound(id) : `${record}, ${showFound(id)}`;
}

const expectedOf: Readonly<Record<TransferColumn, string>> = {
  transfer_id: "the id that the source gives the transfer",
  occurred_at: "RFC 3339 with an offset, for example 2024-03-01T09:30:00+07:00",
  from: "the account that pays",
  to: "the account that receives",
  asset: "the asset that moves, for example iso4217:THB",
  atoms: "decimal digits, in the asset's smallest unit",
  sequence: "an integer, or nothing",
  precision: `one of ${precisions.join(", ")}, or nothing`,
  basis: `one of ${timeBases.join(", ")}, or nothing`,
  reference: "any text, or nothing",
};

/** A text of the source's own, or none. */
export function parseReference(text: string): Result<string | null> {
  if (text.length > referenceLengthMax) return refuse("VALUE_UNREADABLE", text, `at most ${referenceLengthMax} characters`);
  return accept(text === "" ? null : text);
}

/** Is every part of a row there? A part is undefined after a finding. */
export function isWhole(parts: { readonly [Part in keyof Transfer]: Transfer[Part] | undefined }): parts is Transfer {
  return Object.values(parts).every((part) => part !== undefined);
}
