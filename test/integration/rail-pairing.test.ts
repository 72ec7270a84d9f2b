import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  digestText,
  parseAccount,
  parseAsset,
  parseInstant,
  parseSourceName,
  parseTransferId,
  toAtoms,
  unwrap,
} from "@tributary/domain";
import { openStore, pairRails, type Store } from "@tributary/engine";
import { ingestGoaml } from "@tributary/pipeline-goaml";
import { conversions, transfersUntil } from "@tributary/queries";
import { afterEach, beforeEach, expect, test } from "vitest";

let folder = "";
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-rails-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const hash = "5a".repeat(32);
const account = (digit: string) => unwrap(parseAccount(`eip155:1:0x${digit.repeat(40)}`));

/** A transaction of the chain: one transfer a time, and its fee. */
async function addChain(times: readonly string[]): Promise<void> {
  const sha256 = digestText(times.join(" "));
  const file = { sha256, byteCount: 1n, kind: "evm-rpc", origin: "blocks", submitter: null, licence: null } as const;
  const run = { file, options: "" };
  await store.beginRun(run);
  const transfer = (id: string, time: string, to: ReturnType<typeof account>) => ({
    source: unwrap(parseSourceName("eip155:1")),
    id: unwrap(parseTransferId(id)),
    occurredAt: unwrap(parseInstant(time)),
    sequence: 1n,
    precision: "second" as const,
    basis: "block" as const,
    from: account("a"),
    to,
    asset: unwrap(parseAsset("eip155:1/slip44:60")),
    atoms: unwrap(toAtoms(5n)),
    reference: `0x${hash}`,
  });
  const rows = times.flatMap((time, index) => [
    transfer(`t${index}`, time, account("b")),
    transfer(`f${index}`, time, unwrap(parseAccount("fee:eip155:1"))),
  ]);
  const items = rows.map((row) => ({
    record: { fileSha256: sha256, locator: row.id, rawSha256: digestText(row.id) },
    rows: { transfers: [row] },
  }));
  await store.append(run, { items, itemsAcknowledged: BigInt(items.length), isDone: true });
}

async function addReport(date: string, comment: string): Promise<void> {
  const side = (name: string, number: string): string =>
    `<t_${name}><${name}_funds_code>ELEC</${name}_funds_code><${name}_account><institution_name>Bank</institution_name><swift>7010</swift><account>${number}</account></${name}_account><${name}_country>LK</${name}_country></t_${name}>`;
  const path = join(folder, "report.xml");
  writeFileSync(
    path,
    `<report><entity_reference>R</entity_reference><currency_code_local>LKR</currency_code_local>
<transaction><transactionnumber>T</transactionnumber><date_transaction>${date}</date_transaction><amount_local>10.00</amount_local>
${side("from", "111")}${side("to", "222")}<comments>${comment}</comments></transaction></report>`,
  );
  await ingestGoaml({ store, paths: [path], profile: "goaml-lk-2.0", submitter: "re-01" });
}

test("a payment whose record names a transaction before it happened is an on-ramp, once and for all", async () => {
  await addChain(["2025-03-10T10:00:00Z"]);
  await addReport("2025-03-10T14:00:00", `Customer showed transaction 0x${hash} of his wallet.`);
  expect(await pairRails(store)).toEqual({ paired: 1n, undecided: [], conflicts: [] });
  const [payment] = (await store.query(transfersUntil, { until: null })).filter(({ source }) => source === "bank-record");
  expect(await store.query(conversions, {})).toMatchObject([
    { account: "bank:LK-7010:111", outTransfers: [payment?.id], inTransfers: ["t0"], kind: "on-ramp", basis: "documented" },
  ]);
  const content = await store.contentHash();
  await pairRails(store);
  expect(await store.contentHash()).toBe(content);
});

test("a payment after the transaction is an off-ramp", async () => {
  await addChain(["2025-03-10T01:00:00Z"]);
  await addReport("2025-03-10T14:00:00", `Proceeds of ${hash}, sold.`);
  await pairRails(store);
  expect(await store.query(conversions, {})).toMatchObject([{ account: account("a"), outTransfers: ["t0"], kind: "off-ramp" }]);
});

test.each([
  ["two transfers", ["2025-03-10T10:00:00Z", "2025-03-10T10:00:01Z"], "2025-03-10T14:00:00", "the transaction has 2 transfers"],
  ["a payment known by its day", ["2025-03-10T10:00:00Z"], "2025-03-10T00:00:00", "which came first is not told"],
])("with %s it is left to a person", async (...row) => {
  const [, times, date, reason] = row;
  await addChain(times);
  await addReport(date, `Transaction ${hash} is his.`);
  const { paired, undecided } = await pairRails(store);
  expect([paired, undecided.map((link) => link.reason)]).toEqual([0n, [expect.stringContaining(reason)]]);
  expect(await store.query(conversions, {})).toEqual([]);
});
