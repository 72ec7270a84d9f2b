import { type Finding, type Locator, showFound } from "@tributary/domain";
import { readStrictYaml, type YamlMap } from "@tributary/pipeline-kit";
import { checkText, isPathColumn, type TableCell, type TableRow } from "./read-table.ts";
import { headerForm, headerGroups, pathPrefix } from "./table-columns.ts";

/** Reads `header.yaml` as a row: a key of a group is the column `group/key`. A value is a plain text, kept as it is written. */
export function readHeaderFile(text: string): TableRow {
  const origin = { file: headerForm.file };
  const reading = readStrictYaml(text, headerForm.file);
  if (!reading.ok) return { form: headerForm, origin, cells: new Map(), findings: reading.findings };
  const cells = new Map<string, TableCell>();
  const findings: Finding[] = [];
  const { root } = reading;
  if (root.kind === "map") readKeys(root, "", { cells, findings });
  else
    findings.push({
      code: "VALUE_UNREADABLE",
      found: `a ${root.kind}`,
      expected: "keys and values",
      where: { ...origin, line: root.line },
    });
  return { form: headerForm, origin, cells, findings };
}

interface Collected {
  readonly cells: Map<string, TableCell>;
  readonly findings: Finding[];
}

function readKeys(map: YamlMap, group: string, { cells, findings }: Collected): void {
  for (const [key, { line, value }] of map.entries) {
    const name = columnName(key, group);
    const where: Locator = { file: headerForm.file, line, path: showFound(name) };
    if (value.kind === "map" && group === "" && headerGroups.includes(key)) readKeys(value, key, { cells, findings });
    else if (!headerForm.columns.some((column) => column.name === name) && !isPathColumn(name))
      findings.push({ code: "FIELD_UNKNOWN", found: showFound(key), expected: expectedKeys(group), where });
    else if (value.kind !== "text")
      findings.push({ code: "VALUE_UNREADABLE", found: `a ${value.kind}`, expected: "a text", where });
    else if (!value.isNull && value.text !== "") {
      const cell = { text: value.text, origin: where };
      cells.set(name, cell);
      findings.push(...checkText(cell));
    }
  }
}

function columnName(key: string, group: string): string {
  if (group === "") return key;
  return key.startsWith(pathPrefix) ? `${pathPrefix}${group}/${key.slice(pathPrefix.length)}` : `${group}/${key}`;
}

function expectedKeys(group: string): string {
  const names = headerForm.columns.map(({ name }) => name);
  const own =
    group === ""
      ? [...names.filter((name) => !name.includes("/")), ...headerGroups]
      : names.filter((name) => name.startsWith(`${group}/`));
  return `one of ${own.join(", ")}, or ${pathPrefix} and a goAML path`;
}
