import type { Finding, Locator, Refusal, Result } from "@tributary/domain";

/** Reads one row's values and collects everything that is wrong with them, so that all of it is said at once. */
export interface RowReader {
  /** The parsed value; undefined after a finding. */
  readonly take: <Value>(path: string, result: Result<Value>) => Value | undefined;
  readonly refuse: (path: string, refusal: Refusal) => undefined;
  readonly findings: () => readonly Finding[];
}

export function startRow(where: Locator): RowReader {
  const findings: Finding[] = [];
  function refuse(path: string, refusal: Refusal): undefined {
    findings.push({ ...refusal, where: { ...where, path } });
    return undefined;
  }
  return {
    take: (path, result) => (result.ok ? result.value : refuse(path, result.refusal)),
    refuse,
    findings: () => findings,
  };
}

/** `parse` on a cell that must say something. */
export function readRequired<Value>(text: string, parse: (text: string) => Result<Value>, expected: string): Result<Value> {
  return text === "" ? { ok: false, refusal: { code: "FIELD_MISSING", found: "an empty cell", expected } } : parse(text);
}

/** One of a closed list of words; an empty cell means the default. */
export function readChoice<Word extends string>(words: readonly Word[], whenEmpty: Word): (text: string) => Result<Word> {
  return (text) => {
    const word = text === "" ? whenEmpty : words.find((candidate) => candidate === text);
    return word === undefined
      ? { ok: false, refusal: { code: "VALUE_UNREADABLE", found: text, expected: `one of ${words.join(", ")}` } }
      : { ok: true, value: word };
  };
}
