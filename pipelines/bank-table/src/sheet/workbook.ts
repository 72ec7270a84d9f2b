import type { Remark } from "@tributary/bank-kit";
import { fail, showFound } from "@tributary/domain";
import { attributeOf, readChildren, readRelations, type SheetPackage } from "./sheet-package.ts";

/** What a spreadsheet's workbook says of the one sheet that is read. */
export interface Workbook {
  readonly sheetPart: string;
  readonly sharedTextsPart: string | null;
  readonly stylesPart: string | null;
  /** Days count from 1904-01-01 instead of 1900-01-00. */
  readonly is1904: boolean;
  readonly remarks: readonly Remark[];
}

interface NamedSheet {
  readonly name: string;
  readonly isHidden: boolean;
  readonly part: string;
}

/** Finds the sheet that the map names, or the only one that is not hidden. */
export async function readWorkbook(sheets: SheetPackage, wanted: string | null): Promise<Workbook> {
  const main = (await readRelations(sheets, "")).find(({ kind }) => kind === "officeDocument");
  if (main === undefined)
    return fail("FILE_UNREADABLE", { found: "a ZIP file without a workbook", expected: "a spreadsheet (.xlsx)" });
  const children = await readChildren(sheets, main.target);
  const relations = await readRelations(sheets, main.target);
  const partOf = (kind: string): string | null => relations.find((relation) => relation.kind === kind)?.target ?? null;
  const named = children
    .filter(({ name }) => name === "sheets")
    .flatMap((list) => list.children)
    .flatMap((sheet): NamedSheet[] => {
      const part = relations.find(({ id, kind }) => kind === "worksheet" && id === attributeOf(sheet, "id"))?.target;
      const isHidden = (attributeOf(sheet, "state") ?? "visible") !== "visible";
      return part === undefined ? [] : [{ name: attributeOf(sheet, "name") ?? "", isHidden, part }];
    });
  const properties = children.find(({ name }) => name === "workbookPr");
  const chosen = chooseSheet(named, wanted);
  return {
    sheetPart: chosen.part,
    sharedTextsPart: partOf("sharedStrings"),
    stylesPart: partOf("styles"),
    is1904: ["1", "true"].includes((properties && attributeOf(properties, "date1904")) ?? ""),
    remarks: [...hiddenRemarks(named, chosen), ...macroRemarks(sheets)],
  };
}

function chooseSheet(named: readonly NamedSheet[], wanted: string | null): NamedSheet {
  const [chosen, ...others] = named.filter(({ name, isHidden }) => (wanted === null ? !isHidden : name === wanted));
  if (chosen !== undefined && others.length === 0) return chosen;
  const names = showFound(named.map(({ name }) => name).join(", "));
  const found = named.length === 0 ? "no sheets" : `the sheets ${names}`;
  const expected = wanted === null ? "one sheet, or a map that names which (sheet)" : `one sheet ${wanted}, as the map names it`;
  return fail("FILE_UNREADABLE", { found, expected });
}

function hiddenRemarks(named: readonly NamedSheet[], chosen: NamedSheet): readonly Remark[] {
  const unread = named.filter((sheet) => sheet !== chosen);
  const remarks = unread.map(({ name, isHidden }) => ({
    code: "FIELD_UNKNOWN" as const,
    found: `${isHidden ? "a hidden sheet" : "a sheet"} ${showFound(name)} that is not read`,
    expected: "a file with one sheet, or a second map for the other one",
  }));
  if (!chosen.isHidden) return remarks;
  return [
    ...remarks,
    { code: "VALUE_UNREADABLE", found: `the hidden sheet ${showFound(chosen.name)}`, expected: "a sheet that people see" },
  ];
}

function macroRemarks({ names }: SheetPackage): readonly Remark[] {
  if (!names.some((name) => name.endsWith("vbaproject.bin"))) return [];
  return [{ code: "FIELD_UNKNOWN", found: "macros, which are not run", expected: "a spreadsheet without macros" }];
}
