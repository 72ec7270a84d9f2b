// The command `trace` from a shell's view, and the kernel's own time for the same question. `node time-command.js FOLDER`.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readColumn } from "../ledger/ledger-files.js";
import { traceRule } from "./ask-index.js";
import { nameAccounts } from "./name-accounts.js";
import { ensureIndex, openIndex } from "./open-index.js";
import { printResult } from "./print-result.js";

const folder = process.argv[2];
const rounds = 7;
const program = fileURLToPath(new URL("../../../packages/cli/bin/tributary.js", import.meta.url));
const view = await openIndex(await ensureIndex(folder), folder);
const question = { rule: "pro-rata", first: 0, last: 1, apart: false, openings: "inferred", stops: true, logs: true };
const kernel = Array.from({ length: rounds + 1 }, () => traceRule(view, question).ms).slice(1);

const [seed] = nameAccounts(readColumn(folder, "seeds").subarray(0, 1));
const request = join(folder, "request.json");
const claims = [{ id: "W1", kind: "laundering_wallet", account: seed }];
writeFileSync(request, JSON.stringify({ claims, method: "pro-rata", stops: nameAccounts(readColumn(folder, "services")) }));
const command = [];
for (let round = 0; round <= rounds; round += 1) {
  const start = performance.now();
  const { status, stderr } = spawnSync(
    process.execPath,
    [program, "trace", request, "--store", join(folder, "store"), "--json"],
    {
      encoding: "utf8",
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  if (status !== 0 && status !== 3) throw new Error(`the command ended with ${status}: ${stderr}`);
  if (round > 0) command.push(performance.now() - start);
}
printResult({ command, kernel });
process.exit(0);
