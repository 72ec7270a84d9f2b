import type { Brand } from "./brand.ts";
import { accept, type Result, refuse } from "./errors.ts";

/** A quantity in an asset's smallest unit, 0 to 2^256-1. Sums may be larger and stay plain `bigint`. */
export type Atoms = Brand<bigint, "Atoms">;

/** The largest amount that one transfer can move: a uint256. */
export const atomsMax: Atoms = (2n ** 256n - 1n) as Atoms;

const digitsMax = 78;
/** More digits of scale than any asset in use has; a bound on hostile metadata. */
export const scaleMax = 77;

/** Reads the decimal text of atoms: digits only, no sign, no separator, no exponent. */
export function parseAtoms(text: string): Result<Atoms> {
  const expected = "decimal digits only, 0 to 2^256-1, for example 1500000";
  if (!/^[0-9]+$/.test(text)) return refuse("AMOUNT_NOT_DECIMAL", text === "" ? "nothing" : text, expected);
  return boundAtoms(text.replace(/^0+(?=[0-9])/, ""), text, expected);
}

/** Narrows a `bigint` to the range of a transfer. */
export function toAtoms(value: bigint): Result<Atoms> {
  if (value < 0n) return refuse("AMOUNT_NEGATIVE", value.toString(), "0 or more");
  if (value > atomsMax) return refuse("AMOUNT_TOO_LARGE", value.toString(), "at most 2^256-1");
  return accept(value as Atoms);
}

export interface DecimalConvention {
  /** The mark between units and fraction. */
  readonly decimalMark: "." | ",";
  /** The mark between groups of three digits, or none. */
  readonly groupMark: "" | "." | "," | "'" | " ";
}

const plainConvention: DecimalConvention = { decimalMark: ".", groupMark: "" };

/**
 * Reads an amount in whole units, `1234.50`, into atoms of an asset with `scale` decimals.
 * Digits beyond the scale are refused unless they are zeros: nothing is rounded.
 */
export function parseUnits(text: string, scale: number, convention: DecimalConvention = plainConvention): Result<Atoms> {
  const expected = `plain decimal digits with at most ${scale} decimals after "${convention.decimalMark}", for example 1234${scale > 0 ? `${convention.decimalMark}5` : ""}`;
  if (/^-/.test(text.trim())) return refuse("AMOUNT_NEGATIVE", text, "an amount of 0 or more; the direction is in from and to");
  const ungrouped = removeGroups(text, convention);
  const parts = ungrouped?.split(convention.decimalMark) ?? [];
  const [units = "", fraction = ""] = parts;
  const isDecimal = parts.length <= 2 && /^[0-9]+$/.test(units) && (parts.length === 1 || /^[0-9]+$/.test(fraction));
  if (!isDecimal) return refuse("AMOUNT_NOT_DECIMAL", text === "" ? "nothing" : text, expected);
  if (/[1-9]/.test(fraction.slice(scale))) return refuse("AMOUNT_TOO_PRECISE", text, `at most ${scale} decimals`);
  const digits = `${units}${fraction.slice(0, scale).padEnd(scale, "0")}`.replace(/^0+(?=[0-9])/, "");
  return boundAtoms(digits, text, expected);
}

/** Whole units with exactly `scale` decimals, "." as the mark: `1234.50`. */
export function formatUnits(atoms: bigint, scale: number): string {
  const sign = atoms < 0n ? "-" : "";
  const digits = (atoms < 0n ? -atoms : atoms).toString().padStart(scale + 1, "0");
  if (scale === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

/**
 * Splits `whole` over `weights` by largest remainder: each part is floor(weight x whole / sum), the left-over
 * atoms go one each to the largest remainders, ties to the earlier weight. The parts sum to `whole` exactly.
 * The sum of the weights must be above zero unless `whole` is zero (spec, section 4, rounding).
 */
export function allocate(whole: bigint, weights: readonly bigint[]): bigint[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (whole === 0n) return weights.map(() => 0n);
  if (total <= 0n) throw new Error("broken invariant: an amount is allocated over weights that sum to zero");
  const parts = weights.map((weight) => (weight * whole) / total);
  const remainders = weights.map((weight) => (weight * whole) % total);
  let leftOver = whole - parts.reduce((sum, part) => sum + part, 0n);
  const byRemainder = weights.map((_, index) => index).sort((a, b) => compareDescending(remainders, a, b));
  for (const index of byRemainder) {
    if (leftOver === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    leftOver -= 1n;
  }
  return parts;
}

function compareDescending(remainders: readonly bigint[], a: number, b: number): number {
  const left = remainders[a] ?? 0n;
  const right = remainders[b] ?? 0n;
  if (left === right) return a - b;
  return left > right ? -1 : 1;
}

function removeGroups(text: string, convention: DecimalConvention): string | undefined {
  if (convention.groupMark === "") return text;
  const [units = "", ...rest] = text.split(convention.decimalMark);
  const groups = units.split(convention.groupMark);
  const isGrouped =
    groups.length === 1 || (/^[0-9]{1,3}$/.test(groups[0] ?? "") && groups.slice(1).every((group) => /^[0-9]{3}$/.test(group)));
  return isGrouped ? [groups.join(""), ...rest].join(convention.decimalMark) : undefined;
}

function boundAtoms(digits: string, text: string, expected: string): Result<Atoms> {
  if (digits.length > digitsMax) return refuse("AMOUNT_TOO_LARGE", text, expected);
  const value = BigInt(digits);
  return value > atomsMax ? refuse("AMOUNT_TOO_LARGE", text, expected) : accept(value as Atoms);
}
