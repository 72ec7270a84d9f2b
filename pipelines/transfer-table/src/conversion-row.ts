import {
  accept,
  type Conversion,
  conversionBases,
  type Finding,
  type Locator,
  parseAccount,
  parseTransferId,
  type Result,
  refuse,
} from "@tributary/domain";
import { parseReference } from "./plain-transfer.ts";
import { readRequired, startRow } from "./row-reader.ts";

/** The columns of the conversion table (spec, section 9). */
export const conversionColumns = {
  required: ["conversion_id", "account", "out_transfers", "in_transfers", "kind", "basis"],
  optional: ["document"],
} as const;

export type ConversionColumn = (typeof conversionColumns)["required" | "optional"][number];

const legsMax = 10_000;
const kindLengthMax = 64;

/** Reads one row of the conversion table. */
export function readConversion(
  cell: (column: ConversionColumn) => string,
  where: Locator,
): { readonly conversion: Conversion } | { readonly findings: readonly Finding[] } {
  const row = startRow(where);
  const required = <Value>(
    column: ConversionColumn,
    rule: readonly [(text: string) => Result<Value>, string],
  ): Value | undefined => row.take(column, readRequired(cell(column), rule[0], rule[1]));
  const id = required("conversion_id", [parseTransferId, "an id without spaces"]);
  const account = required("account", [parseAccount, "the account whose money is converted"]);
  const outTransfers = required("out_transfers", [parseLegs, "ids of transfers, separated by spaces"]);
  const inTransfers = required("in_transfers", [parseLegs, "ids of transfers, separated by spaces"]);
  const kind = required("kind", [parseKind, "what sort of exchange it is, for example on-ramp"]);
  const basis = required("basis", [parseBasis, `one of ${conversionBases.join(", ")}`]);
  const document = row.take("document", parseReference(cell("document")));
  const shared = outTransfers?.find((leg) => inTransfers?.includes(leg) === true);
  if (shared !== undefined) {
    row.refuse("in_transfers", {
      code: "VALUE_UNREADABLE",
      found: `${shared}, an out leg too`,
      expected: "a transfer on one side only",
    });
  }
  const isRead =
    id !== undefined &&
    account !== undefined &&
    outTransfers !== undefined &&
    inTransfers !== undefined &&
    kind !== undefined &&
    basis !== undefined &&
    document !== undefined;
  return isRead && row.findings().length === 0
    ? { conversion: { id, account, outTransfers, inTransfers, kind, basis, document } }
    : { findings: row.findings() };
}

function parseLegs(text: string): Result<readonly string[]> {
  const legs = text.split(" ").filter((leg) => leg !== "");
  if (legs.length === 0) return refuse("FIELD_MISSING", "spaces only", "ids of transfers, separated by spaces");
  if (legs.length > legsMax) return refuse("VALUE_UNREADABLE", `${legs.length} ids`, `at most ${legsMax} ids`);
  const repeated = legs.find((leg, index) => legs.indexOf(leg) !== index);
  if (repeated !== undefined) return refuse("VALUE_UNREADABLE", `${repeated} twice`, "each transfer once");
  for (const leg of legs) {
    const id = parseTransferId(leg);
    if (!id.ok) return id;
  }
  return accept(legs);
}

function parseKind(text: string): Result<string> {
  return text.length <= kindLengthMax && !/[\p{Cc}\p{Cf}]/u.test(text)
    ? accept(text)
    : refuse("VALUE_UNREADABLE", text, `a word or two of at most ${kindLengthMax} characters`);
}

function parseBasis(text: string): Result<Conversion["basis"]> {
  const basis = conversionBases.find((candidate) => candidate === text);
  return basis === undefined ? refuse("VALUE_UNREADABLE", text, `one of ${conversionBases.join(", ")}`) : accept(basis);
}
