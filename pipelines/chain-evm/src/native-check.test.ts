import { digestText } from "@tributary/domain";
import { expect, test } from "vitest";
import { decodeBlock, transfersOf } from "./decode-block.ts";
import { makeEvmChain } from "./evm-chain.ts";
import { beneficiary, makeBlock, receiver, sender } from "./made-block.ts";
import { openNativeCheck } from "./native-check.ts";

const chain = makeEvmChain({ chainId: 31_337n, fileSha256: digestText("made"), tokens: null });
const transfers = transfersOf(decodeBlock(chain, makeBlock({})).items);
const fee = 21_000n * 10n;

/** What the accounts hold after block 15 and after block 16. */
function read(after: Readonly<Record<string, bigint>>, accountsMax = 10) {
  const before = 10_000_000n;
  const client = {
    isRefusal: () => true,
    ask: async (_method: string, [account, block]: readonly unknown[]) => ({
      ok: true as const,
      value: `0x${(block === "0xf" ? before : before + (after[String(account)] ?? 0n)).toString(16)}`,
    }),
  };
  return openNativeCheck({ chain, client, accountsMax }).read(transfers, { before: 15n, last: 16n });
}

test("balances that come out say nothing; one that does not names its account, both amounts and the blocks", async () => {
  const right = { [sender]: -100n - fee, [receiver]: 100n, [beneficiary]: 21_000n * 3n };
  expect(await read(right)).toEqual([]);
  expect(await read({ ...right, [receiver]: 107n })).toEqual([
    {
      code: "SOURCE_PARTIAL",
      found: `a balance of 10000107 of eip155:31337:${receiver} at block 16`,
      expected: "10000100, as its transfers since block 15 make it: a movement that was not read, or a false trace",
      where: { path: "blocks 16..16" },
    },
  ]);
  expect(await read({}, 0)).toEqual([]);
});
