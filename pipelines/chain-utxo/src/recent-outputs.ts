import type { HeldOutputs } from "@tributary/chain-kit";
import { outpointAccount } from "@tributary/domain";
import { outpointKey, outpointOfKey } from "./bitcoin-transaction.ts";
import type { ChainParameters } from "./chain-parameters.ts";
import type { MadeOutputs, OtherOutputs, SpentOutput } from "./spent-outputs.ts";

/** The outputs of earlier blocks as some blocks, read together, ask for them. */
export interface EarlierOutputs {
  /** Of these, by `<txid>:<index>`, those that are certain. */
  readonly find: (keys: readonly string[]) => Promise<OtherOutputs>;
  /** Tells what these blocks make themselves, for those after them. Needed once, whatever becomes of the blocks. */
  readonly tell: (made: MadeOutputs) => void;
}

/**
 * Outputs of a range that is being read. Units of it are read beside each other and written later: what they make is kept here until the ledger has it, and
 * asked of the ledger from then on.
 */
export interface RecentOutputs {
  /** Units begin in their order. */
  readonly begin: (unit: bigint) => EarlierOutputs;
  /** Units below this number are in the ledger. */
  readonly drop: (unit: bigint) => void;
}

export function openRecentOutputs({ chain }: ChainParameters, heldOutputs: HeldOutputs): RecentOutputs {
  const units = new Map<bigint, Promise<MadeOutputs>>();

  async function find(unit: bigint, keys: readonly string[]): Promise<OtherOutputs> {
    const found = new Map<string, SpentOutput>();
    // These first, and the ledger after them: a unit that is written in the meantime is found there.
    const recent = await Promise.all([...units].flatMap(([other, made]) => (other < unit ? [made] : [])));
    for (const key of keys) {
      const output = recent.find((made) => made.has(key))?.get(key);
      if (output !== undefined) found.set(key, { ...output, isProven: true, isOfUnit: false });
    }
    const accounts = keys.flatMap((key) => (found.has(key) ? [] : [accountOf(chain, key)]));
    for (const held of await heldOutputs(accounts)) found.set(keyOf(held.outpoint), { ...held, isProven: true, isOfUnit: false });
    return found;
  }

  return {
    begin: (unit) => {
      const made = pending<MadeOutputs>();
      units.set(unit, made.promise);
      return { find: (keys) => find(unit, keys), tell: made.resolve };
    },
    drop: (unit) => {
      for (const other of units.keys()) if (other < unit) units.delete(other);
    },
  };
}

function accountOf(chain: string, key: string): ReturnType<typeof outpointAccount> {
  const { txid, index } = outpointOfKey(key);
  return outpointAccount(chain, txid, BigInt(index));
}

/** `utxo:<chain>:<txid>:<index>`, whose chain has a colon of its own. */
function keyOf(outpoint: string): string {
  const [txid = "", index = ""] = outpoint.split(":").slice(-2);
  return outpointKey({ txid, index: Number(index) });
}

function pending<Value>(): { promise: Promise<Value>; resolve: (value: Value) => void } {
  let resolve: (value: Value) => void = () => undefined;
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
