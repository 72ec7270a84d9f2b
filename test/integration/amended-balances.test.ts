import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withdrawReport } from "@tributary/bank-kit";
import { formatInstant, parseInstant, unwrap } from "@tributary/domain";
import { examineStore, traceQuestion } from "@tributary/engine";
import { ingestIso20022 } from "@tributary/pipeline-iso20022";
import type { IngestReport } from "@tributary/pipeline-kit";
import { ingestSwiftMt } from "@tributary/pipeline-swift-mt";
import { balances } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { accountClaim, requestOf } from "@tributary/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";

const submitter = "re-01";
const iban = "DE89370400440532013000";

let folder = "";
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-balances-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Statement {
  readonly name: string;
  readonly version?: bigint;
  readonly opening: string;
  readonly closing: string;
}

/** A day on which 10.00 left the account. */
function camt053({ name, opening, closing }: Statement): string {
  const balance = (type: string, date: string, amount: string): string =>
    `<Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>${date}</Dt></Dt></Bal>`;
  const creditor = "<RltdPties><CdtrAcct><Id><IBAN>NL91ABNA0417164300</IBAN></Id></CdtrAcct></RltdPties>";
  const entry = `<Ntry><Amt Ccy="EUR">10.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2025-03-10</Dt></BookgDt>
<BkTxCd/><NtryDtls><TxDtls><Refs><EndToEndId>${name}</EndToEndId></Refs>${creditor}</TxDtls></NtryDtls></Ntry>`;
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId><CreDtTm>2025-03-11T00:00:00Z</CreDtTm></GrpHdr>
<Stmt><Id>${name}</Id><CreDtTm>2025-03-11T00:00:00Z</CreDtTm><Acct><Id><IBAN>${iban}</IBAN></Id></Acct>
${balance("OPBD", "2025-03-09", opening)}${balance("CLBD", "2025-03-10", closing)}${entry}</Stmt></BkToCstmrStmt></Document>`;
}

async function send(statement: Statement): Promise<IngestReport | undefined> {
  const versionNumber = statement.version ?? 1n;
  const path = join(folder, `${statement.name}-${versionNumber}.xml`);
  writeFileSync(path, camt053(statement));
  const [report] = await ingestIso20022({ store, paths: [path], submitter, versionNumber, zoneOffset: "+00:00" });
  expect(report).toMatchObject({ outcome: "complete", findings: [] });
  return report;
}

const withdraw = (reference: string, upTo: bigint | null = null) => {
  const madeAt = unwrap(parseInstant("2026-03-20T10:00:00Z"));
  return withdrawReport(store, { submitter, reference, upTo, author: "officer", madeAt, reason: "sent twice" });
};

const known = async () =>
  (await store.query(balances, {})).map(({ time, atoms }) => `${formatInstant(time).slice(0, 10)} ${atoms}`);

/** What the account held when its transfers begin, as a trace of all its money takes it. */
async function seeded(): Promise<readonly string[]> {
  const request = requestOf({ claims: [accountClaim("c", `iban:${iban}`)], method: "fifo" });
  const { document } = await traceQuestion(store, request);
  return "claims" in document ? document.claims.map((claim) => claim.seeded_atoms) : ["no claims"];
}

test("an amended statement brings its own balances, and a withdrawn one none", async () => {
  await send({ name: "S1", opening: "90.00", closing: "80.00" });
  expect(await known()).toEqual(["2025-03-10 9000", "2025-03-11 8000"]);
  await send({ name: "S1", version: 2n, opening: "95.00", closing: "85.00" });
  expect(await known()).toEqual(["2025-03-10 9500", "2025-03-11 8500"]);
  expect(await store.quarantine()).toEqual([]);
  await withdraw("camt.053 S1");
  expect(await known()).toEqual([]);
});

test("statements that contradict each other give no balance and are named, until one is withdrawn; a trace follows", async () => {
  await send({ name: "S1", opening: "90.00", closing: "80.00" });
  expect(await seeded()).toEqual(["9000"]);
  await send({ name: "S2", opening: "80.00", closing: "70.00" });
  expect(await known()).toEqual([]);
  expect(await seeded()).toEqual(["2000"]);
  expect(await examineStore(store)).toMatchObject({
    contradictions: [expect.stringContaining("from 8000 to 9000"), expect.stringContaining("from 7000 to 8000")],
    needsAttention: true,
    isDamaged: false,
  });
  await withdraw("camt.053 S2");
  expect(await known()).toEqual(["2025-03-10 9000", "2025-03-11 8000"]);
  expect(await examineStore(store)).toMatchObject({ contradictions: [], needsAttention: false });
});

test("balances of MT940 stand and fall with their message", async () => {
  const mt940 = (opening: string, closing: string): string =>
    `{1:F01BANKDEFFAXXX0000000000}{2:I940BANKDEFFXXXXN}{4:\r\n:20:STMT1\r\n:25:${iban}\r\n:28C:1/1\r\n:60F:C250309EUR${opening},00\r\n:61:250310D10,00NTRFREF1\r\n:62F:C250310EUR${closing},00\r\n-}`;
  const sendMessage = async (versionNumber: bigint, text: string): Promise<void> => {
    const path = join(folder, `${versionNumber}.sta`);
    writeFileSync(path, text);
    const [report] = await ingestSwiftMt({ store, paths: [path], submitter, versionNumber, zoneOffset: "+00:00" });
    expect(report).toMatchObject({ outcome: "complete", findings: [] });
  };
  await sendMessage(1n, mt940("90", "80"));
  expect(await known()).toEqual(["2025-03-10 9000", "2025-03-11 8000"]);
  await sendMessage(2n, mt940("95", "85"));
  expect(await known()).toEqual(["2025-03-10 9500", "2025-03-11 8500"]);
});
