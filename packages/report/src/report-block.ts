import type { ReportBlock, ReportColumn, ReportTable } from "./report-document.ts";

export function heading(level: 1 | 2, text: string): ReportBlock {
  return { kind: "heading", level, text };
}

export function paragraph(text: string): ReportBlock {
  return { kind: "paragraph", text };
}

export function list(items: readonly string[]): ReportBlock[] {
  return items.length === 0 ? [] : [{ kind: "list", items }];
}

export interface TableParts {
  readonly caption: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly (readonly string[])[];
  /** The bundle's file with every row; printed where rows are left out. */
  readonly file: string;
  readonly rowsMax: number;
  readonly note?: string;
}

/** A table that prints at most `rowsMax` rows and says where the others are; "none" where it has no rows. */
export function table({ caption, columns, rows, file, rowsMax, note = "" }: TableParts): ReportTable {
  const omitted = rows.length - rowsMax;
  const cut = omitted > 0 ? `The first ${rowsMax} of ${rows.length} rows; all of them are in ${file}.` : "";
  const empty = rows.length === 0 ? "None." : "";
  return {
    kind: "table",
    caption,
    columns,
    rows: rows.slice(0, rowsMax),
    note: [empty, cut, note].filter((sentence) => sentence !== "").join(" "),
  };
}

export function textColumn(title: string, share = 1): ReportColumn {
  return { heading: title, kind: "text", share };
}

export function codeColumn(title: string, share = 1): ReportColumn {
  return { heading: title, kind: "code", share };
}

export function amountColumn(title: string): ReportColumn {
  return { heading: title, kind: "amount", share: 0 };
}
