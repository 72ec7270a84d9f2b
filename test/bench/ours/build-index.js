// From the tables of a store to an index that can be asked, built anew. `node build-index.js FOLDER`.
import { buildIndex, openIndex } from "@tributary/flow-index";
import { openStore } from "@tributary/store";
import { ensureStore } from "./fill-store.js";
import { software } from "./open-index.js";
import { printResult } from "./print-result.js";

const directory = await ensureStore(process.argv[2]);
const store = await openStore({ directory, mode: "read" });
const start = performance.now();
const built = await buildIndex(store, { software, isWhole: true });
const builtAt = performance.now();
await store.close();
const index = await openIndex(built.directory);
const ms = performance.now() - start;
printResult({ ms, stages: { build: builtAt - start, open: ms - (builtAt - start) }, answer: index.columns.eventCount });
process.exit(0);
