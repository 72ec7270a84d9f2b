import { type Asset, formatUnits } from "@tributary/domain";

/** How assets are called and amounts are written in a report: `12,345.67 USDT`. */
export interface AmountWriter {
  /** The asset's short name, told apart from others with the same symbol. */
  name(asset: string): string;
  /** The amount in whole units, without the asset's name; in atoms where the scale is not known. */
  amount(atoms: bigint, asset: string): string;
  /** Amount and name. */
  withName(atoms: bigint, asset: string): string;
  /** `least to most`, or one amount where they are equal. */
  range(least: bigint, most: bigint, asset: string): string;
}

/** Symbols are attacker-controlled on chains: two assets with one symbol get the end of their identifier beside it. */
export function amountWriter(assets: ReadonlyMap<string, Asset>): AmountWriter {
  const symbols = new Map<string, number>();
  for (const asset of assets.values())
    symbols.set(plainName(asset.id, asset), (symbols.get(plainName(asset.id, asset)) ?? 0) + 1);
  const name = (id: string): string => {
    const plain = plainName(id, assets.get(id));
    return (symbols.get(plain) ?? 0) > 1 ? `${plain} (…${id.slice(-6)})` : plain;
  };
  const amount = (atoms: bigint, id: string): string => {
    const scale = assets.get(id)?.scale ?? null;
    return scale === null ? `${groupDigits(atoms.toString())} atoms` : groupDigits(formatUnits(atoms, scale));
  };
  return {
    name,
    amount,
    withName: (atoms, id) => `${amount(atoms, id)} ${name(id)}`,
    range: (least, most, id) => (least === most ? amount(least, id) : `${amount(least, id)} to ${amount(most, id)}`),
  };
}

const symbolLengthMax = 16;

function plainName(id: string, asset: Asset | undefined): string {
  if (id.startsWith("iso4217:")) return id.slice("iso4217:".length);
  const symbol = asset?.symbol?.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim() ?? "";
  return symbol === "" ? shortenEnd(id) : [...symbol].slice(0, symbolLengthMax).join("");
}

function shortenEnd(id: string): string {
  return id.length <= symbolLengthMax ? id : `…${id.slice(-symbolLengthMax)}`;
}

/** Commas between groups of three digits of the whole units. */
export function groupDigits(text: string): string {
  const [units = "", fraction] = text.split(".");
  const grouped = units.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
