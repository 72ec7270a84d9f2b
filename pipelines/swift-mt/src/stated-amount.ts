import { type Asset, type Atoms, accept, knownScale, parseAsset, parseUnits, type Result, refuse } from "@tributary/domain";

export interface StatedAmount {
  readonly asset: FiatAsset;
  readonly atoms: Atoms;
  /** As written, `1234,5`. */
  readonly text: string;
  readonly currency: string;
}

/** A currency whose decimals are known. */
export type FiatAsset = Asset & { readonly scale: number };

/** A currency of ISO 4217 and its decimals. */
export function readCurrency(code: string): Result<FiatAsset> {
  const asset = parseAsset(`iso4217:${code}`);
  const scale = asset.ok ? knownScale(asset.value) : undefined;
  if (!asset.ok || scale === undefined) return refuse("ASSET_UNKNOWN_FORM", code, "a code of ISO 4217 in use");
  return accept({ id: asset.value, scale, symbol: null });
}

/**
 * Reads an amount as MT messages write it: digits, a comma, and as many decimals as there are. Without the comma it is refused, for nothing shows
 * then that no decimals are lost. Digits beyond the currency's decimals are refused unless they are zeros.
 */
export function readAmount(text: string, asset: FiatAsset): Result<StatedAmount> {
  const expected = "digits with a comma, such as 1234,50 or 1234,";
  if (!/^[0-9]{1,32},[0-9]{0,32}$/.test(text)) return refuse("AMOUNT_NOT_DECIMAL", text === "" ? "nothing" : text, expected);
  const atoms = parseUnits(text.replace(/,$/, ""), asset.scale, { decimalMark: ",", groupMark: "" });
  if (!atoms.ok) return atoms;
  return accept({ asset, atoms: atoms.value, text, currency: asset.id.slice("iso4217:".length) });
}

/** Reads `USD1234,50`. */
export function readCurrencyAmount(text: string): Result<StatedAmount> {
  const [, code, amount] = /^([A-Z]{3})(.*)$/.exec(text) ?? [];
  if (code === undefined || amount === undefined)
    return refuse("VALUE_UNREADABLE", text === "" ? "nothing" : text, "a currency and an amount, such as USD1234,50");
  const asset = readCurrency(code);
  return asset.ok ? readAmount(amount, asset.value) : asset;
}

/** With a point, for people and tables: `1234.5`. */
export function plainAmount({ text }: StatedAmount): string {
  return text.replace(/,$/, "").replace(",", ".");
}

export function showAmount(amount: StatedAmount): string {
  return `${plainAmount(amount)} ${amount.currency}`;
}
