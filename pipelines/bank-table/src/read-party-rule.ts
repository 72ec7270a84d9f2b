import { accept, refuse } from "@tributary/domain";
import { type MapProblems, readMapChoice, readTextRule, type TextRule, type YamlNode } from "@tributary/pipeline-kit";
import type { PartyRule } from "./bank-table-map.ts";
import { readWith } from "./map-values.ts";
import { readBirthDate } from "./read-date-rule.ts";

const kinds = ["person", "entity"] as const;
const documentKinds = ["passport", "national-id", "licence", "other"] as const;
const keys = {
  required: ["role"],
  optional: ["kind", "name", "document", "document_kind", "phone", "email", "birth_date"],
};

/** Reads `parties`: people and organisations that columns of a row describe. */
export function readParties(node: YamlNode, path: string, problems: MapProblems): readonly PartyRule[] {
  if (node.kind !== "list") {
    problems.add(node, path, { code: "VALUE_UNREADABLE", found: "no list", expected: "a list of role, name, document, …" });
    return [];
  }
  return node.items.flatMap((item, index) => readParty(item, `${path}[${index + 1}]`, problems) ?? []);
}

function readParty(node: YamlNode, path: string, problems: MapProblems): PartyRule | undefined {
  const entries = problems.keys(node, path, keys);
  const text = (key: string): TextRule | null => {
    const value = entries.get(key);
    return value === undefined ? null : (readTextRule(value, `${path}.${key}`, problems) ?? null);
  };
  const choice = <Word extends string>(key: string, words: readonly Word[]): Word | undefined =>
    readMapChoice(entries.get(key), { path: `${path}.${key}`, problems, words });
  const roleNode = entries.get("role");
  const role = roleNode === undefined ? undefined : readWith(roleNode, { path: `${path}.role`, problems, parse: readRole });
  const birthNode = entries.get("birth_date");
  const birthDate = birthNode === undefined ? null : readBirthDate(birthNode, `${path}.birth_date`, problems);
  if (role === undefined || birthDate === undefined) return undefined;
  return {
    role,
    kind: choice("kind", kinds) ?? "person",
    name: text("name"),
    document: text("document"),
    documentKind: choice("document_kind", documentKinds) ?? "other",
    phone: text("phone"),
    email: text("email"),
    birthDate,
  };
}

function readRole(text: string): ReturnType<typeof accept<string>> {
  return /^[a-z][a-z-]{0,39}$/.test(text)
    ? accept(text)
    : refuse("VALUE_UNREADABLE", text, "a word of small letters and dashes, for example conductor");
}
