import { canonicalJson } from "@tributary/domain";
import pc from "picocolors";

/** How a command speaks: one JSON document or a readable text on stdout, everything else on stderr. */
export interface Talk {
  readonly isJson: boolean;
  /** Columns of the terminal, 80 where it is not one. */
  readonly width: number;
  /** The result: the JSON document under `--json`, else the text. */
  result(document: unknown, text: string): void;
  /** A line for the person at the terminal. */
  say(line: string): void;
  /** Progress: redrawn in place on a terminal; elsewhere, where a log may keep it, `logged` as a line every ten seconds. */
  progress(line: string, logged?: string): void;
  /** Ends a progress line. */
  endProgress(): void;
}

const progressIntervalMs = 10_000;
const redrawIntervalMs = 100;

export function createTalk(options: { isJson: boolean }): Talk {
  const isLive = process.stderr.isTTY === true && process.env["CI"] === undefined && process.env["TERM"] !== "dumb";
  let lastMs = isLive ? Number.NEGATIVE_INFINITY : performance.now();
  let isLineOpen = false;
  const endProgress = (): void => {
    if (isLineOpen) process.stderr.write("\n");
    isLineOpen = false;
    if (isLive) lastMs = Number.NEGATIVE_INFINITY;
  };
  return {
    isJson: options.isJson,
    width: process.stdout.columns ?? 80,
    result: (document, text) => {
      endProgress();
      process.stdout.write(options.isJson ? canonicalJson(document) : text.endsWith("\n") ? text : `${text}\n`);
    },
    say: (line) => {
      endProgress();
      process.stderr.write(`${line}\n`);
    },
    progress: (line, logged = line) => {
      const nowMs = performance.now();
      if (nowMs - lastMs < (isLive ? redrawIntervalMs : progressIntervalMs)) return;
      lastMs = nowMs;
      process.stderr.write(isLive ? `\r\u001b[K${pc.dim(line)}` : `${logged}\n`);
      isLineOpen = isLive;
    },
    endProgress,
  };
}
