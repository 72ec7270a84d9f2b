import { accept, currencyScales, formatUnits, parseUnits, type Result, refuse } from "@tributary/domain";
import type { GoamlProfile } from "../../goaml-profile.ts";
import type { Structure, ValueRule } from "../../structure/structure.ts";
import type { CodeWords } from "../code-words.ts";

export interface StatedCell {
  readonly text: string;
  /** The element that the cell fills. */
  readonly element: string;
  /** Null where the edition has no such element; the check of the whole element then says so. */
  readonly rule: ValueRule | null;
}

/** What a cell's text is read by. */
export interface CellContext {
  readonly profile: GoamlProfile;
  readonly structure: Structure;
  readonly words: CodeWords;
}

/**
 * The text that goAML has for a cell, or null where goAML says the same by saying nothing. A value that the rule refuses is left as it is where the
 * check of the whole element says so better. Errors: VALUE_UNREADABLE, TIME_UNREADABLE.
 */
export function cellValue({ text, element, rule }: StatedCell, context: CellContext): Result<string | null> {
  const code = codeOf(text, element, context);
  if (code !== null) return code;
  if (rule === null) return accept(text);
  if (rule.base === "boolean") return flagValue(text, rule.fixed);
  if (rule.base === "time") return timeValue(text, context.profile);
  return accept(text);
}

/** The code that a neutral word stands for; null where the text is no such word in that element. */
function codeOf(text: string, element: string, { words, profile }: CellContext): Result<string> | null {
  const codes = words.codesOf(element, text);
  const [only] = codes;
  if (only === undefined) return null;
  if (codes.length === 1) return accept(only);
  return refuse("VALUE_UNREADABLE", text, `one of the codes that ${profile.id} has for it: ${codes.join(", ")}`);
}

/** goAML fixes some flags at `1`: a no is said by leaving them out. */
function flagValue(text: string, fixed: string | null): Result<string | null> {
  const isYes = /^(yes|true|1)$/i.test(text);
  if (!isYes && !/^(no|false|0)$/i.test(text)) return refuse("VALUE_UNREADABLE", text, "yes or no");
  if (fixed === null) return accept(isYes ? "true" : "false");
  return accept(isYes ? fixed : null);
}

const tableTime = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2}(?:\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * A day, or a day and a time, as goAML writes them: `2025-03-10T08:15:00`, the clock of the FIU's country, without an offset. A day alone is its
 * midnight. Nothing is shifted: an offset is taken where it is the profile's own, and refused where it is another one.
 */
function timeValue(text: string, { zone, id }: GoamlProfile): Result<string> {
  const [, day, minute = "00:00", second = ":00", offset] = tableTime.exec(text) ?? [];
  if (day === undefined) return refuse("TIME_UNREADABLE", text, "a date 2025-03-10, or a date and time 2025-03-10T08:15:00");
  if (offset !== undefined && zone === null) return accept(`${day}T${minute}${second}${offset}`);
  if (offset !== undefined && (offset === "Z" ? "+00:00" : offset) !== zone?.offset)
    return refuse(
      "TIME_UNREADABLE",
      text,
      `the time of ${zone?.name ?? "the country"} (${zone?.offset ?? ""}), which ${id} writes without an offset`,
    );
  return accept(`${day}T${minute}${second}`);
}

/** Decimals of goAML's own amounts: a valuation may have more than its currency has. */
const valuationDecimals = 13;

/**
 * An amount above zero, written back exactly with the decimals of its currency; a valuation may have up to 13, and so may an amount in a currency of
 * unknown decimals. Errors: AMOUNT_NOT_DECIMAL, AMOUNT_NEGATIVE, AMOUNT_TOO_PRECISE, VALUE_UNREADABLE for zero.
 */
export function amountValue(text: string, currency: string | null, isValuation: boolean): Result<string> {
  const scale = currency === null ? undefined : currencyScales.get(currency);
  const atoms = parseUnits(text, isValuation ? valuationDecimals : (scale ?? valuationDecimals));
  if (!atoms.ok) return atoms;
  if (atoms.value === 0n) return refuse("VALUE_UNREADABLE", text, "an amount above zero");
  if (!isValuation && scale !== undefined) return accept(formatUnits(atoms.value, scale));
  const [units = "", fraction = ""] = formatUnits(atoms.value, valuationDecimals).split(".");
  const decimals = fraction.replace(/0+$/, "").padEnd(scale ?? 0, "0");
  return accept(decimals === "" ? units : `${units}.${decimals}`);
}
