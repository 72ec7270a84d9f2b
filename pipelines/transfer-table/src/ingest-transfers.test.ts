import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { atomsMax, everyAsset, type Finding, formatFinding, type Transfer } from "@tributary/domain";
import type { IngestItem, IngestReport, IngestStore } from "@tributary/pipeline-kit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ingestTransfers } from "./index.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "transfers-"));
});
afterAll(() => rm(folder, { recursive: true }));

interface Read {
  readonly report: IngestReport;
  readonly transfers: readonly Transfer[];
  readonly items: readonly IngestItem[];
  readonly findings: readonly string[];
}

/** What a store is handed. The integration tests run the same with the real one. */
async function read(content: string | Uint8Array, options: { name?: string; map?: string; source?: string } = {}): Promise<Read> {
  const path = join(folder, options.name ?? "t.csv");
  await writeFile(path, content);
  const mapPath = options.map === undefined ? undefined : join(folder, "map.yaml");
  if (mapPath !== undefined) await writeFile(mapPath, options.map ?? "");
  const items: IngestItem[] = [];
  const store: IngestStore = {
    beginRun: async () => ({ itemsAcknowledged: 0n, isDone: false }),
    append: async (_, batch) => {
      items.push(...batch.items);
      const added = BigInt(batch.items.filter((item) => "rows" in item).length);
      return { added, same: 0n, quarantined: BigInt(batch.items.length) - added, conflicts: [], unstorable: [], rowsByTable: {} };
    },
    quarantine: async () => [],
  };
  const [report] = await ingestTransfers({ store, paths: [path], mapPath, source: options.source });
  if (report === undefined) throw new Error("no report");
  const transfers = items.flatMap((item) => ("rows" in item ? (item.rows.transfers ?? []) : []));
  return { report, transfers, items, findings: report.findings.map(formatFinding) };
}

const header = "transfer_id,occurred_at,from,to,asset,atoms";
const good = "t1,2024-03-01T09:30:00+07:00,bank:KBANK:123,bank:SCB:456,iso4217:THB,150000";
const usdt = "0xdac17f958d2ee523a2206206994597c13d831ec7";

function row(values: Partial<Record<"id" | "at" | "from" | "to" | "asset" | "atoms", string>>): string {
  const {
    id = "x",
    at = "2024-03-01T00:00:00Z",
    from = "bank:A:1",
    to = "bank:B:2",
    asset = "iso4217:USD",
    atoms = "5",
  } = values;
  return [id, at, from, to, asset, atoms].join(",");
}

describe("the transfer table", () => {
  test("is read exactly", async () => {
    const { transfers, report, items } = await read(
      `\ufeff${header},sequence,precision,basis,reference\r\n${good},7,day,booking,"INV ""9"", part 1"\r\n${row({ atoms: atomsMax.toString() })},,,,\r\n`,
    );
    expect(report).toMatchObject({ outcome: "complete", records: 2n, added: 2n, rejected: 0n });
    expect(transfers).toEqual([
      {
        source: "table",
        id: "t1",
        occurredAt: 1_709_260_200_000_000n,
        sequence: 7n,
        precision: "day",
        basis: "booking",
        from: "bank:KBANK:123",
        to: "bank:SCB:456",
        asset: "iso4217:THB",
        atoms: 150_000n,
        reference: 'INV "9", part 1',
      },
      expect.objectContaining({ atoms: atomsMax, sequence: 0n, precision: "instant", basis: "observed", reference: null }),
    ]);
    expect(items[0]).toMatchObject({
      record: { locator: "line 2" },
      rows: { assets: [{ id: "iso4217:THB", scale: 2, symbol: null }] },
    });
  });

  test("reads its own guard against formulas back, and leaves the same text alone in foreign tables", async () => {
    const { transfers } = await read(`${header},reference\n${good},'=SUM(A1)\n`);
    expect(transfers[0]?.reference).toBe("=SUM(A1)");
  });

  test("says everything that is wrong with a row, with its line, and takes the good rows", async () => {
    const bad = row({
      id: "b 1",
      at: "2024-03-01T09:30:00",
      from: "eip155:1:0x52908400098527886E0F7030069857D2E4169Ee7",
      asset: "iso4217:ABC",
      atoms: "1e+21",
    });
    const { report, findings, transfers } = await read(
      `${header},reference\n${good},"two\nlines"\n${bad},\n${row({ id: "t2" })},\n`,
    );
    expect(transfers.map(({ id }) => id)).toEqual(["t1", "t2"]);
    expect(report).toMatchObject({ outcome: "incomplete", records: 3n, added: 2n, rejected: 1n, findingsTotal: 5n });
    expect(findings).toEqual([
      "VALUE_UNREADABLE at t.csv:4 transfer_id record b 1: found b 1; expected a transfer id of 1 to 256 characters without spaces",
      "TIME_WITHOUT_OFFSET at t.csv:4 occurred_at record b 1: found 2024-03-01T09:30:00; expected RFC 3339 with an offset, for example 2024-03-01T09:30:00.000000+07:00",
      "ACCOUNT_CHECKSUM at t.csv:4 from record b 1: found 0x52908400098527886E0F7030069857D2E4169Ee7; expected all lower case, or with its checksum 0x52908400098527886E0F7030069857D2E4169EE7",
      "ASSET_UNKNOWN_FORM at t.csv:4 asset record b 1: found iso4217:ABC; expected iso4217: and a currency code of ISO 4217",
      "AMOUNT_NOT_DECIMAL at t.csv:4 atoms record b 1: found 1e+21; expected decimal digits only, 0 to 2^256-1, for example 1500000",
    ]);
  });

  test.each([
    ["1e+21", "AMOUNT_NOT_DECIMAL"],
    ['"1,5E+15"', "AMOUNT_NOT_DECIMAL"],
    [(2n ** 256n).toString(), "AMOUNT_TOO_LARGE"],
    ["-5", "AMOUNT_NOT_DECIMAL"],
    ["", "FIELD_MISSING"],
    ["5.0", "AMOUNT_NOT_DECIMAL"],
  ])("refuses the amount %s", async (atoms, code) => {
    const { report, transfers } = await read(`${header}\n${row({ atoms })}\n${good}\n`);
    expect(report.findings).toMatchObject([{ code, where: { file: "t.csv", line: 2, path: "atoms" } }]);
    expect(transfers).toHaveLength(1);
  });

  test("names every column that is missing or that nothing reads", async () => {
    const { report, transfers } = await read(`transfer_id,occurred_at,from,To,asset\n${good}\n`);
    expect(transfers).toEqual([]);
    expect(report.outcome).toBe("refused");
    expect(report.findings.map(({ code, where }) => [code, where.line, where.path])).toEqual([
      ["FIELD_MISSING", 1, "to"],
      ["FIELD_MISSING", 1, "atoms"],
      ["FIELD_UNKNOWN", 1, "To"],
    ]);
  });

  test("keeps damaged rows apart: ragged, NUL, invalid UTF-8, too large, badly quoted", async () => {
    const invalid = Buffer.concat([Buffer.from('"u\n'), Buffer.from([0x80]), Buffer.from(`",${row({}).slice(2)}\n`)]);
    const content = Buffer.concat([
      Buffer.from(`${header}\nshort,row\n${good},extra\n${row({ id: "n\0l" })}\n`),
      invalid,
      Buffer.from(`${row({ id: "x".repeat(10 << 20) })}\n${row({ id: "y".repeat(70_000) })}\n${row({ id: '"a"b' })}\n${good}\n`),
    ]);
    const { report, transfers } = await read(content);
    expect(report.findings.map(({ code, where, found }) => [where.line, where.path, code, found.slice(0, 24)])).toEqual([
      [2, "from", "FIELD_MISSING", "2 cells"],
      [3, undefined, "FIELD_UNKNOWN", "7 cells"],
      [4, undefined, "VALUE_UNREADABLE", "a NUL byte"],
      [6, undefined, "VALUE_UNREADABLE", "byte 0x80, which is not "],
      [7, undefined, "FILE_TOO_LARGE", "a row of 10485813 bytes"],
      [8, "transfer_id", "FILE_TOO_LARGE", "a cell of 70000 characte"],
      [9, undefined, "VALUE_UNREADABLE", '"a"b'],
    ]);
    expect(transfers.map(({ id }) => id)).toEqual(["t1"]);
  });

  test("shows nothing of a file that would act on a terminal", async () => {
    const clear = "\u001b[2J";
    const rows = await read(`${header}\n${row({ id: `a${clear}`, atoms: "x" })}\n`);
    const columns = await read(`${header},${clear}\n${good},1\n`);
    for (const text of [...rows.findings, ...columns.findings]) expect(text).not.toContain("\u001b");
    expect(columns.findings).toHaveLength(1);
  });

  test("whatever bytes come, every record is either taken or kept apart with a reason", async () => {
    const base = Buffer.from(`${header},reference\r\n${good},"a ""b""\nc"\r\n${row({ id: "t2" })},é\n${row({ id: "t3" })},\n`);
    const bytes = fc.constantFrom(0, 10, 13, 34, 44, 0x80, 0xc3, 0xff, 49);
    const edits = fc.array(fc.tuple(fc.nat(base.length - 1), bytes), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(edits, fc.boolean(), fc.nat(base.length), async (changes, isGzip, cut) => {
        const content = Buffer.from(base);
        for (const [at, byte] of changes) content[at] = byte;
        const sent = isGzip ? gzipSync(content).subarray(0, 20 + cut) : content.subarray(0, cut);
        const { report, items } = await read(sent);
        expect(report.records).toBe(report.added + report.rejected);
        for (const item of items) if ("findings" in item) expect(item.findings.length).toBeGreaterThan(0);
        expect(report.isComplete).toBe(report.findingsTotal === 0n);
      }),
      { numRuns: 300 },
    );
  });

  test("an unclosed quote says which lines it swallows", async () => {
    const { findings, transfers } = await read(`${header}\n${good}\n"open,2024\nx\ny`);
    expect(transfers).toHaveLength(1);
    expect(findings).toEqual([
      "FILE_TRUNCATED at t.csv:3: found a quote that is opened on this line and never closed, up to line 5; expected a closing quote",
    ]);
  });

  test("takes the whole rows of a gzip file that breaks off, and never the row at the break", async () => {
    const rows = Array.from({ length: 5000 }, (_, index) => row({ id: `t${index}`, atoms: `${(index * 7919) % 1_000_003}` }));
    const whole = gzipSync(`${header}\n${rows.join("\n")}\n`);
    const full = await read(whole, { name: "t.csv.gz" });
    const cut = await read(whole.subarray(0, whole.length >> 1), { name: "t.csv.gz" });
    expect(full.transfers).toHaveLength(5000);
    expect(cut.transfers.length).toBeGreaterThan(1000);
    expect(cut.transfers).toEqual(full.transfers.slice(0, cut.transfers.length));
    expect(cut.report.outcome).toBe("incomplete");
    expect(cut.report.findings).toMatchObject([{ code: "FILE_TRUNCATED", where: { file: "t.csv.gz" } }]);
  });

  test.each([
    ["t.csv", Buffer.from("\ufeffa,b", "utf16le"), "UTF-16"],
    ["t.xlsx", Buffer.from("PK\u0003\u0004rest"), "a zip archive"],
    ["t.parquet", Buffer.from(`${header}\n`), "a name that ends as parquet does"],
    ["t.csv", Buffer.from(""), "an empty file"],
    ["t.csv", Buffer.from(`${header}\rt1,x\r`), "a carriage return alone"],
  ])("refuses %s with other content", async (name, content, found) => {
    const { report } = await read(content, { name });
    expect(report.outcome).toBe("refused");
    expect(report.findings.map((finding: Finding) => finding.found).join()).toContain(found);
  });

  test("a source name that is none is the caller's mistake", async () => {
    await expect(read(`${header}\n`, { source: "two words" })).rejects.toMatchObject({ code: "USAGE" });
  });

  test("a file that is not there is reported, not thrown", async () => {
    const store: IngestStore = {
      beginRun: () => Promise.reject(new Error("the store is not asked")),
      append: () => Promise.reject(new Error("the store is not asked")),
      quarantine: async () => [],
    };
    const [report] = await ingestTransfers({ store, paths: [join(folder, "absent.csv")] });
    expect(report).toMatchObject({ sha256: null, outcome: "refused", findings: [{ code: "FILE_UNREADABLE" }] });
  });
});

describe("a column map", () => {
  const map = `
source: bank-a
delimiter: ";"
ignore: [Note]
transfer_id: { template: "A-{No}" }
sequence: { row_number: true }
occurred_at: { template: "{Date} {Time}", format: "dd/MM/yyyy HH:mm", zone: Asia/Bangkok }
basis: { constant: booking }
from: { template: "bank:{Bank}:{Own account}" }
to: { column: Counterparty, trim: true, lookup: { shop: "bank:B:77", wallet: "eip155:1:${usdt}" } }
asset: { column: Ccy, case: upper, lookup: { THB: "iso4217:THB", USDT: "eip155:1/erc20:${usdt}" } }
amount: { column: Amount, unit: units, decimal_mark: ",", group_mark: ".", negative: swap }
reference: { column: Ref }
scales: { "eip155:1/erc20:${usdt}": 6 }
coverage:
  - { account: "bank:KASIKORN%20BANK:1-2", from: 2024-03-01T00:00:00+07:00, to: 2024-03-31T23:59:59+07:00 }
`;
  const columns = "No;Date;Time;Bank;Own account;Counterparty;Ccy;Amount;Ref;Note";
  const rows = [
    "1;01/03/2024;09:30;KASIKORN BANK;1-2; shop ;thb;1.234,50;R1;hello",
    "2;31/03/2024;23:59;KASIKORN BANK;1-2;wallet;usdt;-0,000001;;",
  ];

  test("reads a foreign table", async () => {
    const { transfers, items, report, findings } = await read(`${columns}\n${rows.join("\n")}\n`, { map });
    expect(findings).toEqual([]);
    expect(transfers).toEqual([
      {
        source: "bank-a",
        id: "A-1",
        occurredAt: 1_709_260_200_000_000n,
        sequence: 1n,
        precision: "minute",
        basis: "booking",
        from: "bank:KASIKORN%20BANK:1-2",
        to: "bank:B:77",
        asset: "iso4217:THB",
        atoms: 123_450n,
        reference: "R1",
      },
      expect.objectContaining({
        id: "A-2",
        sequence: 2n,
        from: `eip155:1:${usdt}`,
        to: "bank:KASIKORN%20BANK:1-2",
        asset: `eip155:1/erc20:${usdt}`,
        atoms: 1n,
        reference: null,
      }),
    ]);
    expect(items[1]).toMatchObject({ rows: { assets: [{ scale: 6 }] } });
    expect(report.coverage).toEqual([
      {
        source: "bank-a",
        scope: "bank:KASIKORN%20BANK:1-2",
        from: 1_709_226_000_000_000n,
        to: 1_711_904_399_000_000n,
        assets: everyAsset,
        finality: null,
      },
    ]);
  });

  test("names the columns of the file in its findings, and withholds coverage from a file with bad rows", async () => {
    const bad = "3;31/02/2024;09:30;;1-2;nobody;THB;1,234;;";
    const { report } = await read(`${columns}\n${rows[0]}\n${bad}\n`, { map });
    expect(report.findings.map(({ code, where }) => [code, where.line, where.path])).toEqual([
      ["AMOUNT_TOO_PRECISE", 3, "Amount"],
      ["FIELD_MISSING", 3, "Bank,Own account"],
      ["VALUE_UNREADABLE", 3, "Counterparty"],
      ["TIME_UNREADABLE", 3, "Date,Time"],
      ["LIMIT_REACHED", undefined, "coverage"],
    ]);
    expect(report.coverage).toEqual([]);
  });

  test.each([
    ["1.23,00", "AMOUNT_NOT_DECIMAL"],
    ["1,5E+15", "AMOUNT_NOT_DECIMAL"],
    ["--1", "AMOUNT_NEGATIVE"],
    ["(5)", "AMOUNT_NOT_DECIMAL"],
  ])("refuses the amount %s", async (amount, code) => {
    const { report } = await read(`${columns}\n${rows[0]?.replace("1.234,50", amount)}\n`, { map });
    expect(report.findings[0]).toMatchObject({ code, where: { path: "Amount", line: 2 } });
  });

  test("without a word on signs refuses a minus sign", async () => {
    const { report } = await read(`${columns}\n${rows[1]}\n`, { map: map.replace(", negative: swap", "") });
    expect(report.findings[0]).toMatchObject({ code: "AMOUNT_NEGATIVE" });
  });

  test("does not guess the scale of a token", async () => {
    const { report } = await read(`${columns}\n${rows[1]}\n`, { map: map.replace(/^scales:.*$/m, "") });
    expect(report.findings[0]).toMatchObject({ code: "ASSET_SCALE_UNKNOWN" });
  });

  test("is refused with everything that is wrong with it, by line, before any row is read", async () => {
    const wrong = `source: "a b"
delimiter: ","
encoding: windows-874
colour: red
transfer_id: { column: A, template: "{B}" }
occurred_at: { column: T, format: "yyyy-MM-dd HH:mm:ss" }
precision: { constant: hour }
from: { template: "bank:{X}" }
to: { column: To, case: title, extra: 1 }
asset: { constant: "iso4217:USD" }
amount: { column: V, scale: two, decimal_mark: ",", group_mark: "," }
coverage: [{ account: nonsense, from: 2024-01-02T00:00:00Z, to: 2024-01-01T00:00:00Z }]
`;
    const { report, items } = await read(`${header}\n`, { map: wrong });
    expect(items).toEqual([]);
    expect(report).toMatchObject({ outcome: "refused", origin: "map.yaml" });
    expect(report.findings.map(({ code, where }) => `${where.line} ${where.path} ${code}`).sort()).toEqual(
      [
        "1 source VALUE_UNREADABLE",
        "3 encoding VALUE_UNREADABLE",
        "4 colour FIELD_UNKNOWN",
        "5 transfer_id VALUE_UNREADABLE",
        "6 occurred_at.zone TIME_WITHOUT_OFFSET",
        "7 precision VALUE_UNREADABLE",
        "8 from ACCOUNT_UNKNOWN_FORM",
        "9 to.case VALUE_UNREADABLE",
        "9 to.extra FIELD_UNKNOWN",
        "11 amount.unit FIELD_MISSING",
        "11 amount.scale VALUE_UNREADABLE",
        "11 amount.group_mark VALUE_UNREADABLE",
        "12 coverage[1].account ACCOUNT_UNKNOWN_FORM",
        "12 coverage[1] VALUE_UNREADABLE",
      ].sort(),
    );
  });

  test.each([
    ["a: [1", "YAML_MALFORMED"],
    ["a: 1\na: 2", "YAML_MALFORMED"],
    ["a: !custom 1", "YAML_FORBIDDEN"],
    ["a: &x [1, 2]\nb: &y [*x, *x, *x, *x, *x, *x, *x, *x, *x]\nc: [*y, *y, *y, *y, *y, *y, *y, *y, *y]", "YAML_FORBIDDEN"],
    ["[[[[[[[[1]]]]]]]]", "YAML_FORBIDDEN"],
    ["text", "VALUE_UNREADABLE"],
    ["", "YAML_MALFORMED"],
  ])("refuses the YAML %j", async (yaml, code) => {
    const { report } = await read(`${header}\n`, { map: yaml });
    expect(report.findings[0]?.code).toBe(code);
  });
});
