import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { WriteFinding, WriteResult } from "../write-result.ts";
import { type WriteTables, writeTables } from "./write-tables.ts";

let folder = "";
let output = "";

const header = [
  "reporting_entity: 42",
  "submission: E",
  "report_type: STR",
  "reference: R-1",
  "date: 2025-03-11",
  "local_currency: LKR",
].join("\n");
const transfers = [
  "number,description,time,channel,amount,from_account,from_funds,from_country,to_account,to_funds,to_country",
  "T1,Online payment,2025-03-10T08:15:00,INTR,1500.00,saver,cash,LK,wallet,virtual-asset,SG",
  "T2,Counter,2025-03-10,BRCH,20,saver,cash,LK,saver,cash,LK",
].join("\n");
const accounts = [
  "account,my_client,institution,institution_code,branch,number,currency,type,status",
  "saver,yes,Synthetic Bank,0001,001,0001234567,LKR,SAVG,ACTV",
  "wallet,no,Example Exchange,VASP-1,,USER-42,,wallet,",
].join("\n");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-tables-"));
  output = join(folder, "out.xml");
  put("header.yaml", header);
  put("transfers.csv", transfers);
  put("accounts.csv", accounts);
  put("indicators.csv", "indicator\nSTR\n");
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function put(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

const write = (options: Partial<WriteTables> = {}): Promise<WriteResult> =>
  writeTables({ folder, output, profile: "goaml-lk-1.1.4", ...options });

const places = (findings: readonly WriteFinding[]): readonly string[] =>
  findings.map(({ code, where }) => `${code} ${where.file}:${where.line ?? "-"} ${where.path ?? ""}`);

test("codes go by neutral words, amounts keep their atoms, a day is its midnight", async () => {
  expect(await write()).toMatchObject({ outcome: "written", transactions: 2n, findings: [] });
  const text = readFileSync(output, "utf8");
  expect(text).toContain("<from_funds_code>CASH</from_funds_code>");
  expect(text).toContain("<to_funds_code>VRTL</to_funds_code>");
  expect(text).toContain("<personal_account_type>DIGW</personal_account_type>");
  expect(text).toContain("<amount_local>20.00</amount_local>");
  expect(text).toContain("<date_transaction>2025-03-10T00:00:00</date_transaction>");
});

test("the same tables give the same file", async () => {
  const first = await write();
  const second = await write({ output: join(folder, "again.xml.out") });
  expect(second.file?.sha256).toBe(first.file?.sha256);
});

describe("what is missing", () => {
  test("is told all at once with row, column and element; no file stands, and nothing is made up", async () => {
    put("header.yaml", header.replace("report_type: STR\n", ""));
    put("transfers.csv", transfers.replace("Counter", "").replace(",SG", ","));
    put("accounts.csv", accounts.replace("001,0001234567", ",0001234567").replace("ACTV", ""));
    rmSync(join(folder, "indicators.csv"));
    const { findings, outcome, file } = await write();
    expect([outcome, file, existsSync(output)]).toEqual(["refused", null, false]);
    expect(readdirSync(folder).some((name) => name.endsWith(".part"))).toBe(false);
    expect([...places(findings)].sort()).toEqual(
      [
        "FIELD_MISSING header.yaml:- report_type",
        "FIELD_MISSING header.yaml:- rows of indicators.csv",
        "FIELD_MISSING transfers.csv:2 to_country",
        "FIELD_MISSING transfers.csv:3 description",
        "FIELD_MISSING accounts.csv:2 branch",
        "FIELD_MISSING accounts.csv:2 status",
      ].sort(),
    );
    const country = findings.find(({ where }) => where.path === "to_country");
    expect(country?.goamlPath).toBe("/report/transaction[1]/t_to/to_country");
    expect(country?.where.record).toBe("T1");
    expect(findings.find(({ where }) => where.path === "report_type")?.allowed).toContain("STR");
  });

  test("of a side, an account's holder or the header itself names what would say it", async () => {
    put("transfers.csv", transfers.replace("wallet,virtual-asset,SG", ",,"));
    rmSync(join(folder, "header.yaml"));
    const { findings } = await write();
    expect(places(findings)).toContain("FIELD_MISSING transfers.csv:2 to_account or to_party");
    expect(places(findings)).toContain("FIELD_MISSING header.yaml:- local_currency");
  });
});

describe("a wrong cell", () => {
  test.each([
    ["an unknown code", "channel", "BRCH", "BRCHX", "VALUE_UNREADABLE"],
    ["an amount with an exponent", "amount", ",20,", ",2e1,", "AMOUNT_NOT_DECIMAL"],
    ["an amount below zero", "amount", ",20,", ",-20,", "AMOUNT_NEGATIVE"],
    ["an amount of nothing", "amount", ",20,", ",0.00,", "VALUE_UNREADABLE"],
    ["more decimals than the currency has", "amount", ",20,", ",20.001,", "AMOUNT_TOO_PRECISE"],
    ["a day that does not exist", "time", "2025-03-10,BRCH", "2025-02-30,BRCH", "TIME_UNREADABLE"],
    ["a day in another order", "time", "2025-03-10,BRCH", "10/03/2025,BRCH", "TIME_UNREADABLE"],
    ["another country's offset", "time", "2025-03-10,BRCH", "2025-03-10T00:00:00Z,BRCH", "TIME_UNREADABLE"],
    ["a formula", "description", "Counter", '"=HYPERLINK(""x"")"', "VALUE_UNREADABLE"],
    ["a formula that begins with a sign", "description", "Counter", "+cmd|x", "VALUE_UNREADABLE"],
    ["a control character", "description", "Counter", "a\u0001b", "VALUE_UNREADABLE"],
    ["an account that is nowhere", "to_account", "LK,saver,cash,LK", "LK,nobody,cash,LK", "VALUE_UNREADABLE"],
    ["a number that stands twice", "number", "T2", "T1", "RECORD_CONFLICT"],
  ])("with %s is told with its place", async (...row) => {
    const [, column, from, to, code] = row;
    put("transfers.csv", transfers.replace(from, to));
    const { findings, outcome } = await write();
    expect(outcome).toBe("refused");
    expect(places(findings)).toContain(`${code} transfers.csv:3 ${column}`);
  });

  test("keeps its transfer out of a partial file, and the others stand in it", async () => {
    put("transfers.csv", transfers.replace(",20,", ",2e1,"));
    const result = await write({ isPartial: true });
    expect(result).toMatchObject({ outcome: "written", transactions: 1n, leftOut: 1n });
    expect(places(result.findings)).toContain("AMOUNT_NOT_DECIMAL transfers.csv:3 amount");
    expect(readFileSync(output, "utf8")).not.toContain("T2");
  });

  test("of an account keeps out every transfer that names it, and is told once", async () => {
    put("accounts.csv", accounts.replace("VASP-1", ""));
    const result = await write({ isPartial: true });
    expect(result).toMatchObject({ outcome: "written", transactions: 1n, leftOut: 1n });
    expect(places(result.findings)).toEqual(["FIELD_MISSING accounts.csv:3 institution_code or swift"]);
  });

  test("of the header lets no partial file stand either", async () => {
    put("header.yaml", header.replace("LKR", "USD"));
    const result = await write({ isPartial: true });
    expect(result.outcome).toBe("refused");
    expect(places(result.findings)).toContain("VALUE_UNREADABLE header.yaml:6 local_currency");
  });
});

describe("a table", () => {
  test.each([
    [
      "a column that nothing reads",
      "transfers.csv",
      transfers.replace("to_country", "country"),
      "FIELD_UNKNOWN transfers.csv:1 country",
    ],
    ["a column twice", "transfers.csv", transfers.replace("to_country", "number"), "VALUE_UNREADABLE transfers.csv:1 number"],
    ["no key column", "accounts.csv", accounts.replace("account,", "acc,"), "FIELD_MISSING accounts.csv:1 account"],
    ["a key twice", "accounts.csv", `${accounts}\nsaver,yes,,,,,,,`, "RECORD_CONFLICT accounts.csv:4 account"],
    ["roles of no transfer", "roles.csv", "transfer,role,account\nT9,PYEE,saver\n", "VALUE_UNREADABLE roles.csv:2 transfer"],
    ["holders of nothing", "holders.csv", "owner,party\nnobody,nobody\n", "VALUE_UNREADABLE holders.csv:2 owner"],
    ["bytes behind a break", "transfers.csv", `${transfers}\n"T3,`, "FILE_TRUNCATED transfers.csv:4 "],
    ["a name that nothing reads", "transfers2.csv", transfers, "FIELD_UNKNOWN transfers2.csv:- "],
  ])("with %s is refused, in part too", async (...row) => {
    const [, name, text, place] = row;
    put(name, text);
    const result = await write({ isPartial: true });
    expect(places(result.findings)).toContain(place);
    expect([result.outcome, existsSync(output)]).toEqual(["refused", false]);
  });

  test("with rows that nothing names is written, and the rows are told", async () => {
    put("parties.csv", "party,kind,first_name,last_name\nunused,person,Nimal,Imaginary\n");
    const result = await write();
    expect(result.outcome).toBe("written");
    expect(result.findings).toMatchObject([{ severity: "warning", where: { file: "parties.csv", line: 2 } }]);
  });

  test("with roles and sides for one transfer is refused", async () => {
    put("roles.csv", "transfer,role,account,funds,country\nT1,PYEE,saver,cash,LK\n");
    expect(places((await write()).findings)).toContain("VALUE_UNREADABLE roles.csv:2 ");
  });
});

test("a payment in which the bank has no customer is written with a warning", async () => {
  put("transfers.csv", transfers.replace("saver,cash,LK,wallet,", "wallet,cash,LK,wallet,"));
  const result = await write();
  expect(result.findings).toMatchObject([
    { severity: "warning", found: "no side of the bank's own customer", where: { line: 2 } },
  ]);
});

test("what the FIU asks for beyond its structure is told, and a file that is too large for it", async () => {
  const shipped = JSON.parse(readFileSync(join(import.meta.dirname, "../../../profiles/goaml-lk-1.1.4.json"), "utf8"));
  const own = join(folder, "own.json");
  const sizeLimits = { fileBytesMax: 100, reportBytesMax: 100 };
  const mandatory = [{ element: "report/reason", reason: "it holds the narrative" }];
  writeFileSync(own, JSON.stringify({ ...shipped, id: "own", mandatory, sizeLimits }));
  const first = await write({ profile: own });
  expect(places(first.findings)).toEqual(["FIELD_MISSING header.yaml:- reason"]);
  put("header.yaml", `${header}\nreason: told`);
  const second = await write({ profile: own });
  expect(second.outcome).toBe("written");
  expect(second.findings).toMatchObject([{ code: "FILE_TOO_LARGE", severity: "warning" }]);
});

test("a file of that name is never overwritten", async () => {
  put("out.xml", "old");
  await expect(write()).rejects.toMatchObject({ code: "USAGE" });
  expect(readFileSync(output, "utf8")).toBe("old");
});

test("an edition without ReportData, and an unknown profile, are usage errors", async () => {
  await expect(write({ document: "reportdata" })).rejects.toMatchObject({ code: "USAGE" });
  await expect(write({ profile: "goaml-xx" })).rejects.toMatchObject({ code: "USAGE" });
});
