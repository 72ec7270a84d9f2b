import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { checkSubmissions, ingestSubmissions, type SubmissionFormat } from "@tributary/bank-kit";
import { bankTableFormat } from "@tributary/pipeline-bank-table";
import { fintracFormat } from "@tributary/pipeline-fintrac";
import { iso20022Format } from "@tributary/pipeline-iso20022";
import type { IngestReport } from "@tributary/pipeline-kit";
import { reportStatuses, transfersUntil } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { afterEach, beforeEach, expect, test } from "vitest";

const fixture = (name: string): string => readFileSync(resolve(import.meta.dirname, "../../fixtures/bank", name), "utf8");
const submitter = "re-01";

let folder = "";
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-sent-again-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, text: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function ingest(path: string, format: SubmissionFormat): Promise<IngestReport> {
  const [report] = await ingestSubmissions({ store, paths: [path], submitter }, format);
  return report ?? expect.unreachable();
}

const heldAtoms = async () => (await store.query(transfersUntil, { until: null })).map(({ atoms }) => atoms);

const entry = (reference: string): string => `<Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2025-03-10</Dt></BookgDt><AcctSvcrRef>${reference}</AcctSvcrRef><NtryDtls><TxDtls><RltdPties>
<DbtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></DbtrAcct></RltdPties></TxDtls></NtryDtls></Ntry>`;
const account = "<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>";

test("a check counts a movement once that the file's notification and statement both tell", async () => {
  const notice = `<Document><BkToCstmrDbtCdtNtfctn><Ntfctn><Id>N-1</Id>${account}${entry("A-1")}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`;
  const statement = `<Document><BkToCstmrStmt><Stmt><Id>S-1</Id>${account}${entry("A-1")}${entry("A-2")}</Stmt></BkToCstmrStmt></Document>`;
  const path = put("both.xml", `<Messages>${notice}${statement}</Messages>`);
  const format = iso20022Format({});
  const [check] = await checkSubmissions({ paths: [path], submitter }, format);
  await ingest(path, format);
  expect(await heldAtoms()).toEqual([1000n, 1000n]);
  expect(check).toMatchObject({ transfers: 2n, moved: new Map([["iso4217:EUR", 2000n]]) });
});

test("what has no reference leaves the list of what is kept apart when it is read well at its place", async () => {
  const report = fixture("fintrac/str.json");
  const format = fintracFormat({});
  await ingest(put("bad.json", `\n\n${report.replace('"1990-07-01"', '["1990-07-01"]')}`), format);
  expect(await store.quarantine()).not.toEqual([]);
  await ingest(put("good.json", report), format);
  expect(await store.quarantine()).toEqual([]);
});

test("a table without a name of its own counts once under whatever file name it comes again, and compressed", async () => {
  const text = fixture("table/statement.csv");
  const format = await bankTableFormat({ mapPath: put("map.yaml", fixture("table/statement.yaml")) });
  await ingest(put("march.csv", text), format);
  const before = await heldAtoms();
  expect(await ingest(put("march (1).csv", text), format)).toMatchObject({ added: 0n, same: 6n });
  expect(await ingest(put("march.csv.gz", gzipSync(text)), format)).toMatchObject({ added: 0n, same: 6n });
  expect(await heldAtoms()).toEqual(before);
  await ingest(put("april.csv", `${text}\n`), format);
  expect(await heldAtoms()).toHaveLength(2 * before.length);
});

test("a table whose import stopped goes on under another file name", async () => {
  const format = await bankTableFormat({ mapPath: put("map.yaml", fixture("table/statement.yaml")) });
  const stop = new AbortController();
  const stopped = { limits: { batchRecordsMax: 2 }, signal: stop.signal, onAcknowledged: () => stop.abort() };
  const first = put("march.csv", fixture("table/statement.csv"));
  const [report] = await ingestSubmissions({ store, paths: [first], submitter, ...stopped }, format);
  expect(report?.outcome).toBe("interrupted");
  await ingest(put("renamed.csv", fixture("table/statement.csv")), format);
  expect(await store.query(reportStatuses, {})).toMatchObject([{ number: 1n, status: "accepted" }]);
  expect(await heldAtoms()).toHaveLength(3);
});
