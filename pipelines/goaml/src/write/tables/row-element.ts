import type { Finding, Result } from "@tributary/domain";
import type { TreeElement } from "../tree.ts";
import { type PlacedLeaf, plantLeaves } from "../tree-from-leaves.ts";
import { type CellContext, cellValue } from "./cell-value.ts";
import type { TableCell, TableRow } from "./read-table.ts";
import { ruleAt } from "./structure-path.ts";
import { pathPrefix, type TableColumn } from "./table-columns.ts";

/** What a row says as children of one element, with all that is wrong with its cells. */
export interface RowChildren {
  readonly children: readonly TreeElement[];
  readonly findings: readonly Finding[];
}

export interface RowTarget {
  /** The type of the element that the children stand in. */
  readonly is: string;
  readonly columns: readonly TableColumn[];
  readonly context: CellContext;
  /** The path that the edition has for a column's path; the same one where it is left out. */
  readonly pathOf?: ((path: string) => string) | undefined;
  /** Reads a cell in place of its rule; undefined leaves it to the rule. */
  readonly readCell?: ((path: string, cell: TableCell) => Result<string> | undefined) | undefined;
}

/** The cells of a row as elements below the target. Cells of the table's keys are left to the caller. */
export function rowChildren(row: TableRow, target: RowTarget): RowChildren {
  const findings: Finding[] = [];
  const leaves: PlacedLeaf[] = [];
  for (const [name, cell] of row.cells) {
    const stated = statedPath(name, target.columns);
    if (stated === null) continue;
    const path = target.pathOf?.(stated) ?? stated;
    const rule = ruleAt(target.context.structure, target.is, path);
    const value =
      target.readCell?.(stated, cell) ?? cellValue({ text: cell.text, element: lastStep(path), rule }, target.context);
    if (!value.ok) findings.push({ ...value.refusal, where: cell.origin });
    else if (value.value !== null) leaves.push({ path: `/${path}`, value: value.value, origin: cell.origin });
  }
  return { children: plantLeaves(leaves), findings };
}

function statedPath(name: string, columns: readonly TableColumn[]): string | null {
  if (name.startsWith(pathPrefix)) return name.slice(pathPrefix.length);
  return columns.find((column) => column.name === name)?.path ?? null;
}

function lastStep(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\[\d+\]$/, "");
}
