import { expect, test } from "vitest";
import { parametersOf } from "./chain-parameters.ts";
import { checkAmounts } from "./check-amounts.ts";
import { keyHashScript, makeBlock, makeTransaction } from "./made-chain.ts";

const parameters = parametersOf("bip122:0f9188f13cb7b2c71f2a335e3a4fc328");
const earlier = { txid: "ab".repeat(32), index: 0 };
const script = keyHashScript(1);
const spender = makeTransaction({ inputs: [earlier], outputs: [{ atoms: 1_000n, script }] });
const coinbase = makeTransaction({ inputs: [], outputs: [{ atoms: 5_000_000_000n, script }] });
const block = makeBlock({ height: 1n, parentHash: "00".repeat(32), time: 1_300_000_000, transactions: [coinbase, spender] });

function check(atoms: bigint): void {
  const output = { atoms, script, isProven: false, isOfUnit: false };
  checkAmounts(parameters, { block, stated: new Map([[`${earlier.txid}:0`, output]]) });
}

test("a stated output is neither less than what is paid from it nor more than all that there is", () => {
  expect(() => check(1_000n)).not.toThrow();
  expect(() => check(2_100_000_000_000_000n)).not.toThrow();
  expect(() => check(999n)).toThrow(/stated inputs 999/);
  expect(() => check(2_100_000_000_000_001n)).toThrow(/SOURCE_INCONSISTENT.*all that there is/);
});
