import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { headerForm, tableForms } from "./table-columns.ts";

const guide = readFileSync(join(import.meta.dirname, "../../../WRITING.md"), "utf8");

test.each([...Object.values(tableForms), headerForm])("the guide names every column of $file", ({ columns, file, keys }) => {
  const names = [...keys, ...columns.map(({ name }) => name.replace(/^(reporting_person|location)\//, ""))];
  expect(guide).toContain(`\`${file}\``);
  expect(names.filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});
