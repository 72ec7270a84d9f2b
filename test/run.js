// Runs every gate and every test in order, the cheap ones first, lists what was skipped, and ends with "N passed, N failed".
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const resultsFolder = join(root, "test-results");
const dataFolder = resolve(root, process.env.TRIBUTARY_TEST_DATA ?? "../shared/data");
const environment = { ...process.env, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1", NO_COLOR: "1" };

const gates = [
  ["tracing kernel", ["node", "packages/kernel/compile-kernel.mjs"]],
  ["format and lint", ["biome", "ci", "."]],
  ["boundaries", ["turbo", "boundaries"]],
  ["types", ["tsc", "-b"]],
  ["types of tests", ["tsc", "-p", "tsconfig.test.json"]],
  ["unused code", ["knip", "--treat-config-hints-as-errors"]],
  ["compiled command line", ["node", "packages/cli/bin/compile.js"]],
];
const projects = ["contract", "unit", "property", "integration", "golden", "simulation", "end-to-end"];

const chosen = process.argv.slice(2);
const totals = { passed: 0, failed: 0 };
const skips = [];
rmSync(resultsFolder, { recursive: true, force: true });
mkdirSync(resultsFolder, { recursive: true });

for (const [name, command] of gates) {
  if (chosen.length > 0 && !chosen.includes("gates")) continue;
  report(`gate ${name}`, runTool(command) === 0);
}
for (const project of projects) {
  if (chosen.length > 0 && !chosen.includes(project)) continue;
  runProject(project);
}

for (const skip of skips) process.stdout.write(`skipped: ${skip}\n`);
const forData = skips.filter((skip) => !skip.includes("is not installed"));
if (forData.length > 0 && existsSync(dataFolder)) report("no test is skipped where the data folder stands", false);
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
process.exitCode = totals.failed === 0 && totals.passed > 0 ? 0 : 1;

function runTool([tool, ...parameters]) {
  const program = tool === "node" ? process.execPath : join(root, "node_modules", ".bin", tool);
  process.stdout.write(`\n== ${tool} ${parameters.join(" ")}\n`);
  return spawnSync(program, parameters, { cwd: root, env: environment, stdio: ["ignore", "inherit", "inherit"] }).status;
}

function runProject(project) {
  const outputFile = join(resultsFolder, `${project}.json`);
  const status = runTool([
    "vitest",
    "run",
    "--project",
    project,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${outputFile}`,
  ]);
  if (!existsSync(outputFile)) {
    report(`tests of ${project}`, false);
    return;
  }
  const tests = JSON.parse(readFileSync(outputFile, "utf8")).testResults.flatMap((file) => file.assertionResults);
  const failedCount = tests.filter((test) => test.status === "failed").length;
  totals.passed += tests.filter((test) => test.status === "passed").length;
  totals.failed += failedCount;
  skips.push(
    ...tests.filter((test) => ["pending", "skipped", "todo"].includes(test.status)).map((test) => `${project}: ${test.fullName}`),
  );
  if (status !== 0 && failedCount === 0) report(`tests of ${project}`, false);
}

function report(name, isPassed) {
  totals[isPassed ? "passed" : "failed"] += 1;
  process.stdout.write(`${isPassed ? "passed" : "FAILED"}: ${name}\n`);
}
