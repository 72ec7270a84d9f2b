// Every benchmark, or the ones named: `npm run bench`, `npm run bench -- chain`. Peers are installed apart, beside the benchmarks.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const names = ["trace", "chain", "goaml"];
const chosen = process.argv.slice(2);
const unknown = chosen.filter((name) => !names.includes(name));
if (unknown.length > 0) throw new Error(`no benchmark ${unknown.join(", ")}; there are ${names.join(", ")}`);

const peers = join(here, "peers");
if (!existsSync(join(peers, "node_modules"))) {
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--prefix", peers], { stdio: "inherit" });
  if (status !== 0) throw new Error("the peers could not be installed (npm ci in test/bench/peers)");
}
for (const name of chosen.length > 0 ? chosen : names) await import(`./${name}.js`);
