import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type AccountId,
  type AssetId,
  type BridgeEvent,
  type Conversion,
  digestText,
  parseAccount,
  parseAsset,
  parseSourceName,
  parseTransferId,
  type SourceFile,
  type Transfer,
  toAtoms,
  type UtcMicros,
  unwrap,
} from "@tributary/domain";
import { openStore, pairBridges, type Store } from "@tributary/engine";
import { conversions } from "@tributary/queries";
import type { LedgerRows } from "@tributary/store";
import { afterAll, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tributary-bridges-"));
const open: Store[] = [];
afterAll(async () => {
  for (const store of open) await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const day = 86_400n;
const usdc = { 1: token(1, "a"), 10: token(10, "b") };

function token(chainId: number, digit: string): AssetId {
  return unwrap(parseAsset(`eip155:${chainId}/erc20:0x${digit.repeat(40)}`));
}

function account(chainId: number, digits: string): AccountId {
  return unwrap(parseAccount(`eip155:${chainId}:0x${digits.padStart(40, "0")}`));
}

interface End {
  readonly chainId: 1 | 10;
  readonly direction: BridgeEvent["direction"];
  readonly key?: string;
  readonly second: bigint;
  readonly atoms: bigint;
  readonly person?: string;
  readonly recipient?: string;
  readonly id: string;
}

/** A deposit is paid by its person to the bridge, a release by the bridge to its person. */
function endRows(end: End): LedgerRows {
  const { chainId, direction, key = "", second, id } = end;
  const person = account(chainId, end.person ?? "11");
  const bridge = account(chainId, "bb");
  const atoms = unwrap(toAtoms(end.atoms));
  const occurredAt = (second * 1_000_000n) as UtcMicros;
  const asset = usdc[chainId];
  const transfer: Transfer = {
    source: unwrap(parseSourceName(`eip155:${chainId}`)),
    id: unwrap(parseTransferId(`${id}:log:0`)),
    occurredAt,
    sequence: second,
    precision: "second",
    basis: "block",
    from: direction === "deposit" ? person : bridge,
    to: direction === "deposit" ? bridge : person,
    asset,
    atoms,
    reference: id,
  };
  const event: BridgeEvent = {
    source: `eip155:${chainId}`,
    id: `${id}:log:1`,
    direction,
    protocol: "made-bridge",
    key,
    transfers: [transfer.id],
    account: person,
    recipient: end.recipient === undefined ? null : account(chainId === 1 ? 10 : 1, end.recipient),
    asset,
    atoms,
    occurredAt,
  };
  return {
    transfers: [transfer],
    bridgeEvents: [event],
    assets: [{ id: asset, scale: 6, symbol: "USDC" }],
  };
}

async function load(store: Store, ends: readonly End[]): Promise<void> {
  const name = JSON.stringify(ends.map(({ id }) => id));
  const sha256 = digestText(name);
  const file: SourceFile = { sha256, byteCount: 0n, kind: "evm-rpc", origin: "made", submitter: null, licence: null };
  const items = ends.map((end) => ({
    record: { fileSha256: sha256, locator: end.id, rawSha256: digestText(end.id) },
    rows: endRows(end),
  }));
  await store.beginRun({ file, options: "" });
  await store.append({ file, options: "" }, { items, itemsAcknowledged: BigInt(items.length), isDone: true });
}

async function storeOf(name: string, ends: readonly End[]): Promise<Store> {
  const store = await openStore({ directory: join(folder, name), mode: "write", create: true, threads: 1 });
  open.push(store);
  await load(store, ends);
  return store;
}

/** Something on either chain long after, so that no deposit waits any more. */
const later: readonly End[] = [
  { chainId: 1, direction: "deposit", key: "late", second: 30n * day, atoms: 1n, id: "late-1" },
  { chainId: 10, direction: "release", key: "later", second: 30n * day, atoms: 1n, id: "late-10" },
];

const listed = async (store: Store): Promise<readonly Conversion[]> => store.query(conversions, {});

test("ends of one key are a conversion of the depositor; a second run writes nothing", async () => {
  const store = await storeOf("keyed", [
    { chainId: 1, direction: "deposit", key: "k1", second: 100n, atoms: 1000n, id: "d1" },
    { chainId: 10, direction: "release", key: "k1", second: 160n, atoms: 998n, person: "22", id: "r1" },
    ...later,
  ]);
  expect(await pairBridges({ store })).toMatchObject({
    paired: 1n,
    inferred: 0n,
    openDeposits: 1n,
    openReleases: 1n,
    conflicts: [],
  });
  expect(await listed(store)).toEqual([
    {
      id: "bridge-event:made-bridge:k1",
      account: account(1, "11"),
      outTransfers: ["d1:log:0"],
      inTransfers: ["r1:log:0"],
      kind: "bridge",
      basis: "paired-event",
      document: "deposit eip155:1 d1:log:1; release eip155:10 r1:log:1; made-bridge key k1",
    },
  ]);
  const before = await store.contentHash();
  expect(await pairBridges({ store })).toMatchObject({ paired: 0n, inferred: 0n });
  expect(await store.contentHash()).toBe(before);
});

test("a release that is read later completes the pair", async () => {
  const deposit: End = { chainId: 1, direction: "deposit", key: "k1", second: 100n, atoms: 1000n, id: "d1" };
  const store = await storeOf("later-release", [deposit]);
  expect(await pairBridges({ store })).toMatchObject({ paired: 0n, openDeposits: 1n });
  await load(store, [{ chainId: 10, direction: "release", key: "k1", second: 160n, atoms: 998n, id: "r1" }]);
  expect(await pairBridges({ store })).toMatchObject({ paired: 1n, openDeposits: 0n });
});

test("three ends of one key are told, and none is paired", async () => {
  const store = await storeOf("contended", [
    { chainId: 1, direction: "deposit", key: "k1", second: 100n, atoms: 1000n, id: "d1" },
    { chainId: 10, direction: "release", key: "k1", second: 160n, atoms: 500n, id: "r1" },
    { chainId: 10, direction: "release", key: "k1", second: 170n, atoms: 500n, id: "r2" },
  ]);
  expect(await pairBridges({ store })).toMatchObject({ paired: 0n, contended: ["made-bridge k1"] });
});

test("a third end that comes after the pair is told; the pair stands", async () => {
  const store = await storeOf("third", [
    { chainId: 1, direction: "deposit", key: "k1", second: 100n, atoms: 1000n, id: "d1" },
    { chainId: 10, direction: "release", key: "k1", second: 160n, atoms: 998n, id: "r1" },
  ]);
  expect(await pairBridges({ store })).toMatchObject({ paired: 1n, contended: [] });
  await load(store, [{ chainId: 10, direction: "release", key: "k1", second: 170n, atoms: 998n, id: "r2" }]);
  expect(await pairBridges({ store })).toMatchObject({ paired: 0n, contended: ["made-bridge k1"] });
  expect(await listed(store)).toHaveLength(1);
});

test("without keys: the receiver that the deposit names decides, alternatives stay in the document", async () => {
  const store = await storeOf("inferred", [
    { chainId: 1, direction: "deposit", second: 100n, atoms: 1_000_000n, recipient: "22", id: "d1" },
    { chainId: 10, direction: "release", second: 160n, atoms: 999_000n, person: "22", id: "r1" },
    { chainId: 10, direction: "release", second: 900n, atoms: 995_000n, person: "22", id: "r2" },
    { chainId: 10, direction: "release", second: 130n, atoms: 1_000_000n, person: "33", id: "r3" },
    ...later,
  ]);
  expect(await pairBridges({ store })).toMatchObject({
    paired: 0n,
    inferred: 1n,
    undecided: [],
    waiting: ["eip155:1 late-1:log:1"],
  });
  expect(await listed(store)).toMatchObject([
    {
      id: "bridge-inferred:eip155:1:d1:log:1",
      inTransfers: ["r1:log:0"],
      basis: "inferred",
      document:
        "deposit eip155:1 d1:log:1; release eip155:10 r1:log:1; 999000 of 1000000 atoms after 60 s; the deposit names the receiver; tokens that call themselves USDC; alternatives: eip155:10 r2:log:1 (995000 of 1000000 atoms after 800 s)",
    },
  ]);
  expect(await pairBridges({ store })).toMatchObject({ inferred: 0n, undecided: [] });
});

test.each<[string, Partial<End>]>([
  ["of more than was given", { atoms: 1_000_001n }],
  ["of much less than was given", { atoms: 980_000n }],
  ["before the deposit", { second: 99n }],
  ["two days later", { second: 100n + 2n * day }],
  ["to somebody else", { person: "44" }],
  ["on the same chain", { chainId: 1 }],
])("a release %s is no partner", async (name, change) => {
  const store = await storeOf(name, [
    { chainId: 1, direction: "deposit", second: 100n, atoms: 1_000_000n, recipient: "22", id: "d1" },
    { chainId: 10, direction: "release", second: 160n, atoms: 999_000n, person: "22", id: "r1", ...change },
    ...later,
  ]);
  expect(await pairBridges({ store })).toMatchObject({ paired: 0n, inferred: 0n, undecided: [] });
});

test("two releases that are equally good leave it undecided; a deposit whose time has not passed waits", async () => {
  const twins: readonly End[] = [
    { chainId: 1, direction: "deposit", second: 100n, atoms: 1_000_000n, id: "d1" },
    { chainId: 10, direction: "release", second: 160n, atoms: 999_000n, person: "22", id: "r1" },
    { chainId: 10, direction: "release", second: 160n, atoms: 999_000n, person: "33", id: "r2" },
  ];
  const undecided = await storeOf("twins", [...twins, ...later]);
  expect(await pairBridges({ store: undecided })).toMatchObject({ inferred: 0n, undecided: ["eip155:1 d1:log:1"] });
  const waiting = await storeOf("waiting", twins.slice(0, 2));
  expect(await pairBridges({ store: waiting })).toMatchObject({ inferred: 0n, waiting: ["eip155:1 d1:log:1"] });
});

test("an event that pairs later takes the legs of an inferred pair, which stays", async () => {
  const store = await storeOf("superseded", [
    { chainId: 1, direction: "deposit", key: "k1", second: 100n, atoms: 1_000_000n, recipient: "22", id: "d1" },
    { chainId: 10, direction: "release", second: 160n, atoms: 999_000n, person: "22", id: "r1" },
    ...later,
  ]);
  expect(await pairBridges({ store })).toMatchObject({ paired: 0n, inferred: 1n });
  await load(store, [{ chainId: 10, direction: "release", key: "k1", second: 500n, atoms: 998_000n, person: "22", id: "r2" }]);
  expect(await pairBridges({ store })).toMatchObject({ paired: 1n, inferred: 0n });
  const [event, inferred] = await listed(store);
  expect([event?.id, inferred?.id]).toEqual(["bridge-event:made-bridge:k1", "bridge-inferred:eip155:1:d1:log:1"]);
});
