import { type Finding, type Locator, showFound } from "@tributary/domain";
import type { SourceColumn, Table } from "@tributary/pipeline-kit";

/** What a reader wants of a table's columns. */
export interface WantedColumns {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly ignored: readonly string[];
  /** Columns that hold times written without an offset, which something else supplies. */
  readonly localTimes: readonly string[];
}

/** All that is wrong with the columns as such, at once: missing, unknown, twice, or of a type that cannot be exact. */
export function checkColumns(table: Table, wanted: WantedColumns): readonly Finding[] {
  const names = table.columns.map(({ name }) => name);
  const read = [...wanted.required, ...wanted.optional];
  const known = [...read, ...wanted.ignored];
  const at = (path: string): Locator => ({ ...table.headerWhere, path: showFound(path) });
  const missing = [...wanted.required, ...wanted.ignored]
    .filter((name) => !names.includes(name))
    .map(
      (name): Finding => ({
        code: "FIELD_MISSING",
        found: `the columns ${showFound(list(names))}`,
        expected: `a column ${name}`,
        where: at(name),
      }),
    );
  const unknown = names
    .filter((name) => !known.includes(name))
    .map(
      (name): Finding => ({
        code: "FIELD_UNKNOWN",
        found: `a column ${name === "" ? "without a name" : showFound(name)}`,
        expected: `one of ${list(read)}, or a column map that reads or ignores it`,
        where: at(name),
      }),
    );
  const repeated = names
    .filter((name, index) => names.indexOf(name) !== index)
    .map(
      (name): Finding => ({
        code: "VALUE_UNREADABLE",
        found: `two columns ${showFound(name)}`,
        expected: "each column once",
        where: at(name),
      }),
    );
  const inexact = table.columns
    .filter(({ name }) => read.includes(name))
    .flatMap((column) => checkForm(column, { where: at(column.name), isLocalAllowed: wanted.localTimes.includes(column.name) }));
  return [...missing, ...unknown, ...repeated, ...inexact];
}

function checkForm(
  column: SourceColumn,
  place: { readonly where: Locator; readonly isLocalAllowed: boolean },
): readonly Finding[] {
  const { where, isLocalAllowed } = place;
  switch (column.form) {
    case "text":
      return [];
    case "local-time":
      if (isLocalAllowed) return [];
      return [
        {
          code: "TIME_WITHOUT_OFFSET",
          found: `a column of type ${column.type}`,
          expected: "a time with its offset, or text",
          where,
        },
      ];
    case "float":
      return [
        {
          code: "VALUE_UNREADABLE",
          found: `a column of type ${column.type}, whose values may have been rounded before they came here`,
          expected: "text, integers or decimals",
          where,
        },
      ];
    case "other":
      return [
        { code: "VALUE_UNREADABLE", found: `a column of type ${column.type}`, expected: "text, integers or decimals", where },
      ];
  }
}

function list(names: readonly string[]): string {
  return names.join(", ");
}
