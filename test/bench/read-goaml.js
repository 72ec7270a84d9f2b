// One reading of one goAML file by one reader, in a process of its own, so that its memory is its own. Prints milliseconds, peak memory and what it counted.
import { createReadStream, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createXmlReader } from "./saxes-loop.js";

const [, , reader, path] = process.argv;

const readers = {
  saxes: () => createXmlReader().count(createReadStream(path, { highWaterMark: 1 << 20 })),
  "fast-xml-parser": async () => {
    const { XMLParser } = createRequire(new URL("./peers/package.json", import.meta.url))("fast-xml-parser");
    const document = new XMLParser({ parseTagValue: false }).parse(readFileSync(path));
    return document.report.transaction.length;
  },
  check: async () => {
    const { checkSubmissions } = await import("../../packages/bank-kit/dist/index.js");
    const { goamlFormat } = await import("../../pipelines/goaml/dist/index.js");
    const [check] = await checkSubmissions({ paths: [path], submitter: "bench" }, goamlFormat({ profile: "goaml-gh" }));
    if (check.findingsTotal !== 0n) throw new Error(`unexpected findings: ${JSON.stringify(check.findings[0])}`);
    return Number(check.transfers);
  },
  ingest: async () => {
    const { openStore } = await import("../../packages/store/dist/index.js");
    const { ingestGoaml } = await import("../../pipelines/goaml/dist/index.js");
    const directory = join(dirname(path), "store");
    const store = await openStore({ directory, mode: "write", create: true, memoryMebibytesMax: 256 });
    const [report] = await ingestGoaml({ store, paths: [path], profile: "goaml-gh", submitter: "bench" });
    await store.close();
    return Number(report.rowsByTable["ledger.transfer"]);
  },
};

const started = performance.now();
const transactions = await readers[reader]();
const milliseconds = performance.now() - started;
process.stdout.write(`${JSON.stringify({ milliseconds, transactions, kilobytes: process.resourceUsage().maxRSS })}\n`);
