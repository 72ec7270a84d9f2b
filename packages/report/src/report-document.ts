/**
 * A report as plain data. A template draws it; no text in it is ever read as markup.
 * Everything that can be drawn is a string, so that a missing glyph can be named by its place.
 */
export interface ReportDocument {
  readonly title: string;
  readonly caseId: string;
  /** The date that the case states, in UTC: never a clock's. */
  readonly preparedAt: ReportDate;
  /** Printed on every page: what this document is, and what it is not yet. */
  readonly status: string;
  /** SHA-256 of the list of inputs, printed on every page. */
  readonly inputsDigest: string;
  readonly blocks: readonly ReportBlock[];
}

export interface ReportDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

export type ReportBlock =
  | { readonly kind: "heading"; readonly level: 1 | 2; readonly text: string }
  | { readonly kind: "paragraph"; readonly text: string }
  | { readonly kind: "list"; readonly items: readonly string[] }
  | { readonly kind: "facts"; readonly rows: readonly ReportFact[] }
  | ReportTable
  | { readonly kind: "page-break" };

export interface ReportFact {
  readonly label: string;
  readonly value: string;
  /** A digest, an account or a file name: may be broken anywhere. */
  readonly isCode: boolean;
}

export interface ReportTable {
  readonly kind: "table";
  readonly caption: string;
  readonly columns: readonly ReportColumn[];
  readonly rows: readonly (readonly string[])[];
  /** What is left out of the printed rows and where it stands; empty where nothing is. */
  readonly note: string;
}

export interface ReportColumn {
  readonly heading: string;
  /** `code` cells may be broken anywhere; `amount` cells stand to the right and are never broken. */
  readonly kind: "text" | "code" | "amount";
  /** Share of the width that the other columns leave; 0: as wide as its widest cell. */
  readonly share: number;
}
