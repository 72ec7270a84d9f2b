// Starts an engine in a process of its own and asks it questions, one line each, so that runs of several engines can be interleaved.
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** An engine that has not answered by then is left out. */
const patienceMs = Number(process.env["TRIBUTARY_BENCH_PATIENCE"] ?? 1200) * 1000;
const here = dirname(fileURLToPath(import.meta.url));

/** `{ ready, ask, close }`; `ready` and what `ask` gives hold `ms`, `cpuMs`, `resident` (bytes) and `answer`. */
export async function startPeer(program, words, options = {}) {
  const child = spawn(program, words.map(String), { stdio: ["pipe", "pipe", "pipe"], ...options });
  const waiting = [];
  let said = "";
  child.stderr.on("data", (text) => {
    said = `${said}${text}`.slice(-4000);
  });
  let failure = null;
  const stop = (reason) => {
    failure = new Error(`${[program, ...words].join(" ")} ${reason}`);
    for (const { reject } of waiting.splice(0)) reject(failure);
  };
  child.on("error", (error) => stop(error.message));
  child.on("close", (code, signal) => stop(`ended (${signal ?? code})${tellWhy(said)}`));
  child.stdin.on("error", () => {});
  createInterface({ input: child.stdout }).on("line", (line) => waiting.shift()?.resolve(JSON.parse(line)));
  const next = () =>
    new Promise((resolve, reject) => {
      if (failure === null) waiting.push({ resolve, reject });
      else reject(failure);
    });
  const ready = await next();
  return {
    ready,
    ask: async (question) => {
      const answer = next();
      child.stdin.write(`${question}\n`);
      const clock = setTimeout(() => child.kill("SIGKILL"), patienceMs);
      try {
        return await answer;
      } finally {
        clearTimeout(clock);
      }
    },
    close: () =>
      new Promise((resolve) => {
        if (failure !== null) {
          resolve();
          return;
        }
        child.once("exit", resolve);
        child.stdin.end();
        // A server of a database writes out what it holds as it ends.
        setTimeout(() => child.kill("SIGKILL"), 120_000).unref();
      }),
  };
}

/** The line of an error among what a program wrote. */
function tellWhy(said) {
  const lines = said.split("\n").filter((line) => line.trim() !== "");
  const line = lines.find((each) => /^\w*Error\b|^NotYet\b|^\S+: /.test(each)) ?? lines.at(-1);
  return line === undefined ? "" : `: ${line.trim()}`;
}

/** Runs a script to its end and gives the JSON object that it wrote last; null, and a line that says why, where it cannot answer. */
export async function runScript(name, words, flags = []) {
  const start = performance.now();
  const child = spawn(process.execPath, [...flags, join(here, name), ...words.map(String)], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const text = { out: "", err: "" };
  child.stdout.on("data", (piece) => {
    text.out += piece;
  });
  child.stderr.on("data", (piece) => {
    text.err = `${text.err}${piece}`.slice(-4000);
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  const wholeMs = performance.now() - start;
  if (code === 0) return { ...JSON.parse(text.out.trim().split("\n").at(-1)), wholeMs };
  process.stdout.write(`  ${name}: left out${tellWhy(text.err)}\n`);
  return null;
}

/** A peer written in JavaScript, in this folder. */
export function startScript(name, words, flags = []) {
  return startPeer(process.execPath, [...flags, join(here, name), ...words]);
}
