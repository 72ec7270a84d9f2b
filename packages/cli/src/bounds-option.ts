import { readAmount } from "./number-option.ts";

export interface BoundsOptions {
  readonly deadline?: string;
  readonly memory?: string;
}

const mebibyte = 1_048_576;

/** `--deadline` in seconds and `--memory` in mebibytes, as the engine's bounds take them. Errors: USAGE. */
export function readBounds({ deadline, memory }: BoundsOptions): {
  readonly deadlineMs?: number;
  readonly memoryBytesMax?: number;
} {
  return {
    ...(deadline === undefined ? {} : { deadlineMs: 1000 * readAmount("--deadline", deadline) }),
    ...(memory === undefined ? {} : { memoryBytesMax: mebibyte * readAmount("--memory", memory) }),
  };
}
