import { extend } from "./growing-texts.ts";
import { noNumber } from "./manifest.ts";

/** Numbers for pairs of account and asset, from 0, in the order in which they come up. */
export interface HoldingNumbers {
  readonly numberOf: (account: number, asset: number) => number;
  readonly count: () => number;
  /** u32 per holding from a number on. */
  readonly accountsFrom: (first: number) => Uint32Array;
  readonly assetsFrom: (first: number) => Uint32Array;
}

const slotWords = 4;
const fullShare = 0.5;
/** Odd constants that spread neighbouring numbers over the table. */
const accountFactor = 0x9e37_79b1;
const assetFactor = 0x85eb_ca77;

/** An open table of 16 bytes a slot: a look-up touches one cache line. */
export function createHoldingNumbers(known: { readonly accounts: Uint32Array; readonly assets: Uint32Array }): HoldingNumbers {
  let capacity = 1 << 10;
  while (capacity * fullShare < known.accounts.length) capacity *= 2;
  let slots = new Uint32Array(capacity * slotWords);
  let accounts = new Uint32Array(capacity);
  let assets = new Uint32Array(capacity);
  let count = 0;
  /** u32 per account: one more than the holding that was asked for last. Most accounts have one, and this table is a fraction of the other. */
  let recent = new Uint32Array(1 << 10);

  const slotOf = (account: number, asset: number): number => {
    const mask = capacity - 1;
    let slot = spread(account, asset) & mask;
    for (;;) {
      const word = slot * slotWords;
      const stored = slots[word + 2];
      if (stored === 0 || (slots[word] === account && slots[word + 1] === asset)) return word;
      slot = (slot + 1) & mask;
    }
  };
  const put = (word: number, holding: number): void => {
    slots[word] = accounts[holding] ?? noNumber;
    slots[word + 1] = assets[holding] ?? noNumber;
    slots[word + 2] = holding + 1;
  };
  const grow = (): void => {
    capacity *= 2;
    slots = new Uint32Array(capacity * slotWords);
    accounts = extend(accounts, capacity);
    assets = extend(assets, capacity);
    for (let holding = 0; holding < count; holding += 1) put(slotOf(accounts[holding] ?? 0, assets[holding] ?? 0), holding);
  };
  const numberOf = (account: number, asset: number): number => {
    const last = recent[account] ?? 0;
    if (last > 0 && assets[last - 1] === asset) return last - 1;
    const holding = find(account, asset);
    if (account >= recent.length) recent = extend(recent, account * 2);
    recent[account] = holding + 1;
    return holding;
  };
  const find = (account: number, asset: number): number => {
    const word = slotOf(account, asset);
    const stored = slots[word + 2] ?? 0;
    if (stored > 0) return stored - 1;
    const holding = count;
    accounts[holding] = account;
    assets[holding] = asset;
    put(word, holding);
    count += 1;
    if (count > capacity * fullShare) grow();
    return holding;
  };
  for (let holding = 0; holding < known.accounts.length; holding += 1)
    numberOf(known.accounts[holding] ?? 0, known.assets[holding] ?? 0);
  return {
    numberOf,
    count: () => count,
    accountsFrom: (first) => accounts.slice(first, count),
    assetsFrom: (first) => assets.slice(first, count),
  };
}

function spread(account: number, asset: number): number {
  const mixed = Math.imul(account, accountFactor) ^ Math.imul(asset + 1, assetFactor);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
