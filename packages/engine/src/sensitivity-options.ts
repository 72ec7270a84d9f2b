import { fail } from "@tributary/domain";
import { type SensitivityOptions, tracingRules } from "@tributary/trace";

/** Choices as words, as a command line gives them. What is left out is every choice. */
export interface SensitivityWords {
  readonly rules?: readonly string[];
  readonly openings?: readonly string[];
  readonly sameTime?: readonly string[];
  readonly inferred?: string;
}

const openingsChoices = ["inferred", "late", "unbounded", "listed"] as const;
const sameTimeChoices = ["recorded", "credits-first", "debits-first"] as const;
const inferredChoices = ["both", "without", "with"] as const;

/** Reads which rules, modes and switches are asked for. Errors: USAGE. */
export function readSensitivityOptions({ rules, openings, sameTime, inferred = "both" }: SensitivityWords): SensitivityOptions {
  const switches = readChoice("--inferred", inferred, inferredChoices);
  return {
    ...(rules === undefined ? {} : { rules: rules.map((word) => readChoice("--rules", word, tracingRules)) }),
    ...(openings === undefined ? {} : { openings: openings.map((word) => readChoice("--openings", word, openingsChoices)) }),
    ...(sameTime === undefined ? {} : { sameTime: sameTime.map((word) => readChoice("--same-time", word, sameTimeChoices)) }),
    ...(switches === "both" ? {} : { includeInferred: [switches === "with"] }),
  };
}

function readChoice<Choice extends string>(option: string, word: string, choices: readonly Choice[]): Choice {
  return (
    choices.find((choice) => choice === word) ??
    fail("USAGE", { found: `${option} ${word}`, expected: `${option} ${choices.join(", ")}` })
  );
}
