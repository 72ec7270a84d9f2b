import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SubmissionScope } from "@tributary/bank-kit";
import { digestBytes, type Finding, formatInstant } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fintracLimits } from "./fintrac-limits.ts";
import { fintracFormat } from "./ingest-fintrac.ts";
import { readFintrac } from "./read-fintrac.ts";

const fixture = readFileSync(join(resolve(import.meta.dirname, "../../.."), "fixtures/bank/fintrac/str.json"), "utf8");

interface Reading {
  readonly items: readonly IngestItem[];
  readonly scope: SubmissionScope;
}

interface Options {
  readonly piece?: number;
  readonly zoneOffset?: string;
  readonly bytesMax?: number;
}

async function read(file: string | Uint8Array, options: Options = {}): Promise<Reading> {
  const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
  const { piece = 65_536, zoneOffset, bytesMax = fintracLimits.bytesMax } = options;
  const context = { file: "str.json", fileSha256: digestBytes(bytes), submitter: "re-01", format: "fintrac" };
  const submission = new SubmissionScope({ ...context, profile: "fintrac-str-v1", versionNumber: 1n, country: "CA" });
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  }
  const items: IngestItem[] = [];
  const source = { bytes: pieces(), submission, zoneOffset, limits: { ...fintracLimits, bytesMax } };
  for await (const item of readFintrac(source)) items.push(item);
  return { items, scope: submission };
}

const rowsOf = ({ items }: Reading) => items.flatMap((item) => ("rows" in item ? [item.rows] : []));
const findingsOf = ({ items }: Reading): readonly Finding[] => items.flatMap((item) => ("findings" in item ? item.findings : []));
const warningsOf = ({ items }: Reading): readonly Finding[] =>
  items.flatMap((item) => ("rows" in item ? (item.warnings ?? []) : []));
const transfersOf = (reading: Reading) => rowsOf(reading).flatMap(({ transfers = [] }) => transfers);
const shapesOf = (reading: Reading) => rowsOf(reading).flatMap(({ payments = [] }) => payments.map(({ shape }) => shape));

const account = (number: string) => ({ financialInstitutionNumber: "901", branchNumber: "1", number, holders: [] });
const leg = (number: string | null, amount: string | null = "10.00", more: object = {}) => ({
  details: {
    ...(amount === null ? {} : { amount }),
    currencyCode: "CAD",
    ...(number === null ? {} : { account: account(number) }),
    ...more,
  },
});
const when = { dateOfTransaction: "2025-03-10", timeOfTransaction: "08:15:00-05:00", attemptedTransactionIndicator: false };

interface Parts {
  readonly from?: readonly object[];
  readonly to?: readonly object[];
  readonly details?: object;
}

const transaction = ({ from = [leg("1")], to = [leg("2")], details = when }: Parts = {}) => ({
  suspiciousTransactionDetails: { reportingEntityTransactionReference: "T-1", ...details },
  startingActions: from,
  completingActions: to,
});
const report = (...transactions: readonly object[]) =>
  JSON.stringify({ reportDetails: { reportingEntityReportReference: "R-1" }, definitions: [], transactions }, null, 1);

describe("a report", () => {
  test("gives parties as defined, once, and the people inside organisations", async () => {
    const reading = await read(fixture);
    expect([findingsOf(reading), warningsOf(reading)]).toEqual([[], []]);
    const [heading] = rowsOf(reading);
    expect(heading?.reportVersions).toMatchObject([
      { reference: "FIX-CA-2025-001", number: 1n, action: "Account closed.", reportCode: "102" },
    ]);
    const parties = rowsOf(reading).flatMap((rows) => rows.parties ?? []);
    expect(parties.map(({ kind, name, path }) => [kind, name, path])).toEqual([
      ["person", "Norberta Samplesson", "/definitions/0"],
      ["entity", "Invented Staffing Inc", "/definitions/1"],
      ["person", "Max Exampleton", "/definitions/1/directorsOfCorporation/0"],
      ["person", "Norberta Samplesson", "/definitions/2"],
      ["entity", "Invented Staffing Inc", "/definitions/3"],
      ["entity", "Invented Staffing Inc", "/definitions/4"],
    ]);
    expect(parties[0]?.details).toEqual({
      otherNames: ["Berta"],
      phones: ["613-555-0101"],
      addresses: ["1, Invented Road, Ottawa, ON, CA"],
      nationalities: ["TH"],
      documents: [{ kind: "type-3", number: "AA000001", country: "TH" }],
      birthDate: "1990-07-01",
      residenceCountry: "CA",
      occupation: "Nurse",
    });
    expect(heading?.indicators?.map(({ code }) => code)).toEqual(["suspicion:1", "project:7"]);
  });

  test("makes a transfer of one starting and one completing action with both accounts", async () => {
    const [transfer, ...others] = transfersOf(await read(fixture));
    expect(others).toEqual([]);
    expect(transfer).toMatchObject({
      from: "bank:CA-901-00012:0001234",
      to: "bank:CA-902-00034:7654321",
      asset: "iso4217:CAD",
      atoms: 150_050n,
      precision: "second",
      basis: "booking",
    });
    expect(transfer && formatInstant(transfer.occurredAt)).toBe("2025-03-10T13:15:00.000000Z");
    expect(transfer?.id).toMatch(/^br-[0-9a-f]{32}$/);
  });

  test("keeps several on a side as one payment with its legs as written", async () => {
    const reading = await read(fixture);
    expect(shapesOf(reading)).toEqual(["two-sided", "many"]);
    const legs = rowsOf(reading)
      .at(-1)
      ?.involvements?.map(({ role, account: own, amount, currency }) => [role, own, amount, currency]);
    expect(legs).toEqual([
      ["from", "bank:CA-902-00034:7654321", "900.00", "CAD"],
      ["source-of-funds", "bank:CA-902-00034:7654321", null, null],
      ["from", null, "600.5", "CAD"],
      ["to", null, "1040.123456", "USDT"],
      ["receiving-address", "tron:0x2b6653dc:TCm5adAyieZjvavmrR1Y7R7URD11CheYYE", null, null],
    ]);
  });

  test("names every part by the party that definitions has", async () => {
    const rows = rowsOf(await read(fixture));
    const ids = new Set(rows.flatMap(({ parties = [] }) => parties.map(({ id }) => id)));
    const parts = rows.at(-2)?.involvements?.filter(({ partyId }) => partyId !== null) ?? [];
    expect(parts.map(({ role }) => role).toSorted()).toEqual(["beneficiary", "conductor", "holder", "holder"]);
    for (const { partyId } of parts) expect(partyId !== null && ids.has(partyId)).toBe(true);
  });

  test("finds hashes and wallets where they stand", async () => {
    const mentions = rowsOf(await read(fixture)).flatMap((rows) => rows.mentions ?? []);
    expect(mentions.map(({ kind, path }) => [kind, path])).toEqual([
      ["tron-address", "/detailsOfSuspicion/descriptionOfSuspiciousActivity"],
      ["email", "/transactions/0/startingActions/0/conductors/0/details/emailAddress"],
      ["hash", "/transactions/1/completingActions/0/details/virtualCurrencyTransactionIds/0"],
      ["tron-address", "/transactions/1/completingActions/0/details/receivingVirtualCurrencyAddresses/0"],
    ]);
  });

  test("is the same however its bytes come, and complete at its end", async () => {
    const whole = await read(fixture);
    expect((await read(fixture, { piece: 7 })).items).toEqual(whole.items);
    expect(whole.scope.completions()).toHaveLength(1);
  });

  test("may be one of several in a file", async () => {
    const second = report(transaction()).replace("R-1", "R-2");
    const reading = await read(`[${report(transaction())},${second}]`);
    expect(rowsOf(reading).flatMap(({ reportVersions = [] }) => reportVersions.map(({ reference }) => reference))).toEqual([
      "R-1",
      "R-2",
    ]);
    expect(transfersOf(reading)).toHaveLength(2);
  });
});

describe("no transfer is invented", () => {
  test.each([
    ["without an account on a side", { to: [leg(null)] }, "roles"],
    ["of an exchange", { to: [leg("2", "9.50")] }, "roles"],
    ["of two currencies", { to: [leg("2", "10.00", { currencyCode: "USD" })] }, "roles"],
    ["of virtual currency", { to: [leg("2", "10.00", { virtualCurrencyTypeCode: "BTC" })] }, "roles"],
    ["without any amount", { from: [leg("1", null)], to: [leg("2", null)] }, "roles"],
    ["of an attempt", { details: { ...when, attemptedTransactionIndicator: true } }, "not-moved"],
    ["from two to one", { from: [leg("1"), leg("3")] }, "many"],
    ["from one to two", { to: [leg("2"), leg("3")] }, "many"],
    ["to nobody", { to: [] }, "roles"],
  ] as const)("%s", async (_, parts, shape) => {
    const reading = await read(report(transaction(parts)));
    expect(findingsOf(reading)).toEqual([]);
    expect([transfersOf(reading), shapesOf(reading)]).toEqual([[], [shape]]);
  });

  test.each(["-", "000", "N/A"])("an account called %j is none", async (number) => {
    const reading = await read(report(transaction({ from: [leg(number)] })));
    expect([transfersOf(reading), shapesOf(reading)]).toEqual([[], ["roles"]]);
  });

  test.each([
    ["an amount without a currency", { amount: "99.00", currencyCode: undefined }],
    ["a currency without an amount", { amount: undefined, currencyCode: "USD" }],
  ])("%s on one side that is not the other's makes no transfer", async (_, details) => {
    const reading = await read(report(transaction({ from: [leg("1", null, details)] })));
    expect([transfersOf(reading), shapesOf(reading)]).toEqual([[], ["roles"]]);
  });

  test("an amount that one side alone states is enough", async () => {
    expect(transfersOf(await read(report(transaction({ to: [leg("2", null)] }))))).toMatchObject([{ atoms: 1_000n }]);
  });

  test("a day without a time needs a stated offset", async () => {
    const body = report(transaction({ details: { dateOfTransaction: "2025-03-10" } }));
    expect(findingsOf(await read(body))).toMatchObject([{ code: "TIME_WITHOUT_OFFSET" }]);
    const [transfer] = transfersOf(await read(body, { zoneOffset: "-05:00" }));
    expect(transfer).toMatchObject({ precision: "day" });
    expect(transfer && formatInstant(transfer.occurredAt)).toBe("2025-03-10T05:00:00.000000Z");
  });
});

describe("what is wrong is told with its place", () => {
  test.each([
    ["an amount", { from: [leg("1", "1e3")] }, ["AMOUNT_NOT_DECIMAL", "/transactions/0/startingActions/0/details/amount"]],
    ["too many decimals", { from: [leg("1", "1.001")], to: [leg("2", "1.001")] }, ["AMOUNT_TOO_PRECISE", ".../amount"]],
    ["a currency", { to: [leg("2", "10.00", { currencyCode: "ZZZ" })] }, ["ASSET_UNKNOWN_FORM", ".../currencyCode"]],
    ["a day", { details: { ...when, dateOfTransaction: "2025-02-30" } }, ["TIME_UNREADABLE", ".../dateOfTransaction"]],
    ["a time", { details: { ...when, timeOfTransaction: "25:00:00-05:00" } }, ["TIME_UNREADABLE", ".../timeOfTransaction"]],
    [
      "a party that nobody defines",
      { from: [{ ...leg("1"), conductors: [{ typeCode: 5, refId: "X" }] }] },
      ["VALUE_UNREADABLE", ".../conductors/0"],
    ],
    [
      "an object where text belongs",
      { from: [leg("1", "10.00", { currencyCode: {} })] },
      ["VALUE_UNREADABLE", ".../currencyCode"],
    ],
    [
      "text where a list belongs",
      { from: [leg("1", "10.00", { sendingVirtualCurrencyAddresses: "x" })] },
      ["VALUE_UNREADABLE", ".../sendingVirtualCurrencyAddresses"],
    ],
    ["no day", { details: {} }, ["FIELD_MISSING", ".../dateOfTransaction"]],
  ] as const)("%s keeps the transaction apart", async (_, parts, [code, path]) => {
    const body = report(transaction(parts), transaction({ details: { ...when, reportingEntityTransactionReference: "T-9" } }));
    const reading = await read(body);
    const findings = findingsOf(reading);
    expect(findings.map((finding) => finding.code)).toContain(code);
    expect(findings[0]?.where.path?.endsWith(path.replace("...", ""))).toBe(true);
    const line = findings[0]?.where.line ?? 0;
    const key = findings[0]?.where.path?.split("/").at(-1) ?? "";
    if (code !== "FIELD_MISSING" && !/^\d/.test(key)) expect(body.split("\n")[line - 1]).toContain(`"${key}"`);
    expect(transfersOf(reading)).toHaveLength(1);
  });

  test("all faults of a transaction at once", async () => {
    const reading = await read(
      report(transaction({ from: [leg("1", "x")], to: [leg("2", "y")], details: { dateOfTransaction: "z" } })),
    );
    expect(findingsOf(reading).map(({ code }) => code)).toEqual(["TIME_UNREADABLE", "AMOUNT_NOT_DECIMAL", "AMOUNT_NOT_DECIMAL"]);
  });

  test("a reference twice in a report; the first one loads", async () => {
    const reading = await read(report(transaction(), transaction()));
    expect(findingsOf(reading)).toMatchObject([{ code: "RECORD_CONFLICT", where: { record: "T-1" } }]);
    expect(transfersOf(reading)).toHaveLength(1);
  });

  test("a party defined under another type alone is meant, with a warning", async () => {
    const conductor = { ...leg("1"), conductors: [{ typeCode: 5, refId: "P" }] };
    const body = report(transaction({ from: [conductor] }));
    const once = '"definitions": [{"typeCode": 3, "refId": "P"}]';
    const twice = '"definitions": [{"typeCode": 3, "refId": "P"}, {"typeCode": 1, "refId": "P"}]';
    const reading = await read(body.replace('"definitions": []', once));
    expect(warningsOf(reading)).toMatchObject([{ code: "VALUE_UNREADABLE", found: 'refId "P" with typeCode 5' }]);
    expect(findingsOf(await read(body.replace('"definitions": []', twice)))).toMatchObject([{ code: "VALUE_UNREADABLE" }]);
  });

  test("a definition that cannot be read keeps itself and who refers to it apart, and nobody else", async () => {
    const conductor = { ...leg("1"), conductors: [{ typeCode: 5, refId: "P" }] };
    const other = transaction({ details: { ...when, reportingEntityTransactionReference: "T-2" } });
    const body = report(transaction({ from: [conductor] }), other);
    const bad =
      '"definitions": [{"typeCode": 5, "refId": "P", "alias": []}, {"typeCode": 5, "refId": "Q"}, {"typeCode": 5, "refId": "Q"}]';
    const reading = await read(body.replace('"definitions": []', bad));
    expect(findingsOf(reading).map(({ code, where }) => [code, where.path])).toEqual([
      ["VALUE_UNREADABLE", "/definitions/0/alias"],
      ["RECORD_CONFLICT", "/definitions/2"],
      ["VALUE_UNREADABLE", "/transactions/0/startingActions/0/conductors/0"],
    ]);
    expect(transfersOf(reading)).toHaveLength(1);
  });

  test("a definition that cannot be read is not replaced by its namesake of another type", async () => {
    const reading = await read(fixture.replace('"1990-07-01"', '["1990-07-01"]'));
    expect(findingsOf(reading).map(({ where }) => where.path)).toEqual([
      "/definitions/0/dateOfBirth",
      "/transactions/0/startingActions/0/conductors/0",
    ]);
  });

  test("every value of a report stands in one of its records", async () => {
    const contents = rowsOf(await read(fixture)).flatMap(({ reportRecords = [] }) => reportRecords.map(({ content }) => content));
    const paths = contents.flatMap((content): [string, string][] => JSON.parse(content)).map(([path]) => path);
    expect(new Set(paths).size).toBe(paths.length);
    const count = (value: unknown): number =>
      typeof value === "object" && value !== null && Object.keys(value).length > 0
        ? Object.values(value).reduce((sum: number, inner) => sum + count(inner), 0)
        : 1;
    expect(paths).toHaveLength(count(JSON.parse(fixture)));
  });

  test("unknown keys, a damaged address, an account of nobody and a later submission load with warnings", async () => {
    const damaged = {
      receivingVirtualCurrencyAddresses: ["TCm5adAyieZjvavmrR1Y7R7URD11CheYYF"],
      account: { number: "5", holders: [] },
    };
    const text = report({ ...transaction({ to: [leg(null, "10.00", damaged)] }), StartingActions: [] });
    const reading = await read(text.replace('"reportDetails": {', '"reportDetails": { "submitTypeCode": 2,'));
    expect(findingsOf(reading)).toEqual([]);
    expect(warningsOf(reading).map(({ code }) => code)).toEqual([
      "VALUE_UNREADABLE",
      "FIELD_UNKNOWN",
      "FIELD_MISSING",
      "ACCOUNT_CHECKSUM",
    ]);
  });

  test.each([
    [
      "a key twice",
      report(transaction()).replace('"transactions": [', '"transactions": [], "transactions": ['),
      "RECORD_CONFLICT",
    ],
    ["broken JSON", '{"reportDetails": {,', "FILE_UNREADABLE"],
    ["a file that breaks off", fixture.slice(0, 900), "FILE_TRUNCATED"],
    ["too deep", "[".repeat(100), "FILE_TOO_LARGE"],
    ["no report", '["a"]', "VALUE_UNREADABLE"],
  ])("%s refuses the file", async (_, text, code) => {
    const reading = await read(text);
    expect(findingsOf(reading).filter(({ severity }) => severity === undefined)).toMatchObject([{ code }]);
    expect(rowsOf(reading)).toEqual([]);
    expect(reading.scope.completions()).toEqual([]);
  });

  test("bytes that are no UTF-8, and more bytes than are read", async () => {
    expect(findingsOf(await read(Uint8Array.from([0x7b, 0x0a, 0xff])))).toMatchObject([
      { code: "FILE_UNREADABLE", where: { line: 2 } },
    ]);
    expect(findingsOf(await read(fixture, { bytesMax: 100 }))).toMatchObject([{ code: "FILE_TOO_LARGE" }]);
  });

  test("a key that the language treats otherwise is data", async () => {
    const reading = await read(
      report(transaction()).replace('"reportDetails"', '"__proto__": {"definitions": []}, "reportDetails"'),
    );
    expect(warningsOf(reading).map(({ found }) => found)).toContain('the key "__proto__"');
    expect(transfersOf(reading)).toHaveLength(1);
  });

  test("an offset that is none is refused", () => {
    expect(() => fintracFormat({ zoneOffset: "EST" })).toThrow("USAGE");
  });
});

test("a mutated file gives items or findings, and never anything else", async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(fixture.length - 1), fc.nat(20), fc.string({ maxLength: 3 }), async (at, cut, insert) => {
      const { items } = await read(`${fixture.slice(0, at)}${insert}${fixture.slice(at + cut)}`);
      expect(items.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});
