import type { UtcMicros } from "@tributary/domain";
import { type FactTable, type FactValue, keyText, tableName } from "../fact-table.ts";
import type { Sealing } from "./sealing.ts";

type Values = readonly FactValue[];

/** A stated row with keyed digests in place of its blind values. Errors: KEY_MISSING, KEY_WRONG. */
export function blindRow(table: FactTable, values: Values, sealing: Sealing): Values {
  return changeTexts(values, table.blind, (text, index) => sealing.blind(columnOf(table, index), text));
}

/** A row as it is written: sealed values as ciphertext, and when it was recorded. Errors: KEY_MISSING, KEY_WRONG. */
export function sealRow(
  table: FactTable,
  values: Values,
  by: { readonly sealing: Sealing; readonly recordedAt: UtcMicros },
): Values {
  const rowId = keyText(table, values);
  const sealed = changeTexts(values, table.sealed, (text, index) =>
    by.sealing.seal({ column: columnOf(table, index), rowId }, text),
  );
  return sealed.map((value, index) => (table.columns[index]?.care === "recorded" ? by.recordedAt : value));
}

/** A row as it was stated, blind values as their digests. Errors: KEY_MISSING, KEY_WRONG, STORE_DAMAGED. */
export function unsealRow(table: FactTable, values: Values, sealing: Sealing): Values {
  const rowId = keyText(table, values);
  return changeTexts(values, table.sealed, (text, index) => sealing.unseal({ column: columnOf(table, index), rowId }, text));
}

function columnOf(table: FactTable, index: number): string {
  return `${tableName(table)}.${table.columns[index]?.name}`;
}

function changeTexts(values: Values, places: readonly number[], change: (text: string, index: number) => string): Values {
  if (places.length === 0) return values;
  const changed = [...values];
  for (const index of places) {
    const value = changed[index];
    if (typeof value === "string") changed[index] = change(value, index);
  }
  return changed;
}
