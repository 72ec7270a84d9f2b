import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BlockProof,
  bitcoinChain,
  chainSequence,
  digestText,
  everyAsset,
  parseAccount,
  parseAsset,
  parseInstant,
  parseSourceName,
  parseTransferId,
  type Transfer,
  toAtoms,
  unwrap,
  withoutAssets,
} from "@tributary/domain";
import {
  addToCase,
  createCase,
  loadTraceLedger,
  openStore,
  type Store,
  sealCase,
  traceQuestion,
  verifyBundle,
} from "@tributary/engine";
import * as queries from "@tributary/queries";
import type { IngestItem, LedgerRows } from "@tributary/store";
import { requestOf, transferClaim } from "@tributary/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "tributary-chain-case-"));
const ethereum = "eip155:1";
const usdt = "eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7";
const ether = "eip155:1/slip44:60";
const bitcoin = `${bitcoinChain}/slip44:0`;
const holder = (digit: string): string => `${ethereum}:0x${digit.repeat(40)}`;
const hub = (digit: string): string => `tx:${bitcoinChain}:${digit.repeat(64)}`;
const output = (digit: string, index: number): string => `utxo:${bitcoinChain}:${digit.repeat(64)}:${index}`;
const address = `${bitcoinChain}:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2`;
const account = (text: string) => unwrap(parseAccount(text));
const at = (block: number) => unwrap(parseInstant(`2024-01-01T00:${String(block % 60).padStart(2, "0")}:00Z`));

interface Step {
  readonly id: string;
  readonly block: number;
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  readonly event?: number;
}

function transfer({ id, block, from, to, asset, event = 0 }: Step): Transfer {
  return {
    source: unwrap(parseSourceName(asset === bitcoin ? bitcoinChain : ethereum)),
    id: unwrap(parseTransferId(id)),
    occurredAt: at(block),
    sequence: unwrap(chainSequence(BigInt(block), 1n, BigInt(event))),
    precision: "second",
    basis: "block",
    from: account(from),
    to: account(to),
    asset: unwrap(parseAsset(asset)),
    atoms: unwrap(toAtoms(500n)),
    reference: id.split(":")[0] ?? null,
  };
}

const token = { id: "0xaa:log:0", block: 1, from: holder("1"), to: holder("2"), asset: usdt };
const value = { id: "0xbb:value", block: 2, from: holder("1"), to: holder("2"), asset: ether };
const inside = { id: "0xcc:trace:0", block: 3, from: holder("2"), to: holder("3"), asset: ether };
const spent = { id: "f:in:0", block: 1, from: output("e", 0), to: hub("f"), asset: bitcoin };
const paid = { id: "f:out:0", block: 1, from: hub("f"), to: output("f", 0), asset: bitcoin, event: 1 };
const unread = { id: "a:in:0", block: 9, from: output("f", 0), to: hub("a"), asset: bitcoin };
const steps: readonly Step[] = [token, value, inside, spent, paid, unread];

const known = (chain: string, proof: Pick<BlockProof, "part" | "state">, [from, to]: readonly [bigint, bigint]): BlockProof => ({
  chain,
  ...proof,
  from,
  to,
});
const proven = { kind: "proven" } as const;
const single = { kind: "single-source" } as const;
const twoOfThree = { kind: "quorum", agreeing: 2, asked: 3 } as const;

const others: LedgerRows = {
  blockProofs: [
    known(ethereum, { part: "transactions", state: proven }, [1n, 9n]),
    known(ethereum, { part: "receipts", state: single }, [1n, 1n]),
    known(ethereum, { part: "receipts", state: proven }, [1n, 1n]),
    known(ethereum, { part: "receipts", state: twoOfThree }, [2n, 9n]),
    known(ethereum, { part: "traces", state: single }, [1n, 9n]),
    known(bitcoinChain, { part: "transactions", state: proven }, [0n, 5n]),
    known(bitcoinChain, { part: "prevouts", state: twoOfThree }, [0n, 5n]),
  ],
  outpoints: [
    { outpoint: account(output("e", 0)), address: account(address), scriptKind: "p2pkh" },
    { outpoint: account(output("f", 0)), address: account(address), scriptKind: "p2pkh" },
  ],
  issuerActs: [
    {
      source: ethereum,
      id: "0xdd:log:1",
      occurredAt: at(4),
      sequence: unwrap(chainSequence(4n, 0n, 1n)),
      account: account(holder("2")),
      asset: unwrap(parseAsset(usdt)),
      act: "blacklisted",
      reference: "0xdd",
    },
  ],
  assetTraits: [{ asset: unwrap(parseAsset(usdt)), trait: "balance-differs-from-transfers" }],
  coverage: [
    {
      source: ethereum,
      scope: `${ethereum}:*`,
      from: at(0),
      to: at(9),
      assets: everyAsset,
      finality: `finalized 0x${"ab".repeat(32)}`,
    },
    {
      ...{ source: `${ethereum}:without-traces`, scope: `${ethereum}:*`, from: at(10), to: at(11) },
      ...{ assets: withoutAssets([`${ethereum}/slip44:60`]), finality: null },
    },
  ],
};

async function fill(store: Store): Promise<void> {
  const file = {
    sha256: digestText("answers"),
    byteCount: 1n,
    kind: "evm-rpc" as const,
    origin: "a node",
    submitter: null,
    licence: null,
  };
  const rows: readonly LedgerRows[] = [...steps.map((step) => ({ transfers: [transfer(step)] })), others];
  const items: IngestItem[] = rows.map((row, index) => ({
    record: { fileSha256: file.sha256, locator: `row/${index}`, rawSha256: digestText(String(index)) },
    rows: row,
  }));
  const run = { file, options: "" };
  await store.beginRun(run);
  await store.append(run, { items, itemsAcknowledged: BigInt(items.length), isDone: true });
}

const bundle = join(folder, "case");
const names = [token.id, value.id, spent.id];
const question = requestOf({ claims: [transferClaim("V", ...names)] });
let store: Store;

beforeAll(async () => {
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true, threads: 1 });
  await fill(store);
  const request = join(folder, "request.json");
  writeFileSync(request, JSON.stringify({ claims: [{ id: "V", kind: "scam_victim", transfers: names }], method: "fifo" }));
  await createCase(store, "CHAIN-1");
  await addToCase(store, { id: "CHAIN-1", files: [request], role: null });
  await sealCase(store, { id: "CHAIN-1", outDirectory: bundle });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

type Row = Readonly<Record<string, unknown>>;
const linesOf = (path: string): Row[] =>
  readFileSync(join(bundle, path), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Row => JSON.parse(line));
const scheduleOf = (name: string): Row[] => linesOf(`data/schedules/${name}.ndjson`);

describe("a case of chains' transfers", () => {
  test("says of each how surely it is known: the weakest part that it rests on, each by its best statement", () => {
    const stated = Object.fromEntries(scheduleOf("schedule-D-transfers").map((row) => [row["transfer"], row["proof"]]));
    expect(stated).toEqual({
      "0xaa:log:0": "proven",
      "0xbb:value": "quorum 2 of 3",
      "0xcc:trace:0": "single source",
      "f:in:0": "quorum 2 of 3",
      "f:out:0": "proven",
      "a:in:0": null,
    });
    expect(linesOf("data/ledger/transfers.ndjson").map((row) => row["record"])).toContainEqual(
      expect.objectContaining({ kind: "chain-event", proof: "proven" }),
    );
  });

  test("names the outpoint and its address, the issuer's act, the odd token and the last block read", () => {
    expect(scheduleOf("schedule-A-accounts")).toContainEqual(
      expect.objectContaining({ account: output("f", 0), address, layer: "2" }),
    );
    expect(scheduleOf("schedule-E-issuer-acts")).toEqual([
      expect.objectContaining({
        account: holder("2"),
        asset: usdt,
        act: "blacklisted",
        is_last: "yes",
        holds_traced_value: "yes",
      }),
    ]);
    expect(scheduleOf("schedule-A-assets")).toContainEqual(
      expect.objectContaining({ asset: usdt, traits: "balance-differs-from-transfers" }),
    );
    expect(scheduleOf("schedule-G-coverage")).toEqual([
      expect.objectContaining({ scope: `${ethereum}:*`, assets: "all", finality: `finalized 0x${"ab".repeat(32)}` }),
      expect.objectContaining({ scope: `${ethereum}:*`, assets: `without ${ethereum}/slip44:60`, finality: null }),
    ]);
  });

  test("is made again from its own inputs, byte for byte", async () => {
    const verdict = await verifyBundle(bundle, {});
    expect(verdict.differences).toEqual([]);
    expect(verdict).toMatchObject({ isIntact: true, isRecomputed: true });
  });
});

describe("blocks that may still be dropped", () => {
  test("are no part of what a trace reads", async () => {
    const before = await traceQuestion(store, question);
    const ledger = await loadTraceLedger(store, question);
    const onward = transfer({ id: "0xee:log:0", block: 8, from: holder("2"), to: holder("4"), asset: usdt });
    const block = { chain: ethereum, number: 8n, hash: `0x${"cd".repeat(32)}`, parentHash: `0x${"ce".repeat(32)}`, time: at(8) };
    await store.pending.change(ethereum, { drop: [], add: [{ ...block, transfers: [onward] }] });
    expect(await store.pending.list(ethereum)).toHaveLength(1);
    expect(await loadTraceLedger(store, question)).toEqual(ledger);
    expect((await traceQuestion(store, question)).document).toEqual(before.document);
    expect(JSON.stringify(before.document)).toContain(holder("2"));
  });

  test("stand in no question of a trace or a case", () => {
    const asked = Object.values(queries).filter(
      (query): query is typeof queries.transfersUntil => typeof query === "object" && "sql" in query && "grain" in query,
    );
    const pending = asked.filter(({ sql }) => /\bpending\./.test(sql)).map(({ name }) => name);
    expect(asked.length).toBeGreaterThan(30);
    // The overview of a store counts them.
    expect(pending.filter((name) => !name.startsWith("pending/") && !name.startsWith("checks/"))).toEqual([
      "casefile/read/counts",
    ]);
  });
});
