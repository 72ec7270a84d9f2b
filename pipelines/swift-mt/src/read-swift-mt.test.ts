import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { SubmissionScope } from "@tributary/bank-kit";
import { digestBytes, type Finding, formatInstant } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { swiftMtFormat } from "./ingest-swift-mt.ts";
import { readSwiftMt, type SwiftMtSource } from "./read-swift-mt.ts";
import { swiftMtLimits } from "./swift-mt-limits.ts";

const fixtures = join(resolve(import.meta.dirname, "../../.."), "fixtures/bank/swift-mt");
const fixture = (name: string): string => readFileSync(join(fixtures, name), "utf8");

interface Reading {
  readonly items: readonly IngestItem[];
  readonly scope: SubmissionScope;
}

interface Options extends Pick<SwiftMtSource, "encoding" | "limits"> {
  readonly piece?: number;
  /** Null where none is stated. */
  readonly zoneOffset?: string | null;
}

async function read(file: string | Uint8Array, options: Options = {}): Promise<Reading> {
  const { piece = 65_536, zoneOffset = "+07:00", ...others } = options;
  const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
  const context = { file: "f.fin", fileSha256: digestBytes(bytes), submitter: "re-01", format: "swift-mt", profile: "swift-mt" };
  const scope = new SubmissionScope({ ...context, versionNumber: 1n, country: null });
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece);
  }
  const items: IngestItem[] = [];
  for await (const item of readSwiftMt({ bytes: pieces(), submission: scope, zoneOffset: zoneOffset ?? undefined, ...others }))
    items.push(item);
  return { items, scope };
}

const rowsOf = ({ items }: Reading) => items.flatMap((item) => ("rows" in item ? [item.rows] : []));
const transfersOf = (reading: Reading) => rowsOf(reading).flatMap(({ transfers = [] }) => transfers);
const shapesOf = (reading: Reading) => rowsOf(reading).flatMap(({ payments = [] }) => payments.map(({ shape }) => shape));
const partiesOf = (reading: Reading) => rowsOf(reading).flatMap(({ parties = [] }) => parties);
const rolesOf = (reading: Reading) => rowsOf(reading).flatMap(({ involvements = [] }) => involvements.map(({ role }) => role));
const errorsOf = ({ items }: Reading): readonly Finding[] =>
  items.flatMap((item) => ("findings" in item ? item.findings.filter(({ severity }) => severity === undefined) : []));
const warningsOf = ({ items }: Reading): readonly Finding[] =>
  items.flatMap((item) => ("rows" in item ? (item.warnings ?? []) : []));
const shown = (findings: readonly Finding[]) =>
  findings.map(({ code, rule, where }) => `${where.line} ${where.path} ${code} ${rule}`);
const movesOf = (reading: Reading) =>
  transfersOf(reading).map(({ from, to, atoms, asset }) => `${from} > ${to}: ${atoms} ${asset}`);

const payment = (fields: string, end = "-}") => `{1:F01TESTTHB0AXXX0001000001}{2:I103TESTDEF0XXXXN}{4:\n${fields}\n${end}\n`;
const sides = ":50K:/001\nANNA EXAMPLE\n:59:/002\nBERND EXAMPLE\n:71A:SHA";

describe("customer payments", () => {
  test("move between two stated accounts; returns, refused ones and those without accounts are kept", async () => {
    const reading = await read(fixture("payments.rje"));
    expect(errorsOf(reading)).toEqual([]);
    expect(shapesOf(reading)).toEqual(["two-sided", "two-sided", "not-moved", "return", "roles"]);
    expect(movesOf(reading)).toEqual([
      "bank:TESTTHB0:001-2-33445-6 > iban:GB82WEST12345698765432: 125050 iso4217:EUR",
      expect.stringMatching(/^bank:named-[0-9a-f]{16}:001-2-33445-6 > iban:DE89370400440532013000: 8000 iso4217:EUR$/),
    ]);
    const [first] = transfersOf(reading);
    expect(first).toMatchObject({ precision: "day", basis: "value", sequence: 1n });
    expect(transfersOf(reading).map(({ occurredAt }) => formatInstant(occurredAt))[0]).toBe("2025-03-09T17:00:00.000000Z");
  });

  test("name people with what numbered lines say, and doubt lines that may be cut", async () => {
    const reading = await read(fixture("payments.rje"));
    expect(partiesOf(reading)[0]).toMatchObject({
      kind: "person",
      name: "SOMCHAI JAIDEE",
      details: {
        birthDate: "1988-03-14",
        birthPlace: "TH/CHIANG MAI",
        addresses: ["99 SUKHUMVIT 21, TH/BANGKOK 10110"],
        documents: [{ kind: "national-id", number: "1103700000000", country: "TH" }],
      },
    });
    expect(shown(warningsOf(reading))).toEqual([
      "26 /message[2]/33B VALUE_UNREADABLE swift-mt/exchange",
      "32 /message[2]/50K VALUE_UNREADABLE swift-mt/address-cut",
      "36 /message[2]/59 VALUE_UNREADABLE swift-mt/name-cut",
      "40 /message[4] VALUE_UNREADABLE swift-mt/refused",
    ]);
    expect(rowsOf(reading)[0]?.mentions).toMatchObject([
      { kind: "iban", path: "/message[1]/59" },
      { kind: "bitcoin-address", path: "/message[1]/70" },
    ]);
  });

  test("between banks: a cover moves nothing, a payment of its own does; orders and confirmations are roles", async () => {
    const reading = await read(fixture("between-banks.fin"));
    expect(shapesOf(reading)).toEqual(["cover", "two-sided", "not-moved", "not-moved", "roles"]);
    expect(movesOf(reading)).toEqual(["bank:TESTTHB0:own > bank:TESTSGA0:own: 100000000 iso4217:USD"]);
    expect(new Set(rolesOf(reading))).toEqual(
      new Set(["from", "to", "underlying-from", "underlying-to", "agent:57A", "initiator"]),
    );
    expect(shown(errorsOf(reading))).toEqual(["46 /message[5] FILE_UNREADABLE undefined"]);
    expect(errorsOf(reading)[0]).toMatchObject({ found: "MT199", allowed: expect.arrayContaining(["MT103", "MT940"]) });
  });

  test("all faults of a message are told at once, and the others load", async () => {
    const broken = payment(":20:A\n:20:B\n:32A:250230EUR1000\n:71A:SHA");
    const reading = await read(`${broken}${payment(`:20:C\n:32A:250301JPY1000,\n${sides}`)}`);
    expect(shown(errorsOf(reading))).toEqual([
      "1 /message[1]/50K FIELD_MISSING swift-mt/mandatory",
      "1 /message[1]/59 FIELD_MISSING swift-mt/mandatory",
      "3 /message[1]/20[2] VALUE_UNREADABLE swift-mt/single-field",
      "4 /message[1]/32A AMOUNT_NOT_DECIMAL swift-mt/amount",
    ]);
    expect(movesOf(reading)).toEqual(["bank:TESTTHB0:001 > bank:TESTDEF0:002: 1000 iso4217:JPY"]);
  });

  test.each([
    ["EUR1,005", "AMOUNT_TOO_PRECISE"],
    ["EUR1.000,00", "AMOUNT_NOT_DECIMAL"],
    ["EUR-5,00", "AMOUNT_NOT_DECIMAL"],
    ["EUR0,", "VALUE_UNREADABLE"],
    ["XXQ5,", "ASSET_UNKNOWN_FORM"],
    ["5,", "VALUE_UNREADABLE"],
  ])("the amount %s is refused with %s", async (amount, code) => {
    const reading = await read(payment(`:20:A\n:32A:250301${amount}\n${sides}`));
    expect(errorsOf(reading).map((finding) => finding.code)).toEqual([code]);
    expect(transfersOf(reading)).toEqual([]);
  });

  test("a date that does not exist is refused", async () => {
    const reading = await read(payment(`:20:A\n:32A:250230EUR5,\n${sides}`));
    expect(shown(errorsOf(reading))).toEqual(["3 /message[1]/32A TIME_UNREADABLE swift-mt/date"]);
  });

  test("the same message twice counts once; the same reference with other content is told", async () => {
    const one = payment(`:20:A\n:32A:250301EUR5,\n${sides}`);
    const other = payment(`:20:A\n:32A:250301EUR6,\n${sides}`);
    const reading = await read(`${one}${one}${other}`);
    expect(transfersOf(reading).map(({ atoms }) => atoms)).toEqual([500n, 600n]);
    expect(shown(errorsOf(reading))).toEqual(["11 /message[2]/20 RECORD_CONFLICT swift-mt/unique-reference"]);
    expect(shown(warningsOf(reading))).toEqual(["20 /message[3]/20 RECORD_CONFLICT swift-mt/unique-reference"]);
  });

  test("zeros in place of a number are no account", async () => {
    const reading = await read(payment(`:20:A\n:32A:250301EUR5,\n:50K:/000000\nANNA\n:59:/002\nBERND\n:71A:SHA`));
    expect(shapesOf(reading)).toEqual(["roles"]);
    expect(shown(warningsOf(reading))).toEqual(["4 /message[1]/50K VALUE_UNREADABLE swift-mt/account"]);
  });

  test("characters outside of the set are kept and told once", async () => {
    const reading = await read(payment(`:20:A\n:32A:250301EUR5,\n:50K:/001\nJÜRGEN EXÄMPLE\n:59:/002\nB\n:71A:SHA`));
    expect(partiesOf(reading)[0]?.name).toBe("JÜRGEN EXÄMPLE");
    expect(shown(warningsOf(reading))).toEqual(["5 /message[1]/50K VALUE_UNREADABLE swift-mt/character-set"]);
  });
});

describe("statements", () => {
  test("entries move where a structured :86: names the other account; a reversal comes back", async () => {
    const reading = await read(fixture("statement.sta"));
    expect(errorsOf(reading)).toEqual([]);
    expect(shapesOf(reading)).toEqual(["two-sided", "two-sided", "roles", "return", "two-sided"]);
    expect(movesOf(reading)).toEqual([
      "iban:GB82WEST12345698765432 > bank:TESTDEF0:5550001: 25050 iso4217:EUR",
      "bank:TESTDEF0:5550001 > iban:DE89370400440532013000: 10000 iso4217:EUR",
      "iban:GB82WEST12345698765432 > bank:TESTDEF0:5550001: 1000 iso4217:EUR",
    ]);
    expect(transfersOf(reading).map(({ occurredAt, basis }) => `${formatInstant(occurredAt)} ${basis}`)).toEqual([
      "2025-01-01T17:00:00.000000Z booking",
      "2025-01-01T17:00:00.000000Z value",
      "2025-01-05T17:00:00.000000Z booking",
    ]);
    expect(partiesOf(reading).map(({ name }) => name)).toEqual([
      "ANNA EXAMPLE",
      "BERND EXAMPLE",
      "BERND EXAMPLE",
      "ANNA EXAMPLE",
    ]);
  });

  test("a wallet that two pieces of :86: share is found", async () => {
    const reading = await read(fixture("statement.sta"));
    const mentions = rowsOf(reading).flatMap(({ mentions: found = [] }) => found);
    expect(mentions).toContainEqual(
      expect.objectContaining({
        value: "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed",
        isChecked: true,
        path: "/message[1]/61[1]/86/purpose",
      }),
    );
  });

  test("balances are held against the entries, and those of known moments go to the ledger", async () => {
    const reading = await read(fixture("statement.sta"));
    expect(warningsOf(reading)).toMatchObject([
      {
        rule: "swift-mt/closing-balance",
        found: "a closing balance of 124500",
        expected: expect.stringMatching(/^124525: /),
        where: { line: 25 },
      },
    ]);
    const balances = rowsOf(reading).flatMap(({ reportBalances: known = [] }) => known);
    expect(balances.map(({ time, atoms }) => `${formatInstant(time)} ${atoms}`)).toEqual([
      "2024-12-30T17:00:00.000000Z 100000",
      "2025-01-03T17:00:00.000000Z 123525",
      "2025-01-03T17:00:00.000000Z 123525",
      "2025-01-06T17:00:00.000000Z 124500",
    ]);
    const withoutZone = await read(fixture("statement.sta"), { zoneOffset: null });
    expect(transfersOf(withoutZone)).toHaveLength(3);
    expect(rowsOf(withoutZone).flatMap(({ reportBalances: known = [] }) => known)).toEqual([]);
  });

  test("bad entries are kept apart each with its reason, good ones load", async () => {
    const reading = await read(fixture("damaged-entries.sta"));
    expect(shown(errorsOf(reading))).toEqual([
      "5 /message[1]/61[1] TIME_UNREADABLE swift-mt/date",
      "7 /message[1]/61[2] AMOUNT_TOO_PRECISE swift-mt/amount",
      "9 /message[1]/61[3] AMOUNT_NOT_DECIMAL swift-mt/amount",
      "11 /message[1]/61[4] VALUE_UNREADABLE swift-mt/entry",
    ]);
    expect(errorsOf(reading)[0]?.where.record).toBe("BANK-0011");
    expect(transfersOf(reading).map(({ atoms }) => atoms)).toEqual([2000n]);
    expect(warningsOf(reading)).toEqual([]);
  });

  test("an interim report tells what the statement tells again: roles", async () => {
    const body = ":61:2503010301C5,00NTRFNONREF//B1\n:86:166?00X?30WESTGB22?31GB82WEST12345698765432?32ANNA\n";
    const reading = await read(`:20:I\n:25:TESTDEF0/1\n:28C:1\n:34F:EURC0,\n:13D:2503011200+0700\n${body}:90C:1EUR5,00\n-\n`);
    expect(errorsOf(reading)).toEqual([]);
    expect(shapesOf(reading)).toEqual(["roles"]);
  });

  test("a date without a year belongs to the year that is nearest to the value date", async () => {
    const entry = (dates: string) => `:61:${dates}C5,00NTRFNONREF//B${dates}\n:86:166?00X?31GB82WEST12345698765432\n`;
    const body = `${entry("2412310102")}${entry("2501021231")}${entry("2402290301")}`;
    const reading = await read(`:20:Y\n:25:TESTDEF0/1\n:28C:1\n:60F:C241230EUR0,\n${body}:62F:C250103EUR15,\n-\n`, {
      zoneOffset: "+00:00",
    });
    expect(transfersOf(reading).map(({ occurredAt }) => formatInstant(occurredAt).slice(0, 10))).toEqual([
      "2025-01-02",
      "2024-12-31",
      "2024-03-01",
    ]);
  });
});

describe("files", () => {
  test("bytes that are no text end the reading with a hint; stated encodings are read", async () => {
    const text = new TextEncoder().encode(payment(`:20:A\n:32A:250301EUR5,\n${sides}`));
    const bytes = Uint8Array.from([...text, ...new TextEncoder().encode(":20:B\n:79:"), 0xfc, 0x0a]);
    const reading = await read(bytes);
    expect(transfersOf(reading)).toHaveLength(1);
    expect(errorsOf(reading).at(-1)).toMatchObject({
      code: "FILE_UNREADABLE",
      hint: expect.stringContaining("windows-874"),
      where: { line: 11 },
    });
    const latin = Uint8Array.from([
      ...new TextEncoder().encode(":20:A\n:32A:250301EUR5,\n:50K:/1\nJ"),
      0xdc,
      ...new TextEncoder().encode("RG\n:59:/2\nB\n:71A:SHA\n-\n"),
    ]);
    expect(partiesOf(await read(latin, { encoding: "windows-1252" }))[0]?.name).toBe("JÜRG");
  });

  test.each([
    ["an empty file", "", "FILE_UNREADABLE"],
    ["words", "Dear colleagues,\nsee above.\n", "FILE_UNREADABLE"],
    ["XML", "<?xml version='1.0'?>\n<Document/>\n", "FILE_UNREADABLE"],
    ["a header alone", "{1:F01TESTTHB0AXXX0001000001}\n", "FILE_UNREADABLE"],
    ["a header that never ends", "{1:F01TESTTHB0AXXX0001000001{2:I103\n:20:A\n", "FILE_TRUNCATED"],
    ["a payment without its end", payment(`:20:A\n:32A:250301EUR5,\n${sides}`, ""), "FILE_TRUNCATED"],
    ["an acknowledgement alone", "{1:F21TESTTHB0AXXX0001000003}{4:{177:2503100930}{451:0}}\n", "FILE_UNREADABLE"],
  ])("%s is refused", async (_name, text, code) => {
    const reading = await read(text);
    expect(errorsOf(reading).map((finding) => finding.code)).toEqual([code]);
    expect(rowsOf(reading)).toEqual([]);
  });

  test.each([
    ["messageCharactersMax", { messageCharactersMax: 150 }, "FILE_TOO_LARGE"],
    ["fieldsMax", { fieldsMax: 3 }, "FILE_TOO_LARGE"],
    ["lineCharactersMax", { lineCharactersMax: 40 }, "FILE_TOO_LARGE"],
    ["messagesMax", { messagesMax: 1 }, "LIMIT_REACHED"],
  ])("the bound %s is named", async (name, bound, code) => {
    const limits = { ...swiftMtLimits, ...bound };
    const reading = await read(
      `${payment(`:20:A\n:32A:250301EUR5,\n${sides}`)}${payment(`:20:B\n${sides}\n:72:${"A".repeat(200)}`)}`,
      { limits },
    );
    expect(errorsOf(reading).map((finding) => finding.code)).toContain(code);
    expect(
      errorsOf(reading)
        .map(({ expected }) => expected)
        .join(),
    ).toContain(name);
  });

  test("an offset that is none is refused", () => {
    expect(() => swiftMtFormat({ zoneOffset: "ICT" })).toThrow("zone offset ICT");
    expect(swiftMtFormat({}).options).not.toBe(swiftMtFormat({ encoding: "windows-874" }).options);
  });

  test("many small messages on one line are read without deep calls", async () => {
    const reading = await read(`${"{4:-}$".repeat(1300)}\n`);
    expect(errorsOf(reading).every(({ code }) => code === "FILE_UNREADABLE")).toBe(true);
    expect(errorsOf(reading)).toHaveLength(1300);
  });
});

const files = ["payments.rje", "between-banks.fin", "statement.sta", "damaged-entries.sta"].map(fixture);

test("a file that is cut anywhere gives the first of its transfers and nothing else", async () => {
  for (const text of files) {
    const whole = transfersOf(await read(text));
    for (let at = 0; at < text.length; at += 7) {
      const cut = transfersOf(await read(text.slice(0, at)));
      expect(cut).toEqual(whole.slice(0, cut.length));
    }
  }
});

test("lines may end with CRLF, and bytes may come in any pieces", async () => {
  for (const text of files) {
    const whole = await read(text);
    expect((await read(text, { piece: 3 })).items).toEqual(whole.items);
    const windows = await read(text.replaceAll("\n", "\r\n"));
    expect(movesOf(windows)).toEqual(movesOf(whole));
    expect(shown(errorsOf(windows))).toEqual(shown(errorsOf(whole)));
  }
});

const word = fc.stringMatching(/^[A-Z0-9]{1,10}$/);
const madePayment = fc.record({
  day: fc.integer({ min: 1, max: 28 }),
  cents: fc.bigInt({ min: 1n, max: 10n ** 14n }),
  from: word,
  to: word,
  name: fc.stringMatching(/^[A-Z][A-Z ]{0,30}[A-Z]$/),
});

test("made payments come back with every amount, account and name, in blocks and without", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(madePayment, { minLength: 1, maxLength: 5 }), fc.boolean(), async (made, isBare) => {
      const text = made.map(({ day, cents, from, to, name }, index) => {
        const amount = `${cents / 100n},${(cents % 100n).toString().padStart(2, "0")}`;
        const body = `:20:P${index}\n:32A:2503${day.toString().padStart(2, "0")}USD${amount}\n:50K:/1${from}\n${name}\n:59:/2${to}\n${name}\n:71A:OUR`;
        return isBare ? `${body}\n-\n` : payment(body, "-}$");
      });
      const reading = await read(text.join(""));
      expect(errorsOf(reading)).toEqual([]);
      expect(transfersOf(reading).map(({ atoms, from, to }) => [atoms, from.split(":")[2], to.split(":")[2]])).toEqual(
        made.map(({ cents, from, to }) => [cents, `1${from}`, `2${to}`]),
      );
      expect(partiesOf(reading).map(({ name }) => name)).toEqual(made.flatMap(({ name }) => [name, name]));
    }),
  );
});

test("a mutated file gives items or findings, and never anything else", async () => {
  const insert = fc.oneof(
    fc.string({ maxLength: 5 }),
    fc.constantFrom("{", "}", "-}", "$", "\n:20:", "\n:86:", "\n-\n", "{1:", "{4:\n", "\u0000"),
  );
  await fc.assert(
    fc.asyncProperty(fc.tuple(fc.constantFrom(...files), fc.nat(2000), fc.nat(40), insert), async ([text, at, cut, inserted]) => {
      const reading = await read(`${text.slice(0, at)}${inserted}${text.slice(at + cut)}`);
      for (const item of reading.items) expect("findings" in item ? item.findings.length > 0 : "rows" in item).toBe(true);
      expect(reading.items.length).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});
