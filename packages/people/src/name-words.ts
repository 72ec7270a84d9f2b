import { readTableFile, toTexts } from "./table-file.ts";

const table = readTableFile("tables/name-words.json");
const list = (key: string): readonly string[] => toTexts(table.get(key), key);
const byLength = (words: readonly string[]): readonly string[] => [...words].sort((a, b) => b.length - a.length);

const titles = new Set(list("titles"));
const weakTitles = new Set(list("weakTitles"));
const particles = new Set(list("particles"));
const companyForms = byLength(list("companyForms")).map((form) => form.split(" "));
const nativeTitlesBefore = byLength(list("nativeTitlesBefore"));
const nativeTitlesAfter = byLength(list("nativeTitlesAfter"));
const nativeCompanyForms = byLength(list("nativeCompanyForms"));

/** Latin words of a person's name without titles at its start and particles inside it. A name of titles alone stays as it is. */
export function personWords(words: readonly string[]): readonly string[] {
  let start = 0;
  while (start < words.length - 1 && isTitle(words, start)) start += 1;
  const kept = words.slice(start);
  return kept.filter((word, index) => index === 0 || index === kept.length - 1 || !particles.has(word));
}

function isTitle(words: readonly string[], index: number): boolean {
  const word = words[index] ?? "";
  return titles.has(word) || (weakTitles.has(word) && words.length - index > 2);
}

/** Latin words of an organisation's name without its legal form, in every place. A name of forms alone stays as it is. */
export function entityWords(words: readonly string[]): readonly string[] {
  const kept: string[] = [];
  let index = 0;
  while (index < words.length) {
    const form = companyForms.find((parts) => parts.every((part, offset) => words[index + offset] === part));
    if (form === undefined) kept.push(words[index] ?? "");
    index += form?.length ?? 1;
  }
  return kept.length === 0 ? words : kept;
}

/** A name in another script without titles (written without a space in Thai) or legal forms. */
export function stripNativeWords(name: string, kind: "person" | "entity"): string {
  if (kind === "entity") {
    const bare = nativeCompanyForms.reduce((text, form) => text.replaceAll(form, " "), name).trim();
    return bare === "" ? name : bare;
  }
  const before = nativeTitlesBefore.find((title) => name.startsWith(title) && name.length > title.length);
  const rest = before === undefined ? name : name.slice(before.length).trim();
  const after = nativeTitlesAfter.find((title) => rest.endsWith(title) && rest.length > title.length);
  return after === undefined ? rest : rest.slice(0, -after.length).trim();
}
