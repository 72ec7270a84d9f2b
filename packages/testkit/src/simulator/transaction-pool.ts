import { collection, holders, plainTokens, routers, signers, wrappedToken } from "./cast.ts";
import { type Random, seededRandom } from "./random.ts";
import { type SignedTransaction, signTransaction, type TransactionFields } from "./signed-transaction.ts";

/** Signing costs more than all the rest of a made chain, so that every chain draws from one pool. */
export const poolSize = 240;

export const chainId = 31_337n;

const pool: SignedTransaction[] = [];

/** Transaction `index` of the pool; the pool is the same in every process. */
export function pooledTransaction(index: number): SignedTransaction {
  while (pool.length <= index) pool.push(makeTransaction(pool.length));
  const transaction = pool[index];
  if (transaction === undefined) throw new Error("broken invariant: the pool grows to the index asked for");
  return transaction;
}

const gwei = 1_000_000_000n;

function makeTransaction(index: number): SignedTransaction {
  const random = seededRandom(index, "pool");
  const signer = random.pick(signers);
  const type = random.pick([0, 0, 1, 2, 2, 2, 3, 3] as const);
  const aim = random.pick(aims);
  const drawn = drawReceiver(random, aim);
  // A blob transaction makes no contract.
  const to = type === 3 && drawn === null ? random.pick(holders) : drawn;
  const fields: TransactionFields = {
    type,
    chainId,
    nonce: BigInt(index),
    feeMax: (200n + BigInt(random.below(50))) * gwei,
    priorityFee: BigInt(random.below(3)) * gwei,
    gasLimit: 500_000n,
    to,
    value: takesValue(aim) ? drawValue(random) : 0n,
    data:
      aim === "person"
        ? "0x"
        : `0x${random
            .bigBelow(2n ** 64n)
            .toString(16)
            .padStart(16, "0")}`,
    blobHashes: type === 3 ? [`0x01${"5b".repeat(31)}`] : [],
  };
  return signTransaction(signer, fields);
}

type Aim = "person" | "token" | "wrapped" | "collection" | "router" | "creation";
const aims: readonly Aim[] = [
  ...(["person", "person", "person"] as const),
  ...(["token", "token", "token"] as const),
  "wrapped",
  "collection",
  ...(["router", "router", "router"] as const),
  "creation",
];

function drawReceiver(random: Random, aim: Aim): string | null {
  if (aim === "creation") return null;
  if (aim === "person") return random.pick(holders);
  if (aim === "token") return random.pick(plainTokens);
  if (aim === "router") return random.pick(routers);
  return aim === "wrapped" ? wrappedToken : collection;
}

function takesValue(aim: Aim): boolean {
  return aim !== "token" && aim !== "collection";
}

function drawValue(random: Random): bigint {
  const sort = random.below(7);
  if (sort === 0) return 0n;
  return sort < 3 ? BigInt(sort) : random.bigBelow(2n ** 66n);
}
