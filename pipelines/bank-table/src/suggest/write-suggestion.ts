import type { Choice } from "./choice.ts";
import type { TableSample } from "./table-sample.ts";

const alternativesShownMax = 4;
const lineCharactersMax = 240;

/** The choices as a map in YAML, each with its reasons beside it; `"?"` stands where a person has to decide. */
export function writeSuggestion(sample: TableSample, choices: readonly Choice[]): string {
  const open = choices.filter(({ answer }) => answer === null).length;
  const lines = [
    `# Proposed from the first ${sample.rows.length} rows of ${comment(sample.origin)}.`,
    open === 0
      ? "# No question is open."
      : `# Questions that are open: ${open}. The map does not load before each "?" has an answer.`,
    "name: proposed-map",
  ];
  const groups = new Map<string, readonly Choice[]>();
  for (const choice of choices) {
    const [key = ""] = choice.key.split(".");
    groups.set(key, [...(groups.get(key) ?? []), choice]);
  }
  for (const [key, members] of groups) lines.push(...(isSingle(members) ? writeSingle(key, members) : writeGroup(key, members)));
  return `${lines.join("\n")}\n`;
}

function isSingle(members: readonly Choice[]): boolean {
  return members.length === 1 && members[0]?.key.includes(".") !== true;
}

function writeSingle(key: string, members: readonly Choice[]): readonly string[] {
  return members.flatMap((choice) => [...commentsOf(choice, ""), `${key}: ${choice.answer ?? '"?"'}`]);
}

/** Keys of one mapping; a member without a dot gives the rule that they belong to, `{ column: Date }`. */
function writeGroup(key: string, members: readonly Choice[]): readonly string[] {
  const body = members.flatMap((choice) => {
    const name = choice.key.split(".").slice(1).join(".");
    if (name !== "") return [...commentsOf(choice, "  "), `  ${name}: ${choice.answer ?? '"?"'}`];
    const inside = choice.answer === null ? 'column: "?"' : choice.answer.replace(/^\{ | \}$/g, "");
    return [...commentsOf(choice, "  "), `  ${inside}`];
  });
  return [`${key}:`, ...body];
}

function commentsOf({ certainty, reasons, alternatives }: Choice, indent: string): readonly string[] {
  const shown = alternatives.slice(0, alternativesShownMax).map(({ answer, reason }) => `or ${answer} (${reason})`);
  const more = alternatives.length > alternativesShownMax ? [`or one of ${alternatives.length - alternativesShownMax} more`] : [];
  const lines = [`${certainty}: ${reasons.join("; ")}`, ...shown, ...more];
  return lines.map((line) => `${indent}# ${comment(line)}`);
}

/** One line, whatever a header or value holds. */
function comment(text: string): string {
  return text
    .slice(0, lineCharactersMax)
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
