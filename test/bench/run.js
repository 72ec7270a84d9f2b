// Every benchmark, or the ones named: `npm run bench`, `npm run bench -- chain`, `npm run bench -- ledger 10m reach` (what follows `ledger`
// says which size and which parts of it). Peers are installed apart, beside the benchmarks.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const names = ["trace", "chain", "goaml", "embedded", "equality", "ledger"];
const words = process.argv.slice(2);
const chosen = words.includes("ledger") ? words.slice(0, words.indexOf("ledger") + 1) : words;
const unknown = chosen.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`no benchmark ${unknown.join(", ")}; there are ${names.join(", ")}`);

const peers = join(here, "peers");
if (!existsSync(join(peers, "node_modules"))) {
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--prefix", peers], { stdio: "inherit" });
  if (status !== 0) throw new Error("the peers could not be installed (npm ci in test/bench/peers)");
}
// Scripts of packages do not run on installation here; this one only puts the binary that came with the package in its place.
const kuzu = join(peers, "node_modules", "kuzu");
if (!existsSync(join(kuzu, "kuzujs.node"))) spawnSync(process.execPath, ["install.js"], { cwd: kuzu, stdio: "ignore" });
// The plain second implementation belongs to the tests, and is not built with the command line.
const compiler = join(here, "../../node_modules/typescript/bin/tsc");
spawnSync(process.execPath, [compiler, "-b", "packages/testkit"], { cwd: join(here, "../.."), stdio: "inherit" });
// The plain implementation keeps every transfer and lot as objects: of a million they need more than a process has by itself.
const heapMegabytes = { equality: 14_000 };
for (const name of chosen.length > 0 ? chosen : names) {
  const heap = heapMegabytes[name];
  if (heap === undefined) await import(`./${name}.js`);
  else {
    const { status } = spawnSync(process.execPath, [`--max-old-space-size=${heap}`, join(here, `${name}.js`)], {
      stdio: "inherit",
    });
    if (status !== 0) throw new Error(`${name} failed`);
  }
}
