import { type Digest, digestText, type Transfer, type UtcMicros } from "@tributary/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { outpointKey } from "./bitcoin-transaction.ts";
import { readBlockBytes } from "./block-bytes.ts";
import { readBlockTimes } from "./block-times.ts";
import { parametersOf } from "./chain-parameters.ts";
import { decodeBlock } from "./decode-block.ts";
import { type GrownChain, growMadeChain } from "./grow-made-chain.ts";
import { blockBytes } from "./made-chain.ts";
import { openSpentOutputs } from "./spent-outputs.ts";

const parameters = parametersOf("bip122:0f9188f13cb7b2c71f2a335e3a4fc328");
const fileSha256: Digest = digestText("random");

/** Draws from fast-check's own entropy, so that a failing chain can be grown again from the printed seed. */
const chains: fc.Arbitrary<GrownChain> = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.infiniteStream(fc.nat({ max: 2 ** 31 - 1 })))
  .map(([blockCount, stream]) => growMadeChain({ blockCount, draw: (below) => (stream.next().value ?? 0) % below }));

test("the ledger's balances are the set of unspent outputs, and every hub pays out what came in", () => {
  fc.assert(
    fc.property(chains, (chain) => {
      const transfers = decodeChain(chain);
      const held = balancesOf(transfers);
      const expected = naiveUnspent(chain);
      const outputs = [...held].filter(([account, atoms]) => account.startsWith("utxo:") && atoms !== 0n);
      expect(new Map(outputs.map(([account, atoms]) => [account.split(":").slice(3).join(":"), atoms]))).toEqual(expected);
      for (const [account, atoms] of held) if (account.startsWith("tx:")) expect(atoms).toBe(0n);
      const minted = -(held.get(`mint:${parameters.asset}`) ?? 0n);
      const destroyed = held.get(`destroyed:${parameters.asset}`) ?? 0n;
      expect(minted).toBe(BigInt(chain.blocks.length) * 5_000_000_000n);
      expect([...expected.values()].reduce((sum, atoms) => sum + atoms, 0n)).toBe(minted - destroyed);
    }),
    { numRuns: 60 },
  );
});

test("in ledger order no account pays before it is paid, and of each transaction inputs come first and the fee last", () => {
  fc.assert(
    fc.property(chains, (chain) => {
      const held = new Map<string, bigint>();
      for (const { from, to, atoms } of decodeChain(chain)) {
        if (!from.startsWith("mint:")) expect(held.get(from) ?? 0n).toBeGreaterThanOrEqual(atoms);
        held.set(from, (held.get(from) ?? 0n) - atoms);
        held.set(to, (held.get(to) ?? 0n) + atoms);
      }
    }),
    { numRuns: 60 },
  );
});

test("a block's bytes read back to the same block", () => {
  fc.assert(
    fc.property(chains, ({ blocks }) => {
      for (const block of blocks) expect(readBlockBytes(blockBytes(block), block.header)).toEqual(block);
    }),
    { numRuns: 20 },
  );
});

test("any bit that changes in a block is noticed", () => {
  fc.assert(
    fc.property(chains, fc.nat(), fc.integer({ min: 0, max: 7 }), ({ blocks }, place, bit) => {
      const block = blocks.at(-1);
      if (block === undefined) return;
      const bytes = blockBytes(block);
      const at = place % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      expect(() => readBlockBytes(bytes, block.header)).toThrow(/SOURCE_/);
    }),
    { numRuns: 200 },
  );
});

function decodeChain({ blocks }: GrownChain): readonly Transfer[] {
  const context = { parameters, fileSha256, outputs: openSpentOutputs() };
  const times = readBlockTimes(blocks.map(({ header }) => header));
  const transfers = blocks.flatMap((block) => {
    const time: UtcMicros = times.timeOf(block.header.height);
    const reading = decodeBlock(context, { block, time, stated: new Map() });
    expect(reading.prevouts).toBe("proven");
    return reading.items.flatMap((item) => ("rows" in item ? (item.rows.transfers ?? []) : []));
  });
  return transfers.sort((a, b) => Number(a.occurredAt - b.occurredAt) || (a.sequence < b.sequence ? -1 : 1));
}

function balancesOf(transfers: readonly Transfer[]): ReadonlyMap<string, bigint> {
  const held = new Map<string, bigint>();
  for (const { from, to, atoms } of transfers) {
    held.set(from, (held.get(from) ?? 0n) - atoms);
    held.set(to, (held.get(to) ?? 0n) + atoms);
  }
  return held;
}

/** As a node keeps it: what outputs add and inputs take, without those of the genesis block and of OP_RETURN. */
function naiveUnspent({ blocks }: GrownChain): ReadonlyMap<string, bigint> {
  const unspent = new Map<string, bigint>();
  for (const { header, transactions } of blocks) {
    for (const { inputs, outputs, txid, isCoinbase } of transactions) {
      if (!isCoinbase) for (const input of inputs) unspent.delete(outpointKey(input));
      if (header.height === 0n) continue;
      outputs.forEach(({ atoms, script }, index) => {
        if (script[0] !== 0x6a && atoms > 0n) unspent.set(outpointKey({ txid, index }), atoms);
      });
    }
  }
  return unspent;
}
