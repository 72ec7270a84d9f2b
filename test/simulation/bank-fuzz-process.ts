import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../contract/source-files.ts";

export interface ToldFinding {
  readonly code: string;
  readonly isWarning: boolean;
  readonly isWhole: boolean;
  readonly file: string | null;
  readonly path: string | null;
}

export interface ToldItem {
  readonly locator: string;
  /** Null where the record loads. */
  readonly findings: readonly ToldFinding[] | null;
  readonly payments: number;
  readonly twoSided?: number;
  readonly transfers: readonly { readonly id: string; readonly asset: string; readonly atoms: string }[];
  readonly warnings: readonly ToldFinding[];
}

export interface CheckAnswer {
  readonly items: readonly ToldItem[];
  readonly records: number;
  readonly readable: number;
  readonly rejected: number;
  readonly errors: number;
  readonly warnings: number;
  readonly transfers: number;
  readonly findings: readonly ToldFinding[];
}

export interface IngestAnswer {
  readonly outcome: string;
  readonly records: number;
  readonly rejected: number;
  readonly conflicts: number;
  /** Ids of the transfers that the store has gained. */
  readonly added: readonly string[];
  /** Transfers of other files that the store has no more. */
  readonly lost: number;
}

/** What the reading of one file gave, or why there is nothing. */
export interface Answer {
  readonly crash?: string;
  readonly hang?: string;
  /** Profiles and maps that are no good. */
  readonly refused?: string;
  readonly checked?: CheckAnswer;
  readonly ingested?: IngestAnswer;
  readonly cpuMicros: number;
  readonly rssMaxBytes: number;
}

export interface Task {
  readonly id: number;
  readonly path: string;
  readonly submitter: string;
  readonly isIngested: boolean;
  readonly reader: string;
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
}

/** How long a file may take: processor time, looked at from outside; the clock alone only ends what does nothing at all. */
export interface Watch {
  readonly cpuSecondsMax: number;
  readonly wallSecondsMax: number;
}

/** A process that reads files one after another, and is killed and replaced where it hangs or breaks down. */
export class ReadingProcess {
  readonly #scratch: string;
  readonly #watch: Watch;
  #child: ChildProcess | undefined;
  #rssMaxBytes = 0;

  constructor(scratch: string, watch: Watch) {
    this.#scratch = scratch;
    this.#watch = watch;
  }

  /** The largest memory of the processes that there were. */
  get rssMaxBytes(): number {
    return this.#rssMaxBytes;
  }

  async read(task: Task): Promise<Answer> {
    const child = this.#child ?? (await start(this.#scratch));
    this.#child = child;
    const answer = await this.#answerOf(child, task);
    this.#rssMaxBytes = Math.max(this.#rssMaxBytes, answer.rssMaxBytes);
    return answer;
  }

  #answerOf(child: ChildProcess, task: Task): Promise<Answer> {
    const { cpuSecondsMax, wallSecondsMax } = this.#watch;
    const begun = { cpu: cpuSecondsOf(child.pid), wall: performance.now() };
    return new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        clearInterval(watch);
        child.removeAllListeners();
        resolve(answer);
      };
      const end = (answer: Pick<Answer, "crash" | "hang">): void => {
        this.#child = undefined;
        child.kill("SIGKILL");
        settle({ ...answer, cpuMicros: 0, rssMaxBytes: 0 });
      };
      const watch = setInterval(() => {
        const cpu = cpuSecondsOf(child.pid);
        const wall = (performance.now() - begun.wall) / 1000;
        if (cpu !== null && begun.cpu !== null && cpu - begun.cpu > cpuSecondsMax)
          end({ hang: `killed after ${(cpu - begun.cpu).toFixed(1)} s of processor time` });
        else if (wall > wallSecondsMax) end({ hang: `killed after ${wall.toFixed(0)} s without an answer` });
      }, 250);
      child.once("message", (message: Answer) => settle(message));
      child.once("exit", (code, signal) => end({ crash: `the process ended by itself: ${signal ?? code}` }));
      child.send(task);
    });
  }

  async end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined) return;
    await new Promise<void>((resolve) => {
      child.once("exit", () => resolve());
      child.send("end");
    });
  }
}

function start(scratch: string): Promise<ChildProcess> {
  const child = fork(join(projectRoot, "test/simulation/bank-fuzz-worker.mjs"), [scratch], {
    cwd: projectRoot,
    execArgv: ["--max-old-space-size=192", "--max-semi-space-size=8"],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("message", () => {
      child.removeAllListeners();
      resolve(child);
    });
  });
}

/** Seconds of processor time of a process, all its threads; null where the system does not tell. */
function cpuSecondsOf(pid: number | undefined): number | null {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/, "").trim().split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return null;
  }
}
