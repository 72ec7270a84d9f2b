import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { projectRoot } from "../contract/source-files.ts";
import { type FuzzCase, makeCase } from "./bank-fuzz-cases.ts";
import { judge, type SeedAnswers } from "./bank-fuzz-judge.ts";
import { type CheckAnswer, ReadingProcess, type Task, type Watch } from "./bank-fuzz-process.ts";
import type { Seed } from "./bank-fuzz-seeds.ts";

export interface FuzzRun {
  readonly seeds: readonly Seed[];
  readonly seed: number;
  readonly numbers: readonly number[];
  /** A folder for the files, and for the stores that they are brought into. */
  readonly folder: string;
  readonly watch: Watch;
  /** One file in so many is brought into a store too. */
  readonly ingestedOneIn: number;
  /** Where files that show a fault are kept; null: nowhere. */
  readonly kept: string | null;
  /** The run ends when it has found so many faults. */
  readonly faultsMax?: number;
}

export interface FuzzOutcome {
  /** The fault, with the file's name and its edits. */
  readonly faults: readonly string[];
  /** By format: files, those that load without an error, records kept apart, transfers, files that a store has taken. */
  readonly counts: ReadonlyMap<string, FormatCounts>;
  readonly rssMaxBytes: number;
  readonly cpuSeconds: number;
  readonly slowestSeconds: number;
}

interface FormatCounts {
  readonly files: number;
  readonly faultless: number;
  readonly rejected: number;
  readonly transfers: number;
  readonly ingested: number;
}

export const keptFolder: string = join(projectRoot, "test-results", "bank-fuzz");

const noWatch = { cpuSecondsMax: 60, wallSecondsMax: 300 };

/** Makes the file of each number, has it read in a process of its own, and judges what came of it. */
export async function runFuzz(run: FuzzRun): Promise<FuzzOutcome> {
  mkdirSync(run.folder, { recursive: true });
  const reading = new ReadingProcess(join(run.folder, "scratch"), run.watch);
  const whole = await readSeeds(run);
  const faults: string[] = [];
  const counts = new Map<string, FormatCounts>();
  let [cpuSeconds, slowestSeconds] = [0, 0];
  for (const number of run.numbers) {
    if (faults.length >= (run.faultsMax ?? Number.POSITIVE_INFINITY)) break;
    const fuzzCase = makeCase(number, run);
    const task = taskOf(fuzzCase, run);
    const answer = await reading.read({
      ...task.task,
      isIngested: Math.floor(number / run.seeds.length) % run.ingestedOneIn === 0,
    });
    rmSync(task.written);
    faults.push(
      ...judge(fuzzCase, answer, whole).map((fault) => `${keep(fuzzCase, run)} (${fuzzCase.trail.join(", ")}): ${fault}`),
    );
    counts.set(fuzzCase.seed.scan, added(counts.get(fuzzCase.seed.scan), answer));
    cpuSeconds += answer.cpuMicros / 1e6;
    slowestSeconds = Math.max(slowestSeconds, answer.cpuMicros / 1e6);
  }
  await reading.end();
  return { faults, counts, rssMaxBytes: reading.rssMaxBytes, cpuSeconds, slowestSeconds };
}

function added(
  before: FormatCounts | undefined,
  { checked, ingested }: Awaited<ReturnType<ReadingProcess["read"]>>,
): FormatCounts {
  const { files = 0, faultless = 0, rejected = 0, transfers = 0, ingested: taken = 0 } = before ?? {};
  return {
    files: files + 1,
    faultless: faultless + (checked?.errors === 0 ? 1 : 0),
    rejected: rejected + (checked?.rejected ?? 0),
    transfers: transfers + (checked?.transfers ?? 0),
    ingested: taken + (ingested === undefined ? 0 : 1),
  };
}

/** The file as it is written, and what is read: profiles and maps are files that a good file is read with. */
function taskOf(
  { number, seed, bytes }: Pick<FuzzCase, "number" | "seed" | "bytes">,
  { folder }: Pick<FuzzRun, "folder">,
): { readonly task: Task; readonly written: string } {
  const written = join(folder, `${number}-${basename(seed.name)}`);
  writeFileSync(written, bytes);
  const { reader, format, options, readWith } = seed;
  const told = { id: number, submitter: `fuzz-${number}`, isIngested: false, reader, format };
  return readWith === undefined
    ? { written, task: { ...told, path: written, options } }
    : { written, task: { ...told, path: readWith.path, options: { ...options, [readWith.option]: written } } };
}

/** In a process of their own: a planted fault shows in mutated files, not in these. */
async function readSeeds({ seeds, folder }: FuzzRun): Promise<SeedAnswers> {
  const reading = new ReadingProcess(join(folder, "scratch-seeds"), noWatch);
  const answers = new Map<string, CheckAnswer>();
  for (const [number, seed] of seeds.entries()) {
    const { task, written } = taskOf({ number, seed, bytes: seed.bytes }, { folder });
    const { checked, crash } = await reading.read(task);
    rmSync(written);
    if (checked === undefined) throw new Error(`${seed.name} cannot be read: ${crash}`);
    answers.set(seed.name, checked);
  }
  await reading.end();
  return answers;
}

function keep({ number, seed, bytes }: FuzzCase, run: FuzzRun): string {
  const name = `${run.seed}-${number}-${seed.name.replaceAll("/", "-")}`;
  if (run.kept === null) return name;
  mkdirSync(run.kept, { recursive: true });
  writeFileSync(join(run.kept, name), bytes);
  return name;
}
