/** The scripts that names are told apart by; `native` is every other one. */
type NameScript = "latin" | "han" | "burmese" | "thai" | "lao" | "khmer" | "native";

export interface NamePart {
  readonly script: NameScript;
  readonly text: string;
}

/** More than any real name has; what is longer is cut, for keys only. */
const lengthMax = 200;
const partsMax = 4;

/** A name in its scripts, in order: `เอ (SOMCHAI)` is two parts. Digits and marks stay with the part before them. */
export function nameParts(name: string): readonly NamePart[] {
  const text = [...name.normalize("NFC").replace(/[\p{Cc}\p{Cf}]/gu, "")].slice(0, lengthMax).join("");
  const parts: { script: NameScript; text: string }[] = [];
  for (const character of text) {
    const script = scriptOf(character);
    const last = parts.at(-1);
    if (last !== undefined && (script === undefined || script === last.script)) last.text += character;
    else if (script !== undefined) parts.push({ script, text: character });
  }
  return parts
    .map((part) => ({ ...part, text: part.text.replace(/[()[\]/,;]+/g, " ").trim() }))
    .filter(({ text }) => text !== "")
    .slice(0, partsMax);
}

function scriptOf(character: string): NameScript | undefined {
  if (/\p{Script=Latin}/u.test(character)) return "latin";
  if (/\p{Script=Han}/u.test(character)) return "han";
  if (/\p{Script=Myanmar}/u.test(character)) return "burmese";
  if (/\p{Script=Thai}/u.test(character)) return "thai";
  if (/\p{Script=Lao}/u.test(character)) return "lao";
  if (/\p{Script=Khmer}/u.test(character)) return "khmer";
  return /\p{L}/u.test(character) ? "native" : undefined;
}
