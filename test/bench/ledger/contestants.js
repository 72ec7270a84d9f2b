// Every engine that can be asked, and why one is left out.
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compilePeer } from "./compile-peer.js";
import { findPostgres } from "./postgres-cluster.js";
import { startPeer, startScript } from "./start-peer.js";

const here = dirname(fileURLToPath(import.meta.url));
const million = 1_000_000;
const roomy = ["--max-old-space-size=14000"];

const engines = {
  ours: { start: (folder) => startScript("ours-peer.js", [folder], roomy) },
  c: { start: startC },
  arrays: { start: (folder) => startScript("arrays-peer.js", [folder], roomy) },
  "duckdb-2": { start: (folder) => startScript("duckdb-peer.js", [folder, 2, "memory"]) },
  "duckdb-1": { start: (folder) => startScript("duckdb-peer.js", [folder, 1, "memory"]) },
  "duckdb-file": { start: (folder) => startScript("duckdb-peer.js", [folder, 2, "file"]) },
  kuzu: { sizeMax: 10 * million, start: (folder) => startScript("kuzu-peer.js", [folder, 2]) },
  postgres: { sizeMax: 10 * million, start: startPostgres },
  graphology: { sizeMax: million, start: (folder) => startScript("graphology-peer.js", [folder], roomy) },
  igraph: { sizeMax: 10 * million, start: startPython("igraph") },
  networkx: { sizeMax: million, start: startPython("networkx") },
  scipy: { sizeMax: 10 * million, start: startPython("scipy") },
};

/** Names with a comma between, where not all are to be asked. */
const chosen = process.env["TRIBUTARY_BENCH_ENGINES"]?.split(",");

/** The engine's process, or null, and a line that says why. */
export async function openContestant(name, { folder, size }) {
  const { start, sizeMax = Number.POSITIVE_INFINITY } = engines[name];
  if (chosen?.includes(name) === false) return skip(name, "not among TRIBUTARY_BENCH_ENGINES");
  if (size > sizeMax) return skip(name, `asked up to ${sizeMax / million} million transfers only`);
  try {
    const peer = await start(folder);
    return typeof peer === "string" ? skip(name, peer) : peer;
  } catch (error) {
    return skip(name, error.message);
  }
}

function skip(name, reason) {
  process.stdout.write(`  ${name}: left out, ${reason}\n`);
  return null;
}

function startC(folder) {
  const program = compilePeer();
  return program === null ? "there is no gcc" : startPeer(program, [folder]);
}

function startPostgres(folder) {
  return findPostgres() === null ? "it is not installed" : startScript("postgres-peer.js", [folder]);
}

function startPython(module) {
  return (folder) => {
    const python = process.env["TRIBUTARY_BENCH_PYTHON"] ?? "python3";
    const { status } = spawnSync(python, ["-c", `import ${module}`], { stdio: "ignore" });
    return status === 0 ? startPeer(python, [join(here, "python-peer.py"), folder, module]) : "it is not installed";
  };
}
