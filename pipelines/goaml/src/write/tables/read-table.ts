import { type Finding, type Locator, showFound } from "@tributary/domain";
import { sayableText } from "../xml-text.ts";
import { type CsvSource, readCsvRows } from "./csv-rows.ts";
import { pathPrefix, type TableForm } from "./table-columns.ts";

/** A cell that says something. */
export interface TableCell {
  readonly text: string;
  /** File, line, and the column's name as the path. */
  readonly origin: Locator;
}

export interface TableRow {
  readonly form: TableForm;
  readonly origin: Locator;
  /** By column; empty cells are left out. */
  readonly cells: ReadonlyMap<string, TableCell>;
  readonly findings: readonly Finding[];
}

/**
 * Reads one of the project's own tables. Every row comes with all that is wrong with its cells. Findings about the table as a whole (columns
 * that are missing, unknown or there twice, bytes that are no text) come as a row without cells; where the columns are wrong, nothing follows.
 */
export async function* readTable(form: TableForm, source: CsvSource): AsyncGenerator<TableRow, void, undefined> {
  let columns: readonly string[] | null = null;
  for await (const { line, cells, finding } of readCsvRows(source)) {
    const origin = { file: source.file, line };
    if (finding !== null) {
      yield { form, origin, cells: new Map(), findings: [finding] };
      if (columns === null) return;
    } else if (columns === null) {
      const findings = checkColumns(cells, form, origin);
      if (findings.length > 0) {
        yield { form, origin, cells: new Map(), findings };
        return;
      }
      columns = cells;
    } else yield readRow(cells, columns, { form, origin });
  }
  const nothing = {
    code: "FIELD_MISSING",
    found: "an empty file",
    expected: `a header line, such as ${form.requiredKeys.join(",")}`,
  } as const;
  if (columns === null)
    yield { form, origin: { file: source.file }, cells: new Map(), findings: [{ ...nothing, where: { file: source.file } }] };
}

function checkColumns(names: readonly string[], form: TableForm, origin: Locator): readonly Finding[] {
  const known = [...form.keys, ...form.columns.map(({ name }) => name)];
  const at = (name: string): Locator => ({ ...origin, path: showFound(name) });
  const missing = form.requiredKeys
    .filter((name) => !names.includes(name))
    .map((name): Finding => ({ code: "FIELD_MISSING", found: "no such column", expected: `a column ${name}`, where: at(name) }));
  const expected = `one of ${known.join(", ")}, or ${pathPrefix} and a goAML path`;
  const unknown = names
    .filter((name) => !known.includes(name) && !isPathColumn(name))
    .map((name): Finding => ({ code: "FIELD_UNKNOWN", found: `a column ${showFound(name)}`, expected, where: at(name) }));
  const repeated = names
    .filter((name, index) => names.indexOf(name) !== index)
    .map(
      (name): Finding => ({ code: "VALUE_UNREADABLE", found: "the column twice", expected: "each column once", where: at(name) }),
    );
  return [...missing, ...unknown, ...repeated];
}

/** The names of goAML are short words; a position may follow each of them. */
export function isPathColumn(name: string): boolean {
  return (
    name.startsWith(pathPrefix) &&
    /^[A-Za-z]\w{0,63}(\[[1-9]\d{0,3}\])?(\/[A-Za-z]\w{0,63}(\[[1-9]\d{0,3}\])?){0,15}$/.test(name.slice(pathPrefix.length))
  );
}

function readRow(
  texts: readonly string[],
  columns: readonly string[],
  { form, origin }: { readonly form: TableForm; readonly origin: Locator },
): TableRow {
  const findings: Finding[] = [];
  if (texts.length !== columns.length) {
    const found = `${texts.length} cells`;
    findings.push({ code: "VALUE_UNREADABLE", found, expected: `${columns.length} cells, as in the header line`, where: origin });
    return { form, origin, cells: new Map(), findings };
  }
  const cells = new Map<string, TableCell>();
  for (const [index, name] of columns.entries()) {
    const text = texts[index] ?? "";
    const cell = { text, origin: { ...origin, path: name } };
    if (text === "") continue;
    cells.set(name, cell);
    findings.push(...checkText(cell));
  }
  return { form, origin, cells, findings };
}

/** Text that XML can hold and that no spreadsheet of a later reader runs as a formula. */
export function checkText({ text, origin }: TableCell): readonly Finding[] {
  const sayable = sayableText(text);
  if (!sayable.ok) return [{ ...sayable.refusal, where: origin }];
  if (!isFormula(text)) return [];
  const expected =
    "text that no spreadsheet runs as a formula: none that begins with = or @, nor with + or - unless a number follows";
  return [{ code: "VALUE_UNREADABLE", found: showFound(text), expected, where: origin }];
}

function isFormula(text: string): boolean {
  if (/^[+-]/.test(text)) return !/^(-+|[+-][\d ().-]+)$/.test(text);
  return /^[=@\t\r]/.test(text);
}
