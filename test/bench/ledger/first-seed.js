// The holdings of the first seed, kept in a small file so that a cold start need not read a column for them.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { listHoldings, readColumn } from "./ledger-files.js";

export function readFirstSeed(folder) {
  const path = join(folder, "first-seed.json");
  if (!existsSync(path)) {
    const [holdings] = listHoldings(folder, readColumn(folder, "seeds").subarray(0, 1));
    writeFileSync(path, JSON.stringify(holdings));
  }
  return JSON.parse(readFileSync(path, "utf8"));
}
