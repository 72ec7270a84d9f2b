import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { checkSubmissions } from "@tributary/bank-kit";
import { formatFinding, formatInstant } from "@tributary/domain";
import { bankTableFormat, ingestBankTables, suggestMapOfFile } from "@tributary/pipeline-bank-table";
import { transfersUntil } from "@tributary/queries";
import { openStore } from "@tributary/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const tables = resolve(import.meta.dirname, "../../fixtures/bank/table");
const at = (name: string): string => join(tables, name);
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "bank-table-golden-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Loaded {
  readonly transfers: readonly string[];
  readonly reports: Awaited<ReturnType<typeof ingestBankTables>>;
}

async function load(store: Awaited<ReturnType<typeof openStore>>, [table, map]: readonly [string, string]): Promise<Loaded> {
  const reports = await ingestBankTables({ store, paths: [at(table)], mapPath: at(map), submitter: "bank-01" });
  const rows = await store.query(transfersUntil, { until: null });
  const transfers = rows.map(({ occurredAt, from, to, atoms }) => `${formatInstant(occurredAt)} ${from} ${to} ${atoms}`);
  return { reports, transfers: transfers.sort() };
}

const faults = [
  "TIME_UNREADABLE at damaged.csv:3 row 3/Date,Time record 1: found 31/02/2024 09:30",
  "AMOUNT_NOT_DECIMAL at damaged.csv:3 row 3/Withdrawal record 1: found 1.23E+15",
  "ASSET_UNKNOWN_FORM at damaged.csv:4 row 4/Currency record 2: found BAHT",
  "AMOUNT_NOT_DECIMAL at damaged.csv:4 row 4/Deposit record 2: found 20.000,00x",
  "ACCOUNT_UNKNOWN_FORM at damaged.csv:4 row 4/Other account record 2: found 1.23E+15",
  "VALUE_UNREADABLE at damaged.csv:4 row 4/Other account record 2: found the number 1.23E+15 where something is identified",
  "VALUE_UNREADABLE at damaged.csv:5 row 5/Withdrawal,Deposit record 3: found an amount in both columns",
  "RECORD_CONFLICT at damaged.csv:7 row 7/No record 7: found the reference of row 6 again",
  'VALUE_UNREADABLE at damaged.csv:8 row 8: found "123-4"5',
  "FILE_TRUNCATED at damaged.csv:10 row 10: found a quote that is opened on this line and never closed, up to line 11",
];

describe("made tables of banks", () => {
  test.each<readonly [table: string, map: string, transfers: readonly string[], warnings: readonly string[]]>([
    [
      "statement.csv",
      "statement.yaml",
      [
        "2024-03-01T02:30:00.000000Z bank:SAMPTHBK:123-4-56789-0 bank:EXAMTHBK:77-1 125050",
        "2024-03-02T09:05:00.000000Z bank:EXAMTHBK:77-2 bank:SAMPTHBK:123-4-56789-0 2000000",
        "2024-03-13T01:00:00.000000Z bank:SAMPTHBK:123-4-56789-0 iban:DE89370400440532013000 1000000",
      ],
      [],
    ],
    [
      "thai-windows-874.csv",
      "thai-windows-874.yaml",
      ["2024-02-29T16:59:00.000000Z bank:SAMPTHBK:123-4 bank:EXAMTHBK:77-1 125050"],
      [],
    ],
    [
      "chinese-gbk.csv",
      "chinese-gbk.yaml",
      [
        "2024-03-01T01:30:00.000000Z bank:SAMPCNBJ:6222020001 bank:EXAMCNBJ:6228480002 50000",
        "2024-03-02T02:00:00.000000Z bank:EXAMCNBJ:6228480003 bank:SAMPCNBJ:6222020001 2000000",
      ],
      [],
    ],
    [
      "movements.xlsx",
      "movements.yaml",
      [
        "2024-03-01T02:30:00.000000Z bank:SAMPTHBK:00123 bank:EXAMTHBK:0077 125050",
        "2024-03-02T17:00:00.000000Z bank:SAMPTHBK:00123 bank:EXAMTHBK:77 250100",
      ],
      ["row 4/No", "row 4/Other account", "row 4/Amount"],
    ],
  ])("%s gives the transfers that it states, and the same again nothing", async (...[table, map, transfers, warnings]) => {
    const store = await openStore({ directory: join(mkdtempSync(join(folder, "case-")), "store"), mode: "write", create: true });
    try {
      const first = await load(store, [table, map]);
      expect(first.transfers).toEqual(transfers);
      expect(first.reports).toMatchObject([{ outcome: "complete", isComplete: true, rejected: 0n }]);
      expect(first.reports[0]?.findings.map(({ where }) => where.path)).toEqual(warnings);
      const again = await load(store, [table, map]);
      expect(again.transfers).toEqual(transfers);
      expect(again.reports).toMatchObject([{ rowsByTable: {} }]);
    } finally {
      await store.close();
    }
  });

  test("a damaged table loads its good rows and tells every fault with its line", async () => {
    const [check] = await checkSubmissions(
      { paths: [at("damaged.csv")], submitter: "bank-01" },
      await bankTableFormat({ mapPath: at("statement.yaml") }),
    );
    expect(check?.findings.map((finding) => formatFinding(finding).split("; expected")[0])).toEqual(faults);
    expect(check).toMatchObject({ transfers: 2n });
  });

  test("what is proposed for each of them asks for nothing that the table says", async () => {
    for (const [table, questions] of [
      ["statement.csv", ["own_account"]],
      ["movements.xlsx", ["amount.sign", "own_account"]],
    ] as const) {
      const { choices } = await suggestMapOfFile(at(table));
      expect(choices.filter(({ answer }) => answer === null).map(({ key }) => key)).toEqual(questions);
    }
  });
});
