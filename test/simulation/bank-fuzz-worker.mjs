// Reads one file after another as it is told, and says what each gave, with the processor time that it took. Who started it holds the watch and
// the verdict; an error that is not about the file is a crash.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { checkSubmissions, ingestSubmissions, SubmissionScope } from "@tributary/bank-kit";
import { TributaryError } from "@tributary/domain";
import { openStore } from "@tributary/engine";
import { ingestLimits, openReceivedFile } from "@tributary/pipeline-kit";
import { transfersUntil } from "@tributary/queries";

const [scratch = ""] = process.argv.slice(2);
/** One store takes all files that are brought into one, each from a submitter of its own. */
let store;

async function storeAtHand() {
  mkdirSync(scratch, { recursive: true });
  const limits = { threads: 1, memoryMebibytesMax: 96 };
  store ??= await openStore({ directory: join(scratch, "store"), mode: "write", create: true, ...limits });
  return store;
}

const findingOf = ({ code, severity, found, expected, where }) => ({
  code,
  isWarning: severity === "warning",
  isWhole: typeof found === "string" && found !== "" && typeof expected === "string" && expected !== "",
  file: where?.file ?? null,
  path: where?.path ?? null,
});

const errorsFirst = (left, right) => Number(left.severity === "warning") - Number(right.severity === "warning");

/** An item in few words: what it loads, or why it is kept apart. */
function summaryOf(item) {
  const { locator } = item.record;
  if ("findings" in item)
    return {
      locator,
      findings: [...item.findings].sort(errorsFirst).slice(0, 20).map(findingOf),
      payments: 0,
      transfers: [],
      warnings: [],
    };
  const { transfers = [], payments = [], reportRecords = [] } = item.rows;
  return {
    locator,
    findings: null,
    records: reportRecords.length,
    payments: payments.length,
    twoSided: payments.filter(({ shape }) => shape === "two-sided").length,
    transfers: transfers.map(({ id, asset, atoms }) => ({ id, asset, atoms: atoms.toString() })),
    warnings: (item.warnings ?? []).slice(0, 20).map(findingOf),
  };
}

async function loadFormat({ reader, format, options }) {
  const module = await import(reader);
  return typeof module[format] === "function" ? module[format](options) : module[format];
}

/** All that the file gives, as an ingestion would have it. An error that ends the reading is the last item. */
async function read(format, { path, submitter }) {
  const items = [];
  try {
    const received = await openReceivedFile({ path, limits: ingestLimits });
    try {
      const { origin: file, sha256: fileSha256 } = received;
      const { profile, country } = format;
      const context = { file, fileSha256, submitter, format: format.format, profile, country, versionNumber: 1n };
      for await (const item of format.read(received, new SubmissionScope(context))) items.push(summaryOf(item));
    } finally {
      await received.close();
    }
  } catch (error) {
    if (!(error instanceof TributaryError && error.kind === "input")) throw error;
    items.push(summaryOf({ record: { locator: "file" }, findings: [error.finding] }));
  }
  return items;
}

async function check(format, task) {
  const items = await read(format, task);
  const [checked] = await checkSubmissions({ paths: [task.path], submitter: task.submitter }, format);
  const { records, readable, rejected, findings, findingsTotal, warnings, transfers } = checked;
  return {
    items,
    records: Number(records),
    readable: Number(readable),
    rejected: Number(rejected),
    errors: Number(findingsTotal - warnings),
    warnings: Number(warnings),
    transfers: Number(transfers),
    findings: findings.slice(0, 20).map(findingOf),
  };
}

async function ingest(format, { path, submitter }) {
  const opened = await storeAtHand();
  const before = new Set((await opened.query(transfersUntil, { until: null })).map(({ id }) => id));
  const [report] = await ingestSubmissions({ store: opened, paths: [path], submitter }, format);
  const after = (await opened.query(transfersUntil, { until: null })).map(({ id }) => id);
  const { outcome, records, rejected, conflicts } = report;
  return {
    outcome,
    records: Number(records),
    rejected: Number(rejected),
    conflicts: Number(conflicts),
    added: after.filter((id) => !before.has(id)),
    lost: [...before].filter((id) => !after.includes(id)).length,
  };
}

/** A profile or map that is no good is told by an error of the user's kind. */
const refusalOf = (error) =>
  error instanceof TributaryError && ["input", "usage"].includes(error.kind) ? { refused: error.code } : undefined;

async function work(task) {
  let format;
  try {
    format = await loadFormat(task);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal !== undefined) return refusal;
    throw error;
  }
  const checked = await check(format, task);
  return task.isIngested ? { checked, ingested: await ingest(format, task) } : { checked };
}

const started = async (task) => {
  const start = process.cpuUsage();
  let answer;
  try {
    answer = await work(task);
  } catch (error) {
    answer = { crash: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  const { user, system } = process.cpuUsage(start);
  process.send({ ...answer, id: task.id, cpuMicros: user + system, rssMaxBytes: process.resourceUsage().maxRSS * 1024 });
};

process.on("message", (task) => {
  if (task === "end") void Promise.resolve(store?.close()).then(() => process.exit(0));
  else void started(task);
});
process.send("ready");
