import type { Conversion } from "@tributary/domain";
import { expect, test } from "vitest";
import { type LayerTotalRow, layerTable } from "./layer-table.ts";
import { account, ledgerOf, requestOf, seedTransfers } from "./test-support/scenario.ts";

/** What is not zero of a row, in a word each. */
function brief(row: LayerTotalRow): string {
  const columns = [
    "seeded",
    "entered",
    "converted_in",
    "held",
    "stopped",
    "limit",
    "dust",
    "destroyed",
    "went_on",
    "converted_away",
  ] as const;
  const told = columns.filter((column) => row[`${column}_atoms`] !== "0").map((column) => `${column} ${row[`${column}_atoms`]}`);
  return [`${row.asset.slice(-3)} ${row.layer}`, `accounts ${row.accounts}`, ...told].join(", ");
}

test("victims, first accounts and ends, with a conversion as one step and a cycle in each layer that it enters", () => {
  const conversion: Conversion = {
    ...{ id: "c1", account: account("A"), outTransfers: ["t6"], inTransfers: ["t7"] },
    ...{ kind: "exchange", basis: "documented", document: null },
  };
  const ledger = ledgerOf(
    `t1 1 V M 100
     t2 2 W M 50
     t3 3 M A 120
     t4 4 A M 20
     t5 5 M K 50
     t6 6 A X 100
     t7 7 X B 300 iso4217:THB`,
    { conversions: [conversion] },
  );
  const request = requestOf({ claims: [seedTransfers("V", "t1"), seedTransfers("W", "t2")], stops: [account("K")] });
  const told = layerTable(ledger, request).results.fifo;
  expect(told?.totals.map(brief)).toEqual([
    "THB 3, accounts 1, converted_in 300, held 300",
    "USD 0, accounts 2, seeded 150, went_on 150",
    "USD 1, accounts 1, entered 150, went_on 150",
    "USD 2, accounts 2, entered 150, stopped 30, went_on 20, converted_away 100",
    "USD 3, accounts 1, entered 20, went_on 20",
    "USD 4, accounts 1, entered 20, stopped 20",
  ]);
  expect(told?.layers.filter(({ claim }) => claim === "W").map(brief)).toEqual([
    "THB 3, accounts 1, converted_in 60, held 60",
    "USD 0, accounts 1, seeded 50, went_on 50",
    "USD 1, accounts 1, entered 50, went_on 50",
    "USD 2, accounts 2, entered 50, stopped 30, converted_away 20",
  ]);
});

test("where the budget ends, layers are not told apart, and nothing is lost", () => {
  const ledger = ledgerOf("t1 1 V M 100\nt2 2 M A 60\nt3 3 A B 50\nt4 4 B C 40");
  const told = layerTable(ledger, requestOf({ claims: [seedTransfers("V", "t1")] }), { runsMax: 2 });
  expect(told.limits).toEqual({ runs_max: "2" });
  expect(told.results.fifo?.totals.map(brief)).toEqual([
    "USD 0, accounts 1, seeded 100, went_on 100",
    "USD 1, accounts 1, entered 100, held 40, went_on 60",
    "USD 2, accounts 1, entered 60, held 10, went_on 50",
    "USD null, accounts 2, entered 90, held 50, went_on 40",
  ]);
});

test("layers are refused backward and for poison alone", () => {
  expect(() => layerTable(ledgerOf(""), requestOf({ target: { transfer: "t5" } }))).toThrow(/REQUEST_INVALID/);
  expect(() => layerTable(ledgerOf(""), requestOf({ method: "poison" }))).toThrow(/REQUEST_INVALID/);
});
