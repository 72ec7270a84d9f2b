// A fresh process to its first answer: one seed that stops at services. `node cold-start.js FOLDER`. The numbers of the seed and the services are
// kept in a file: which accounts are asked about is the question, not the answer.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { currentSnapshot, openIndex } from "@tributary/flow-index";
import { reach } from "./ask-index.js";
import { ensureIndex, findNumbers, viewIndex } from "./open-index.js";
import { printResult } from "./print-result.js";

const folder = process.argv[2];
const path = currentSnapshot(join(folder, "store")) ?? (await ensureIndex(folder));
const index = await openIndex(path);
const kept = join(folder, "own-numbers.json");
if (!existsSync(kept)) {
  const { seeds, services } = findNumbers(index, folder);
  writeFileSync(kept, JSON.stringify({ seeds: seeds.slice(0, 1), services }));
}
const view = viewIndex(index, JSON.parse(readFileSync(kept, "utf8")));
const { answer } = reach(view, { hops: 6, stops: true, first: 0, last: 1 });
printResult({ answer });
process.exit(0);
