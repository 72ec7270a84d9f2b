import type { ReportedRecord } from "@tributary/bank-kit";
import { digestText } from "@tributary/domain";
import { columnsOf, renderText } from "@tributary/pipeline-kit";
import type { BankCell, BankRow } from "./bank-row.ts";
import { accountColumns, type BankTableMap, identifyingColumns } from "./bank-table-map.ts";
import { type RowAccount, readRowAccount } from "./row-accounts.ts";
import { type RowAmount, readRowAmount, readRowAsset } from "./row-amount.ts";
import { addRowParties } from "./row-parties.ts";
import { type RowTime, readRowTime } from "./row-time.ts";
import { pathOf, type RowValues, refuseAt, rowValues, takeText } from "./row-values.ts";

/**
 * Maps one row onto its record. Where both accounts are stated it is a transfer, from the own account or to it; where the counterparty's is
 * not, or the amount is zero, its parts are kept as roles and no transfer is made. Everything that is wrong with the row is said at once.
 */
export function mapRow(
  map: BankTableMap,
  bankRow: BankRow,
  target: { record: ReportedRecord; named: ReadonlyMap<string, BankCell> },
): void {
  const row = rowValues(bankRow, target.named, target.record);
  for (const remark of bankRow.remarks) row.record.warn({ path: row.record.source.path, line: row.line }, remark);
  warnOfCells(row, map);
  const time = readRowTime(row, map.occurredAt);
  const asset = readRowAsset(row, map);
  const amount = readRowAmount(row, map.amount, asset);
  const own = readRowAccount(row, map.ownAccount);
  const other = map.counterpartyAccount === null ? null : readRowAccount(row, map.counterpartyAccount);
  if (own === null) {
    const expected = "the account that the row belongs to";
    refuseAt(row, columnsOfRule(map), { code: "FIELD_MISSING", found: "an empty cell", expected });
  }
  const name = takeText(row, map.counterpartyName) ?? null;
  const reference = row.record.source.reference ?? "";
  if (
    own === null ||
    own === undefined ||
    other === undefined ||
    amount === undefined ||
    time === undefined ||
    asset === undefined
  ) {
    addRowParties(row, map.parties, {});
    return;
  }
  const moved: Moved = { map, row, reference, time, amount, asset, own, other, name };
  addMovement(moved);
}

interface Moved {
  readonly map: BankTableMap;
  readonly row: RowValues;
  readonly reference: string;
  readonly time: RowTime;
  readonly amount: RowAmount;
  readonly asset: NonNullable<ReturnType<typeof readRowAsset>>;
  readonly own: RowAccount;
  readonly other: RowAccount | null;
  readonly name: string | null;
}

function addMovement({ map, row, reference, time, amount, asset, own, other, name }: Moved): void {
  const { record } = row;
  const { path } = record.source;
  const isOut = amount.direction === "out";
  const otherSide = amount.atoms > 0n ? other : null;
  const id =
    otherSide === null
      ? null
      : record.transferIdOf(
          reference,
          digestText(JSON.stringify(record.source.leaves.map(({ path: at, value }) => [at.slice(path.length), value]))),
        );
  const sides =
    otherSide === null ? undefined : { from: (isOut ? own : otherSide).account, to: (isOut ? otherSide : own).account };
  const paymentId = record.addPayment({
    path,
    reference,
    shape: sides === undefined ? "roles" : "two-sided",
    ...(sides === undefined || id === null
      ? {}
      : { transfer: { id, ...time, ...sides, basis: map.basis, sequence: row.rowNumber, asset, atoms: amount.atoms } }),
  });
  const links = { paymentId, transferId: id };
  const [ownRole, otherRole] = isOut ? ["from", "to"] : ["to", "from"];
  addAccount(row, own, null);
  record.addPart({ path: `${path}/own`, role: ownRole ?? "", account: own.account, ...links });
  const partyId = name === null ? null : record.addParty({ path: `${path}/counterparty`, kind: "person", name, details: {} });
  if (other !== null) addAccount(row, other, name);
  if (other !== null || partyId !== null) {
    record.addPart({ path: `${path}/counterparty`, role: otherRole ?? "", account: other?.account ?? null, partyId, ...links });
  }
  addRowParties(row, map.parties, { ...links, account: own.account });
}

function addAccount(row: RowValues, { account, institution, columns }: RowAccount, accountName: string | null): void {
  row.record.addAccount({ path: pathOf(row, columns), account, institution, accountName });
}

function columnsOfRule(map: BankTableMap): readonly string[] {
  return [...accountColumns({ ...map, counterpartyAccount: null })];
}

const identifyingByMap = new WeakMap<BankTableMap, ReadonlySet<string>>();

function identifyingOf(map: BankTableMap): ReadonlySet<string> {
  const columns = identifyingByMap.get(map) ?? identifyingColumns(map);
  identifyingByMap.set(map, columns);
  return columns;
}

/** What may have been harmed before the file came here: it loads, and is said. */
function warnOfCells(row: RowValues, map: BankTableMap): void {
  const identifying = identifyingOf(map);
  const warn = (column: string, found: string, expected: string): void =>
    row.record.warn({ path: pathOf(row, [column]), line: row.line }, { code: "VALUE_UNREADABLE", found, expected });
  for (const column of row.columns) {
    const cell = row.cellOf(column);
    if (cell === undefined) continue;
    if (cell.isFormula) warn(column, "a formula, whose last result is read", "a value");
    if (!identifying.has(column)) continue;
    const isShortened = /^[0-9]([.,][0-9]+)?e\+?[0-9]+$/i.test(cell.text.trim());
    if (cell.kind === "number" || cell.kind === "inexact-number" || isShortened) {
      warn(
        column,
        `the number ${cell.text} where something is identified`,
        "text: a number has no leading zeros and at most 15 digits",
      );
    }
  }
}

/** A row's own reference, before its record is made. */
export function referenceOf(map: BankTableMap, row: Pick<RowValues, "cell" | "rowNumber">): string | null {
  const text = renderText(map.reference, row);
  return text.ok ? text.value : null;
}

export function referenceColumns(map: BankTableMap): readonly string[] {
  return columnsOf(map.reference);
}
