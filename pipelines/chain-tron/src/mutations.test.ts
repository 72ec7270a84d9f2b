import { parseExactJson } from "@tributary/chain-kit";
import { digestText, TributaryError } from "@tributary/domain";
import fc from "fast-check";
import { expect, test } from "vitest";
import { checkBlock, checkHeader } from "./check-block.ts";
import { compactJson } from "./compact-json.ts";
import { decodeBlock, transfersOf } from "./decode-block.ts";
import {
  callOf,
  creationOf,
  internalOf,
  logOf,
  madeAddress,
  makeChain,
  tokenTransferOf,
  transferOf,
  wordOf,
  wordOfAmount,
} from "./made-chain.ts";
import { parseInfos } from "./transaction-info.ts";
import { parseBlock } from "./tron-block.ts";
import { recordsOf } from "./tron-record.ts";

const [alice, bob, token] = [madeAddress("a1"), madeAddress("b2"), madeAddress("d4")];
const call = callOf(alice, token, { amount: 4n, tokenAmount: 5n, tokenId: 1_000_001n });
const log = [
  logOf(
    token,
    ["ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef", wordOf(alice), wordOf(bob)],
    wordOfAmount(6n),
  ),
];
const internal_transactions = [internalOf({ from: token, to: bob, values: [{ callValue: 7n }] })];
const made = makeChain([
  [
    transferOf(alice, bob, 1n),
    tokenTransferOf(bob, alice, { name: "1000002", amount: 2n }),
    { ...creationOf(alice, 3n), info: { contract_address: "41".padEnd(42, "c"), receipt: { result: "SUCCESS" } } },
    { ...call, info: { ...call.info, fee: 8n, log, internal_transactions } },
    {
      ...callOf(bob, token, { amount: 9n }),
      contractRet: "REVERT",
      info: { result: "FAILED", receipt: { result: "REVERT" }, fee: 10n },
    },
  ],
]).blocks[1];

/** The block's answer as plain JSON; its numbers here are small. */
const block: unknown = JSON.parse(compactJson(made?.block));
const infos = compactJson(made?.infos);
const truth = readTransfers(block);

type Path = readonly (string | number)[];

/** Every place in the answer, inner ones included. */
function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const keys: readonly (string | number)[] = Array.isArray(value) ? [...value.keys()] : Object.keys(value);
  return [path, ...keys.flatMap((key) => pathsOf(Object(value)[key], [...path, key]))];
}

function changed(value: unknown, path: Path, change: (value: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  const copy = Array.isArray(value) ? [...value] : { ...Object(value) };
  const inner = changed(copy[key], rest, change);
  if (inner === undefined && !Array.isArray(copy)) delete copy[key];
  else if (inner === undefined) copy.splice(Number(key), 1);
  else copy[key] = inner;
  return copy;
}

function readTransfers(answer: unknown): readonly string[] {
  const parsed = parseBlock(parseExactJson(JSON.stringify(answer ?? null)), "block 1");
  checkHeader(parsed, 1n);
  const known = checkBlock(parsed, parseInfos(parseExactJson(infos), "infos"));
  const { items } = decodeBlock(known, { makeRecord: recordsOf(digestText("mutation")), isTraced: true });
  expect(known.isProven).toBe(true);
  return transfersOf(items).map(
    (transfer) => `${transfer.id} ${transfer.occurredAt} ${transfer.from} ${transfer.to} ${transfer.asset} ${transfer.atoms}`,
  );
}

function nudge(value: unknown): unknown {
  if (typeof value === "number") return value + 1;
  if (typeof value === "string") return value.replace(/[0-9a-z](?=[^0-9a-z]*$)/i, (last) => (last === "1" ? "2" : "1"));
  if (typeof value === "boolean") return !value;
  return Array.isArray(value) ? [...value, ...value] : {};
}

test("whatever one place of a block's answer says otherwise, it is refused or changes no transfer", () => {
  const change = fc.constantFrom<(value: unknown) => unknown>(
    nudge,
    () => undefined,
    () => 0,
    () => "",
    () => null,
  );
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...pathsOf(block)), change, (path, of) => {
      let read: readonly string[] | undefined;
      try {
        read = readTransfers(changed(block, path, of));
      } catch (error) {
        if (!(error instanceof TributaryError) || error.kind !== "source") throw error;
        refused += 1;
      }
      if (read !== undefined) expect(read).toEqual(truth);
    }),
    { numRuns: 2_000 },
  );
  expect(truth).toHaveLength(9);
  expect(refused).toBeGreaterThan(500);
});
