import { bitcoinChain, outpointAccount, transactionHub } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import fc from "fast-check";
import { arbitraryRequest, type TraceCase, type TraceFeatures } from "./arbitrary-trace.ts";
import { type BalanceFixture, ledgerOf, type OutpointFixture, type TagFixture, type TransferFixture } from "./ledger-of.ts";

const asset = `${bitcoinChain}/slip44:0`;
const addresses: readonly string[] = [
  `${bitcoinChain}:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2`,
  `${bitcoinChain}:3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy`,
  `${bitcoinChain}:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4`,
];

interface TransactionDraft {
  /** Which of the unspent outputs are spent; beyond their number: one that was made before the ledger begins. */
  readonly inputs: readonly number[];
  /** Where each output goes, and its weight; an output at no address has a script of no standard form. */
  readonly outputs: readonly { readonly address: number; readonly weight: bigint }[];
  readonly fee: bigint;
  readonly at: number;
}

const arbitraryTransaction: fc.Arbitrary<TransactionDraft> = fc.record({
  inputs: fc.array(fc.nat({ max: 9 }), { minLength: 1, maxLength: 3 }),
  outputs: fc.array(fc.record({ address: fc.nat({ max: addresses.length }), weight: fc.bigInt(0n, 5n) }), {
    minLength: 1,
    maxLength: 3,
  }),
  fee: fc.bigInt(0n, 3n),
  at: fc.integer({ min: 0, max: 1 }),
});

/** A ledger of a UTXO chain in the one form of the specification (section 1): inputs enter a transaction's hub, outputs leave it, the fee last. */
function arbitraryUtxoLedger(): fc.Arbitrary<TraceLedger> {
  return fc
    .record({
      drafts: fc.array(arbitraryTransaction, { minLength: 1, maxLength: 7 }),
      tags: fc.array(arbitraryTag, { maxLength: 2 }),
      balances: fc.uniqueArray(arbitraryBalance, { maxLength: 2, selector: (row) => `${row.account} ${row.at}` }),
    })
    .map(({ drafts, tags, balances }) => ledgerOf(...layTransactions(drafts, { tags, balances })));
}

const arbitraryTag: fc.Arbitrary<TagFixture> = fc.record({
  account: fc.constantFrom(...addresses),
  category: fc.constantFrom("exchange" as const, "mixer" as const),
  confidence: fc.constantFrom(40, 60, 80),
  validFrom: fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 4 })),
});

const arbitraryBalance: fc.Arbitrary<BalanceFixture> = fc.record({
  account: fc.constantFrom(...addresses),
  asset: fc.constant(asset),
  at: fc.integer({ min: 0, max: 4 }),
  atoms: fc.bigInt(0n, 60n),
});

interface Unspent {
  readonly account: string;
  readonly atoms: bigint;
}

type Laid = Parameters<typeof ledgerOf>;

function layTransactions(drafts: readonly TransactionDraft[], rest: NonNullable<Laid[1]>): Laid {
  const transfers: TransferFixture[] = [];
  const outpoints: OutpointFixture[] = [];
  const unspent: Unspent[] = [];
  let time = 0;
  drafts.forEach((draft, place) => {
    time += draft.at;
    const txid = place.toString(16).padStart(64, "0");
    const hub = transactionHub(bitcoinChain, txid);
    const steps: Omit<TransferFixture, "sequence">[] = [];
    const spent = draft.inputs.map((wish, index): Unspent => {
      const [known] = unspent.splice(wish, 1);
      if (known !== undefined) return known;
      const account = outpointAccount(bitcoinChain, `f${txid.slice(1)}`, BigInt(index));
      outpoints.push({ outpoint: account, address: addresses[wish % addresses.length] ?? "" });
      return { account, atoms: BigInt(wish) + 1n };
    });
    spent.forEach(({ account, atoms }, index) => {
      steps.push({ id: `${place}:in:${index}`, from: account, to: hub, atoms });
    });
    const total = spent.reduce((sum, output) => sum + output.atoms, 0n);
    const fee = draft.fee < total ? draft.fee : 0n;
    const weights = draft.outputs.reduce((sum, output) => sum + output.weight, 0n);
    let left = total - fee;
    draft.outputs.forEach(({ address, weight }, index) => {
      const isLast = index === draft.outputs.length - 1;
      const atoms = isLast || weights === 0n ? left : ((total - fee) * weight) / weights;
      left -= atoms;
      const account = outpointAccount(bitcoinChain, txid, BigInt(index));
      steps.push({ id: `${place}:out:${index}`, from: hub, to: account, atoms });
      const owner = addresses[address];
      if (owner !== undefined) outpoints.push({ outpoint: account, address: owner });
      if (atoms > 0n) unspent.push({ account, atoms });
    });
    steps.push({ id: `${place}:fee`, from: hub, to: `fee:${bitcoinChain}`, atoms: fee });
    const inOrder = { asset, at: time, source: bitcoinChain };
    steps.forEach((step, index) => {
      transfers.push({ ...step, ...inOrder, sequence: BigInt(place * 100 + index) });
    });
  });
  return [transfers, { ...rest, outpoints }];
}

/** A random UTXO ledger with a request that names addresses, and now and then one of their outpoints. */
export function arbitraryUtxoTrace(features: TraceFeatures): fc.Arbitrary<TraceCase> {
  return arbitraryUtxoLedger().chain((ledger) => {
    const outpoints = ledger.outpoints.slice(0, 2).map((row): string => row.outpoint);
    return arbitraryRequest(ledger, { ...features, accounts: [...addresses, ...outpoints] }).map((request) => ({
      ledger,
      request,
    }));
  });
}
