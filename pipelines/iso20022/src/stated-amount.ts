import { addError, plainDecimal, type RecordCheck, statedText, type XmlElement } from "@tributary/bank-kit";
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

export interface StatedAmount {
  readonly asset: Asset;
  readonly atoms: Atoms;
  /** As written. */
  readonly text: string;
  readonly currency: string;
}

/** Reads an amount with its `Ccy`. Digits beyond the currency's decimals are refused unless they are zeros. Zero is read. */
export function readAmount(element: XmlElement): Result<StatedAmount> {
  const currency = element.attributes.find(({ name }) => name === "Ccy")?.value.trim() ?? "";
  const text = statedText(element);
  if (text === null) return refuse("FIELD_MISSING", "nothing", "an amount");
  if (currency === "") return refuse("FIELD_MISSING", `${text} without a currency`, "the attribute Ccy with a code of ISO 4217");
  const asset = parseAsset(`iso4217:${currency}`);
  const scale = asset.ok ? knownScale(asset.value) : undefined;
  if (!asset.ok || scale === undefined) return refuse("ASSET_UNKNOWN_FORM", currency, "a code of ISO 4217 in use");
  const atoms = parseUnits(plainDecimal(text), scale);
  if (!atoms.ok) return atoms;
  return accept({ asset: { id: asset.value, scale, symbol: null }, atoms: atoms.value, text, currency });
}

/** The amount, or an error of the record at the amount's place. */
export function takeAmount(element: XmlElement, check: RecordCheck): StatedAmount | undefined {
  const amount = readAmount(element);
  if (amount.ok) return amount.value;
  addError(check, element, withRule(amount.refusal));
  return undefined;
}

/** As `takeAmount`; zero moves nothing and is an error. */
export function takeMovedAmount(element: XmlElement, check: RecordCheck): StatedAmount | undefined {
  const amount = takeAmount(element, check);
  if (amount?.atoms !== 0n) return amount;
  addError(check, element, { code: "VALUE_UNREADABLE", found: amount.text, expected: "an amount above zero" });
  return undefined;
}

function withRule(refusal: Refusal): Refusal & { readonly rule: string; readonly hint: string } {
  const hint =
    refusal.code === "AMOUNT_TOO_PRECISE"
      ? "send the amount in the decimals of its currency; nothing is rounded here"
      : "send the amount as plain digits with the currency's code in Ccy";
  return { ...refusal, rule: "iso20022/amount", hint };
}

export function showAmount({ text, currency }: StatedAmount): string {
  return `${text} ${currency}`;
}
