import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseExactJson, readExactNumber } from "@tributary/chain-kit";
import { digestText, type ItemTransfer, type Transfer } from "@tributary/domain";
import type { BlockReading } from "./decode-block.ts";
import { type EvmChain, makeEvmChain } from "./evm-chain.ts";

/** Real answers and what was read from them elsewhere, for tests alone. */
const dataFolder = resolve(process.env["TRIBUTARY_TEST_DATA"] ?? "../shared/data", "evm");
export const isDataAbsent: boolean = !existsSync(dataFolder);
/** For a title: why the tests are skipped. */
export const because: string = isDataAbsent ? ` (skipped: no data in ${dataFolder}; set TRIBUTARY_TEST_DATA)` : "";
export const mainnet: EvmChain = makeEvmChain({ chainId: 1n, fileSha256: digestText("golden"), tokens: null });

/** A row whose numbers are the texts that stand there: the data writes amounts beyond 2^53 as JSON numbers. */
export type Row = Readonly<Record<string, unknown>>;

function readText(path: string): string {
  return readFileSync(resolve(dataFolder, path), "utf8");
}

export function readExactLines(path: string): readonly Row[] {
  return linesOf(path).map((line) => {
    const row = toTexts(parseExactJson(line));
    return typeof row === "object" && row !== null ? { ...row } : {};
  });
}

function toTexts(value: unknown): unknown {
  const number = readExactNumber(value);
  if (number !== undefined) return number;
  if (Array.isArray(value)) return value.map(toTexts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, toTexts(field)]));
}

/** Rows of a table whose cells hold no quotes. */
export function readTable(path: string): readonly Row[] {
  const [head = "", ...lines] = linesOf(path);
  const keys = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(keys.map((key, index) => [key, expandPower(cells[index] ?? "")]));
  });
}

/** Some tables write 19,900,000,000,000,000,000 as `199e17`: digits and a power of ten, exact as it stands. */
function expandPower(cell: string): string {
  const [, digits = "", power = ""] = /^([0-9]+)e([0-9]{1,2})$/.exec(cell) ?? [];
  return power === "" ? cell : `${digits}${"0".repeat(Number(power))}`;
}

function linesOf(path: string): readonly string[] {
  return readText(path)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "");
}

export function readAnswer(path: string): unknown {
  return JSON.parse(readText(path)).result;
}

export function quantity(row: Row, key: string): string {
  return `0x${BigInt(textOf(row, key)).toString(16)}`;
}

export function textOf(row: Row, key: string): string {
  return String(row[key]);
}

export function hexOf(row: Row, key: string): string {
  return `0x${Buffer.from(textOf(row, key), "base64").toString("hex")}`;
}

export function listOf(row: Row | undefined, key: string): readonly Row[] {
  const value = row?.[key];
  return Array.isArray(value) ? value : [];
}

export function transfersOf(reading: BlockReading): readonly Transfer[] {
  return reading.items.flatMap((item) => ("rows" in item ? (item.rows.transfers ?? []) : []));
}

export function itemsOf(reading: BlockReading): readonly ItemTransfer[] {
  return reading.items.flatMap((item) => ("rows" in item ? (item.rows.itemTransfers ?? []) : []));
}

export function sumOf(transfers: readonly Transfer[]): bigint {
  return transfers.reduce((sum, transfer) => sum + transfer.atoms, 0n);
}

/** Mint and burn are the zero address elsewhere. */
export function addressOf(account: string): string {
  return /^(mint|destroyed):/.test(account) ? `0x${"0".repeat(40)}` : account.slice(account.lastIndexOf(":") + 1);
}
