import { createKeyReader, failValue, type Place, readBoolean, readCount, readText } from "../key-reader.ts";
import type { ValuePattern } from "./structure.ts";

/**
 * A pattern of a structure file: either one `form` that the whole text has, or a text whose first `leadMin` characters and all up to its
 * last line break are `lead` characters, and that has a `need` character after them. The second kind is what editions write with `.*`, which
 * one regular expression would try in too many ways.
 */
export function readPattern(value: unknown, place: Place): ValuePattern {
  const reader = createKeyReader(value, place);
  const words = reader.text("words");
  const name = place.path.slice(place.path.lastIndexOf("/") + 1);
  const matches = reader.has("form") ? wholeForm(reader.value("form", readExpression)) : readLead(reader);
  reader.end();
  return { name, words, matches };
}

function wholeForm(form: string): ValuePattern["matches"] {
  const expression = new RegExp(`^(?:${form})$`, "u");
  return (text) => expression.test(text);
}

function readLead(reader: ReturnType<typeof createKeyReader>): ValuePattern["matches"] {
  const lead = new RegExp(`^${reader.value("lead", readExpression)}*$`, "u");
  const need = new RegExp(reader.value("need", readExpression), "u");
  const leadMin = reader.value("leadMin", readCount);
  const mayBeEmpty = reader.optional("orEmpty", readBoolean) === true;
  return (text) => {
    if (text === "") return mayBeEmpty;
    const split = Math.max(leadMin, text.lastIndexOf("\n") + 1, text.lastIndexOf("\r") + 1);
    return text.length > split && lead.test(text.slice(0, split)) && need.test(text.slice(split));
  };
}

function readExpression(value: unknown, place: Place): string {
  const text = readText(value, place);
  try {
    return new RegExp(text, "u").source;
  } catch {
    return failValue(text, "a regular expression", place);
  }
}
