import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { tableLimits } from "@tributary/pipeline-kit";
import { expect, test } from "vitest";
import { readMappedTransfer } from "./mapped-transfer.ts";
import { readColumnMap } from "./read-column-map.ts";

test("the example of README.md works as it says", async () => {
  const readme = await readFile(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");
  const block = (language: string): string => new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(readme)?.[1] ?? "";
  const read = readColumnMap(block("yaml"), { file: "bank.yaml", limits: tableLimits });
  if ("findings" in read) throw new Error(JSON.stringify(read.findings));
  const { map } = read;
  const [header = [], ...rows] = block("csv")
    .trim()
    .split("\n")
    .map((line) => line.split(map.delimiter));
  const transfers = rows.map((cells, index) => {
    const row = { rowNumber: BigInt(index + 1), cell: (column: string) => cells[header.indexOf(column)] ?? "" };
    return readMappedTransfer(map, row, { source: map.source ?? fail(), where: {} });
  });
  expect(transfers).toMatchObject([
    {
      transfer: {
        id: "2024-1",
        occurredAt: BigInt(Date.parse("2024-03-01T02:30:00Z")) * 1000n,
        precision: "minute",
        from: "bank:COOP:123-4",
        to: "bank:KASIKORN%20BANK:77%201",
        atoms: 125_050n,
        reference: "rent",
      },
    },
    {
      transfer: {
        id: "2024-2",
        from: "bank:SCB:9%3A1",
        to: "bank:COOP:123-4",
        asset: "iso4217:USD",
        atoms: 2000n,
        reference: null,
      },
    },
  ]);
});

function fail(): never {
  throw new Error("the example names its source");
}

test("README.md names every key of a map and every limit", async () => {
  const readme = await readFile(fileURLToPath(new URL("../README.md", import.meta.url)), "utf8");
  const missing = [
    ...Object.keys(tableLimits),
    "transfer_id",
    "lookup",
    "row_number",
    "negative",
    "group_mark",
    "scales",
    "coverage",
    "zone",
  ];
  expect(missing.filter((word) => !readme.includes(word))).toEqual([]);
});
