// Builds the index of a store anew and says each step of its progress, so that who watches can kill it in between.
import { buildIndex } from "@tributary/flow-index";
import { openStore } from "@tributary/store";

const [directory] = process.argv.slice(2);
const store = await openStore({ directory, mode: "read" });
process.stdout.write("open\n");
await buildIndex(store, { software: "kill", onProgress: (done) => process.stdout.write(`${done}\n`) });
await store.close();
process.stdout.write("built\n");
