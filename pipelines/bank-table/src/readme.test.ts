import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { formatInstant } from "@tributary/domain";
import { expect, test } from "vitest";
import { bankTableLimits } from "./bank-table-limits.ts";
import { readMadeTable } from "./made-table.ts";

const readReadme = (): Promise<string> => readFile(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");

test("the example of README.md works as it says", async () => {
  const readme = await readReadme();
  const block = (language: string): string => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(readme)?.[1] ?? "";
  const read = await readMadeTable(block("csv"), block("yaml"));
  expect(read.said).toEqual([]);
  const [transfer, ...others] = read.rows("transfers");
  expect(others).toEqual([]);
  expect(transfer).toMatchObject({ from: "bank:COOPTHBK:123-4", to: "bank:KASIKORN:77%201", atoms: 125_050n });
  expect(transfer && formatInstant(transfer.occurredAt)).toBe("2024-03-01T02:30:00.000000Z");
  expect(read.rows("payments").map(({ shape }) => shape)).toEqual(["two-sided", "roles"]);
  expect(read.rows("involvements").map(({ role }) => role)).toEqual(["from", "to", "to", "from", "conductor"]);
});

test("README.md names every limit", async () => {
  const readme = await readReadme();
  expect(Object.keys(bankTableLimits).filter((name) => !readme.includes(name))).toEqual([]);
});
