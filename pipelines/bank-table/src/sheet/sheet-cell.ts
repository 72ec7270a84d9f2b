import type { XmlElement } from "@tributary/bank-kit";
import { accept, type Finding, type Refusal, type Result, refuse, showFound } from "@tributary/domain";
import type { BankCell } from "../bank-row.ts";
import type { BankTableLimits } from "../bank-table-limits.ts";
import { textOfString } from "./shared-texts.ts";
import { readSheetDate, readSheetNumber } from "./sheet-number.ts";
import { attributeOf } from "./sheet-package.ts";

export interface SheetContext {
  readonly texts: readonly string[];
  readonly dateStyles: readonly boolean[];
  readonly is1904: boolean;
  readonly limits: BankTableLimits;
}

interface CellPlace {
  readonly line: number;
  /** The column that follows the last cell, counted from 0: cells may leave out their own. */
  readonly column: number;
  readonly context: SheetContext;
}

/** A cell with its column counted from 0, or what is wrong with it. */
export type ReadCell =
  | { readonly column: number; readonly cell: BankCell }
  | { readonly column: number; readonly finding: Finding };

/** Reads `<c>` (ECMA-376, part 1, 18.3.1.4). A formula's cell has its last result. */
export function readCell(element: XmlElement, { line, column, context }: CellPlace): ReadCell {
  const reference = attributeOf(element, "r");
  const at = reference === undefined ? column : columnOf(reference);
  const failed = (refusal: Refusal): ReadCell => ({
    column: Math.max(at, column),
    finding: { ...refusal, where: { line, path: showFound(reference ?? `column ${column + 1}`) } },
  });
  if (at < column)
    return failed({ code: "FILE_UNREADABLE", found: `a cell ${showFound(reference ?? "")}`, expected: "cells in their order" });
  if (at >= context.limits.columnCountMax) {
    const expected = `at most ${context.limits.columnCountMax} columns (columnCountMax)`;
    return failed({ code: "FILE_TOO_LARGE", found: `a cell in column ${at + 1}`, expected });
  }
  const content = readContent(element, context);
  if (!content.ok) return failed(content.refusal);
  if (content.value.text.length > context.limits.cellLengthMax) {
    const expected = `at most ${context.limits.cellLengthMax} characters (cellLengthMax)`;
    return failed({ code: "FILE_TOO_LARGE", found: `a cell of ${content.value.text.length} characters`, expected });
  }
  const isFormula = element.children.some(({ name }) => name === "f");
  return { column: at, cell: { ...content.value, isFormula } };
}

/** `AB12` is column 27, counted from 0. */
function columnOf(reference: string): number {
  const letters = /^([A-Z]{1,3})[0-9]{1,7}$/.exec(reference)?.[1] ?? "";
  return Array.from(letters).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

type Content = Pick<BankCell, "text" | "kind">;

function readContent(element: XmlElement, context: SheetContext): Result<Content> {
  const value = element.children.find(({ name }) => name === "v")?.text ?? "";
  const text = (content: string): Result<Content> => accept({ text: content, kind: "text" });
  switch (attributeOf(element, "t") ?? "n") {
    case "s":
      return readShared(value, context.texts);
    case "inlineStr": {
      const inline = element.children.find(({ name }) => name === "is");
      return text(inline === undefined ? "" : textOfString(inline));
    }
    case "str":
      return text(value);
    case "b":
      return text(value === "1" ? "TRUE" : "FALSE");
    case "d":
      return accept({ text: value.replace(/Z$/, ""), kind: "date" });
    case "n":
      return readNumber(value, { style: attributeOf(element, "s"), context });
    case "e":
      return refuse("VALUE_UNREADABLE", `the error ${value}`, "a cell whose formula has a result");
    default:
      return refuse("VALUE_UNREADABLE", `a cell of type ${attributeOf(element, "t")}`, "text, a number or a date");
  }
}

function readShared(value: string, texts: readonly string[]): Result<Content> {
  const text = /^[0-9]{1,8}$/.test(value) ? texts[Number(value)] : undefined;
  if (text !== undefined) return accept({ text, kind: "text" });
  return refuse("VALUE_UNREADABLE", `the shared text ${value}`, `one of the ${texts.length} shared texts of the file`);
}

function readNumber(
  value: string,
  { style, context }: { readonly style: string | undefined; readonly context: SheetContext },
): Result<Content> {
  if (value === "") return accept({ text: "", kind: "text" });
  if (style !== undefined && context.dateStyles[Number(style)] === true) {
    const date = readSheetDate(value, context.is1904);
    return date.ok ? accept({ text: date.value, kind: "date" }) : date;
  }
  const number = readSheetNumber(value);
  return number === undefined ? refuse("VALUE_UNREADABLE", value, "a number as spreadsheets write it") : accept(number);
}
