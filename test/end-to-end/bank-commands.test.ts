import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectRoot } from "../contract/source-files.ts";
import { type CommandResult, makeFolder, runCommand } from "./run-command.ts";

const folder = makeFolder("bank-commands");
const store = join(folder.path, "store");
const bank = join(projectRoot, "fixtures", "bank");
const report = join(bank, "gh-5.0.1-str.xml");
const amended = join(folder.path, "amended.xml");
const submitted = ["--submitter", "re-01"];
const ghana = ["--profile", "goaml-gh"];

beforeAll(() => {
  mkdirSync(folder.path, { recursive: true });
  writeFileSync(amended, readFileSync(report, "utf8").replace("154000.50", "154000.75"));
});
afterAll(folder.remove);

const run = (...parameters: readonly string[]): Promise<CommandResult> => runCommand([...parameters, "--store", store]);
const answersOf = ({ stdout }: CommandResult) => JSON.parse(stdout).answers;

async function movedGhs(): Promise<readonly string[]> {
  const out = join(folder.path, "ledger.csv");
  expect((await run("export", "transfers", "--out", out)).status).toBe(0);
  return readFileSync(out, "utf8")
    .split("\n")
    .filter((line) => line.includes("iso4217:GHS"))
    .map((line) => /iso4217:GHS,([0-9]+)/.exec(line)?.[1] ?? "");
}

describe("check", () => {
  test("says that a good file is accepted, writes the answer in three forms and no store", async () => {
    const answers = ["json", "csv", "html"].map((ending) => join(folder.path, `answer.${ending}`));
    const checked = await run("check", report, ...ghana, "--json", "--answer", ...answers);
    expect(checked.status, checked.stderr).toBe(0);
    expect(answersOf(checked)).toMatchObject([
      { status: "accepted", isCheckOnly: true, moved: [{ asset: "iso4217:GHS", amount: "154010.50" }, { asset: "iso4217:USD" }] },
    ]);
    for (const path of answers) expect(existsSync(path)).toBe(true);
    expect(existsSync(store)).toBe(false);
    expect(existsSync(`${store}.key`)).toBe(false);
  });

  test("exits with 3 where a record is bad, with its place; with 1 where nothing can be read; with 2 for an unknown profile", async () => {
    const partly = await run("check", join(bank, "damaged-amount-exponent.xml"), "--profile", "goaml-lk-2.0", "--json");
    expect(partly.status).toBe(3);
    expect(answersOf(partly)[0].findings).toMatchObject([
      {
        code: "AMOUNT_NOT_DECIMAL",
        line: 17,
        path: "/report/transaction[1]/amount_local",
        record: "FIX-LK-T1",
        severity: "error",
      },
    ]);
    expect((await run("check", join(bank, "damaged-doctype-bomb.xml"), "--profile", "goaml-lk-2.0")).status).toBe(1);
    expect((await run("check", report, "--profile", "goaml-xx")).status).toBe(2);
    expect((await run("check", report)).status).toBe(2);
  });
});

test("an answer that could not be written is refused before anything is read", async () => {
  const refused = await run(
    "ingest",
    "str",
    report,
    ...ghana,
    "--submitter",
    "re-09",
    "--answer",
    join(folder.path, "answer.txt"),
  );
  expect([refused.status, refused.stdout]).toEqual([2, ""]);
});

test("transactions without a report take reference and currency from the command, and no other format does", async () => {
  const alone = [join(bank, "goaml/gh-reportdata.xml"), ...ghana];
  expect(answersOf(await run("check", ...alone, "--json"))[0]).toMatchObject({ status: "accepted-with-warnings" });
  const stated = await run("check", ...alone, "--reference", "R-1", "--currency", "GHS", "--json");
  expect(answersOf(stated)[0]).toMatchObject({ status: "accepted" });
  const other = await run("check", join(bank, "fincen/sar-batch.xml"), "--profile", "fincen", "--reference", "R-1");
  expect([other.status, other.stderr]).toEqual([2, expect.stringContaining("--reference")]);
});

describe("a report's life", () => {
  test("sent, sent again, amended, withdrawn", async () => {
    expect((await run("ingest", "str", report, ...ghana, ...submitted)).status).toBe(0);
    expect(await movedGhs()).toEqual(["15400050", "1000"]);
    const again = await run("ingest", "str", report, ...ghana, ...submitted, "--json");
    expect(JSON.parse(again.stdout).reports).toMatchObject([{ outcome: "complete", added: "0" }]);
    const conflict = await run("ingest", "str", amended, ...ghana, ...submitted);
    expect(conflict.status).toBe(3);
    expect(await movedGhs()).toEqual(["15400050", "1000"]);
    expect((await run("ingest", "str", amended, ...ghana, ...submitted, "--revision", "2")).status).toBe(0);
    expect(await movedGhs()).toEqual(["15400075", "1000"]);
    const listed = await run("reports", "list", "--json");
    expect(JSON.parse(listed.stdout).reports).toMatchObject([
      { number: "1", status: "superseded", reference: "FIX-GH-2025-001" },
      { number: "2", status: "accepted" },
    ]);
    const dayReceived = new Date(Number(JSON.parse(listed.stdout).reports[1].receivedAt) / 1000).toISOString().slice(0, 10);
    const knownToday = await run("reports", "list", "--known-on", dayReceived, "--json");
    expect(JSON.parse(knownToday.stdout).reports).toMatchObject([{ number: "2" }]);
    const withdrawal = ["--author", "Officer 77", "--reason", "sent to the wrong FIU"];
    expect((await run("reports", "withdraw", "FIX-GH-2025-001", ...submitted, ...withdrawal)).status).toBe(0);
    expect(await movedGhs()).toEqual([]);
    expect((await run("ingest", "str", report, ...ghana, ...submitted, "--revision", "3")).status).toBe(0);
    expect(await movedGhs()).toEqual(["15400050", "1000"]);
    const last = await run("reports", "withdraw", "FIX-GH-2025-001", ...submitted, ...withdrawal, "--up-to", "all");
    expect([last.status, await movedGhs()]).toEqual([0, []]);
    expect(JSON.parse((await run("reports", "list", "--known-on", "2020-01-01", "--json")).stdout).reports).toEqual([]);
  });

  test("without its key the ledger answers, and what reports say does not: exit code 6", async () => {
    renameSync(`${store}.key`, join(folder.path, "elsewhere"));
    expect(await movedGhs()).toEqual([]);
    const listed = await run("reports", "list");
    expect([listed.status, listed.stderr]).toEqual([6, expect.stringContaining("KEY_MISSING")]);
    const elsewhere = await runCommand(["reports", "list", "--store", store], {
      env: { TRIBUTARY_KEY: join(folder.path, "elsewhere") },
    });
    expect(elsewhere.status, elsewhere.stderr).toBe(0);
    renameSync(join(folder.path, "elsewhere"), `${store}.key`);
  });

  test("is written again as goAML, and never over a file", async () => {
    expect((await run("ingest", "str", report, ...ghana, "--submitter", "re-02")).status).toBe(0);
    const out = join(folder.path, "again.xml");
    const write = ["reports", "write", "--submitter", "re-02", "--reference", "FIX-GH-2025-001", ...ghana, "--out", out];
    expect((await run(...write)).status).toBe(0);
    expect(readFileSync(out, "utf8")).toContain("<amount_local>154000.50</amount_local>");
    expect((await run(...write)).status).toBe(2);
    expect((await run("check", out, ...ghana)).status).toBe(0);
  });
});

test("every format's own example is accepted", async () => {
  const examples: readonly (readonly string[])[] = [
    ["str", "fincen/sar-batch.xml", "--profile", "fincen"],
    ["str", "fintrac/str.json", "--profile", "fintrac", "--zone-offset=-05:00"],
    ["payments", "iso20022/pacs-008-payments.xml", "--profile", "iso20022"],
    ["payments", "table/movements.xlsx", "--map", join(bank, "table/movements.yaml")],
  ];
  for (const [kind = "", file = "", ...options] of examples) {
    const ingested = await run("ingest", kind, join(bank, file), ...options, "--submitter", "bank-01");
    expect(ingested.status, `${file}: ${ingested.stdout}${ingested.stderr}`).toBe(0);
  }
});

test("SWIFT MT is read in the encoding that is stated, and no other format takes one", async () => {
  const path = join(folder.path, "thai.mt");
  const message = (name: Uint8Array): Buffer =>
    Buffer.concat([
      Buffer.from(":20:REF1\r\n:23B:CRED\r\n:32A:240301THB100,\r\n:50K:/111\r\n"),
      name,
      Buffer.from("\r\n:57A:TESTTHBK\r\n:59:/222\r\nSOMEBODY\r\n:71A:SHA\r\n"),
    ]);
  writeFileSync(path, message(Uint8Array.of(0xca, 0xc1, 0xaa, 0xd2, 0xc2)));
  expect((await run("check", path, "--profile", "swift-mt", "--encoding", "windows-874")).stdout).toContain("accepted");
  expect((await run("check", path, "--profile", "swift-mt")).status).not.toBe(0);
  expect((await run("check", path, "--profile", "swift-mt", "--encoding", "windows-999")).status).toBe(2);
  expect((await run("check", report, ...ghana, "--encoding", "utf-8")).status).toBe(2);
});

test("people are judged with an author, and the judgement can be withdrawn", async () => {
  const proposed = JSON.parse((await run("people", "propose", "--json")).stdout);
  const [pair] = proposed.proposals;
  const judged = await run(
    "people",
    "judge",
    pair.left,
    pair.right,
    "--answer",
    "different",
    "--author",
    "A",
    "--evidence",
    "two cards",
    "--json",
  );
  expect(judged.status, judged.stderr).toBe(0);
  const { judgement, ...weighed } = JSON.parse(judged.stdout);
  expect(weighed).toEqual({ model: pair.evidence.model, weight: expect.stringMatching(/^-?[0-9]+\.[0-9]{3}$/) });
  expect(proposed.parties[pair.left]).toMatchObject({ report: { submitter: expect.any(String), reference: expect.any(String) } });
  expect(JSON.parse((await run("people", "propose", "--json")).stdout).proposals.length).toBeLessThan(proposed.proposals.length);
  expect((await run("people", "withdraw", judgement, "--author", "A", "--reason", "one card")).status).toBe(0);
  expect(
    (await run("people", "judge", pair.left, pair.left, "--answer", "same", "--author", "A", "--evidence", "x")).status,
  ).toBe(2);
  const determined = [
    "--status",
    "possible",
    "--authority",
    "Ministry",
    "--on",
    "2026-03-01",
    "--author",
    "A",
    "--evidence",
    "statement 7",
  ];
  expect((await run("people", "determine", pair.left, ...determined)).status).toBe(0);
  expect((await run("people", "standing", pair.left)).stdout).toContain("protected");
  const { isProtected, report: of } = proposed.parties[pair.left];
  const marked = JSON.parse((await run("people", "propose", "--json")).stdout).parties[pair.left];
  expect([isProtected, marked.isProtected]).toEqual([false, true]);
  const listed = await run("people", "list", "--submitter", of.submitter, "--reference", of.reference, "--json");
  expect(JSON.parse(listed.stdout).parties.map(({ partyId }: { partyId: string }) => partyId)).toContain(pair.left);
  const mistyped = await run("people", "standing", "0".repeat(64));
  expect([mistyped.status, mistyped.stdout]).toEqual([2, ""]);
  expect(readdirSync(store).sort()).toEqual(["commits.log", "tributary.duckdb"]);
});
