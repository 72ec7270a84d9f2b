import { type Asset, type Atoms, accept, knownScale, parseAsset, parseUnits, type Result, refuse } from "@tributary/domain";
import { columnsOf, renderText } from "@tributary/pipeline-kit";
import type { BankCell } from "./bank-row.ts";
import type { AmountRule, BankTableMap, Direction, SignRule } from "./bank-table-map.ts";
import { isUnstated, type RowValues, refuseAt, take } from "./row-values.ts";

export interface RowAmount {
  readonly atoms: Atoms;
  readonly direction: Direction;
}

/** The asset that a row's amount counts: a currency code of ISO 4217, or an asset in canonical form. */
export function readRowAsset(row: RowValues, map: BankTableMap): Asset | undefined {
  const columns = columnsOf(map.currency);
  const text = renderText(map.currency, row);
  if (!text.ok) return take(row, columns, text);
  const parsed = parseAsset(text.value.includes(":") ? text.value : `iso4217:${text.value}`);
  const expected = "a currency code of ISO 4217 such as THB; other words by a lookup in the map";
  const id = take(row, columns, parsed.ok ? parsed : refuse("ASSET_UNKNOWN_FORM", text.value, expected));
  if (id === undefined) return undefined;
  const scale = knownScale(id);
  if (scale !== undefined) return { id, scale, symbol: null };
  return take<Asset>(row, columns, refuse("ASSET_SCALE_UNKNOWN", id, "a currency of ISO 4217, or a native asset of a chain"));
}

/** More decimals than a currency or a chain's asset has; large amounts are still read with them. */
const unknownScale = 18;

/** How much a row moves, and which way. Without an asset its decimals cannot be counted, and all else is still checked. */
export function readRowAmount(row: RowValues, rule: AmountRule, asset: Asset | undefined): RowAmount | undefined {
  const { sign } = rule;
  const scale = asset === undefined ? unknownScale : (asset.scale ?? 0);
  if (sign.kind === "columns") return readColumns(row, { rule, sign, scale });
  const signed = take(row, [sign.column], readSigned(row, sign.column, { rule, scale }));
  if (signed === undefined) return undefined;
  const { atoms, isNegative } = signed;
  if (sign.kind === "signed") return { atoms, direction: isNegative ? opposite(sign.positive) : sign.positive };
  const columns = columnsOf(sign.direction);
  const word = take(row, columns, renderText(sign.direction, row));
  if (word === undefined) return undefined;
  if (isNegative) {
    const expected = "an amount without a sign: the direction stands beside it";
    refuseAt(row, [sign.column], { code: "AMOUNT_NEGATIVE", found: row.cell(sign.column), expected });
    return undefined;
  }
  return { atoms, direction: word === "out" ? "out" : "in" };
}

interface ColumnsReading {
  readonly rule: AmountRule;
  readonly sign: Extract<SignRule, { kind: "columns" }>;
  readonly scale: number;
}

/** One of two columns is filled; a zero in the other one counts as nothing. */
function readColumns(row: RowValues, { rule, sign, scale }: ColumnsReading): RowAmount | undefined {
  const { debit, credit } = sign;
  const filled = [debit, credit].filter((column) => !isUnstated(row, [column]));
  const read = filled.map((column) => ({ column, amount: take(row, [column], readSigned(row, column, { rule, scale })) }));
  if (read.some(({ amount }) => amount === undefined)) return undefined;
  const moving = read.filter(({ amount }) => amount?.atoms !== 0n);
  const [only] = moving.length === 1 ? moving : read;
  if (moving.length > 1 || only?.amount === undefined) {
    const found = moving.length > 1 ? "an amount in both columns" : "no amount in either column";
    refuseAt(row, [debit, credit], {
      code: moving.length > 1 ? "VALUE_UNREADABLE" : "FIELD_MISSING",
      found,
      expected: "an amount in one of them",
    });
    return undefined;
  }
  const stated: Direction = only.column === debit ? "out" : "in";
  return { atoms: only.amount.atoms, direction: only.amount.isNegative ? opposite(stated) : stated };
}

function opposite(direction: Direction): Direction {
  return direction === "in" ? "out" : "in";
}

interface SignedAmount {
  readonly atoms: Atoms;
  readonly isNegative: boolean;
}

function readSigned(
  row: RowValues,
  column: string,
  { rule, scale }: { readonly rule: AmountRule; readonly scale: number },
): Result<SignedAmount> {
  const cell = row.cellOf(column);
  const text = cell?.text.trim() ?? "";
  if (text === "") return refuse("FIELD_MISSING", "an empty cell", `an amount in the column ${column}`);
  const problem = numberProblem(text, cell);
  if (problem !== undefined) return problem;
  const { isNegative, magnitude } = splitSign(text);
  const isNumber = cell?.kind === "number";
  const convention = isNumber ? ({ decimalMark: ".", groupMark: "" } as const) : rule;
  // The space between groups is often one at which no line breaks.
  const plain = convention.groupMark === " " ? magnitude.replace(/[\u00a0\u202f]/g, " ") : magnitude;
  const atoms = parseUnits(plain, scale, convention);
  return atoms.ok ? accept({ atoms: atoms.value, isNegative }) : atoms;
}

function numberProblem(text: string, cell: BankCell | undefined): Result<never> | undefined {
  if (cell?.kind === "inexact-number") {
    return refuse("AMOUNT_TOO_PRECISE", text, "a number of at most 15 digits: a spreadsheet keeps no more of it exactly");
  }
  if (cell?.kind === "date") return refuse("AMOUNT_NOT_DECIMAL", text, "an amount, not a date");
  return /^[-+]?[0-9.,]+e[-+]?[0-9]+$/i.test(text)
    ? refuse("AMOUNT_NOT_DECIMAL", text, "all digits of the amount; a spreadsheet has shortened it")
    : undefined;
}

/** `-5`, `5-`, `(5)`, `+5`, and the true minus sign. */
export function splitSign(text: string): { readonly isNegative: boolean; readonly magnitude: string } {
  const enclosed = /^\(([^()]*)\)$/.exec(text);
  if (enclosed !== null) return { isNegative: true, magnitude: enclosed[1]?.trim() ?? "" };
  if (/^[-\u2212]/.test(text)) return { isNegative: true, magnitude: text.slice(1).trim() };
  if (/[-\u2212]$/.test(text)) return { isNegative: true, magnitude: text.slice(0, -1).trim() };
  return { isNegative: false, magnitude: text.replace(/^\+/, "").trim() };
}
