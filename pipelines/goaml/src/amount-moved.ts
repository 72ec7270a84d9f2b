import { addError, addMissing, childOf, childText, plainDecimal, type RecordCheck, type XmlElement } from "@tributary/bank-kit";
import {
  type Asset,
  type Atoms,
  accept,
  knownScale,
  parseAsset,
  parseUnits,
  type Refusal,
  type Result,
  refuse,
} from "@tributary/domain";
import { checkSingle } from "./check-single.ts";
import type { GoamlProfile } from "./goaml-profile.ts";

export interface MovedAmount {
  readonly asset: Asset;
  readonly atoms: Atoms;
}

export interface AmountContext {
  readonly transaction: XmlElement;
  /** The sides' `foreign_currency` elements, where stated. */
  readonly foreign: readonly XmlElement[];
  readonly localCurrency: string | null;
  readonly profile: GoamlProfile;
  readonly check: RecordCheck;
}

/**
 * What moved. A side's `foreign_currency` is what moved on that side and `amount_local` is its valuation; without one,
 * `amount_local` itself moved. Two sides that state different things are an exchange, or a mistake: one transfer cannot say
 * it, so the transaction gets an error and nothing is invented.
 */
export function readMovedAmount(context: AmountContext): MovedAmount | undefined {
  const local = readLocal(context);
  const foreign = context.foreign.map((element) => readForeign(element, context));
  const [first, second] = foreign;
  if (foreign.length === 0) return local;
  if (first === undefined || (foreign.length === 2 && second === undefined)) return undefined;
  if (second !== undefined && !isSame(first, second)) {
    addError(context.check, context.foreign[1] ?? context.transaction, {
      code: "VALUE_UNREADABLE",
      found: `${describe(first)} on one side and ${describe(second)} on the other`,
      expected: "the same amount of one currency on both sides; an exchange is two transactions and a conversion between them",
    });
    return undefined;
  }
  if (local !== undefined && local.asset.id === first.asset.id && local.atoms !== first.atoms) {
    addError(context.check, context.foreign[0] ?? context.transaction, {
      code: "VALUE_UNREADABLE",
      found: `${describe(first)} beside ${describe(local)} in amount_local`,
      expected: "one amount in the local currency",
    });
    return undefined;
  }
  return first;
}

/** Of a valuation only its form and sign are checked: it may have more decimals than its currency. */
function readLocal(context: AmountContext): MovedAmount | undefined {
  const { transaction, check, foreign, localCurrency } = context;
  const element = childOf(transaction, "amount_local");
  const text = childText(transaction, "amount_local");
  if (element === undefined || text === null) return undefined;
  const amount = localCurrency === null ? undefined : readAmount(text, localCurrency, context.profile);
  const isValuation = foreign.length > 0;
  const refusal = isValuation ? valuationRefusal(text) : refusalOf(amount);
  if (refusal !== null) addError(check, element, refusal);
  return amount?.ok === true && refusal === null ? amount.value : undefined;
}

function refusalOf(amount: Result<MovedAmount> | undefined): Refusal | null {
  if (amount === undefined)
    return { code: "FIELD_MISSING", found: "no local currency", expected: "currency_code_local in the report's header" };
  return amount.ok ? null : amount.refusal;
}

function valuationRefusal(text: string): Refusal | null {
  const valuation = parseUnits(plainDecimal(text), valuationScale);
  return valuation.ok ? null : valuation.refusal;
}

/** Fraction digits of the format's decimals. */
const valuationScale = 13;

function readForeign(element: XmlElement, { check, profile }: AmountContext): MovedAmount | undefined {
  checkSingle(check, element, ["foreign_currency_code", "foreign_amount"]);
  const code = childText(element, "foreign_currency_code");
  const text = childText(element, "foreign_amount");
  if (code === null) addMissing(check, element, { name: "foreign_currency_code", expected: "the currency's code" });
  if (text === null) addMissing(check, element, { name: "foreign_amount", expected: "the amount in that currency" });
  if (code === null || text === null) return undefined;
  const amount = readAmount(text, code, profile);
  if (amount.ok) return amount.value;
  const name = amount.refusal.code.startsWith("ASSET") ? "foreign_currency_code" : "foreign_amount";
  addError(check, childOf(element, name) ?? element, amount.refusal);
  return undefined;
}

function readAmount(text: string, code: string, profile: GoamlProfile): Result<MovedAmount> {
  const crypto = profile.cryptoCurrencies.get(code);
  const asset = crypto === undefined ? parseAsset(`iso4217:${code}`) : accept(crypto.asset);
  if (!asset.ok) return refuse("ASSET_UNKNOWN_FORM", code, "a code of ISO 4217 in use, or one that the profile knows");
  const scale = knownScale(asset.value);
  if (scale === undefined) return refuse("ASSET_SCALE_UNKNOWN", asset.value, "an asset whose number of decimals is known");
  const atoms = parseUnits(plainDecimal(text), scale);
  if (!atoms.ok) return atoms;
  if (atoms.value === 0n) return refuse("VALUE_UNREADABLE", text, "an amount above zero");
  return accept({ asset: { id: asset.value, scale, symbol: null }, atoms: atoms.value });
}

function isSame(a: MovedAmount, b: MovedAmount): boolean {
  return a.asset.id === b.asset.id && a.atoms === b.atoms;
}

function describe({ asset, atoms }: MovedAmount): string {
  return `${atoms} atoms of ${asset.id}`;
}
