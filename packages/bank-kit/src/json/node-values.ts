import { showFound } from "@tributary/domain";
import { addError, addWarning, type RecordCheck } from "../submission/record-check.ts";
import type { JsonNode } from "./json-node.ts";

/** A member of an object; undefined where it is absent or `null`, or where the value is no object. */
export function memberOf(node: JsonNode | undefined, key: string): JsonNode | undefined {
  const member = node?.kind === "object" ? node.entries.get(key) : undefined;
  return member?.kind === "word" && member.text === "null" ? undefined : member;
}

/** A member that is text or a number, as written; null where nothing is stated. Anything else is an error of the record. */
export function textAt(node: JsonNode | undefined, key: string, check: RecordCheck): string | null {
  const member = memberOf(node, key);
  if (member === undefined) return null;
  if (member.kind === "string" || member.kind === "number") return member.text.trim() === "" ? null : member.text.trim();
  addError(check, member, { code: "VALUE_UNREADABLE", found: kindOf(member), expected: "a text or a number" });
  return null;
}

/** A member that is true or false; null where nothing is stated. */
export function flagAt(node: JsonNode | undefined, key: string, check: RecordCheck): boolean | null {
  const member = memberOf(node, key);
  if (member === undefined) return null;
  if (member.kind === "word") return member.text === "true";
  addError(check, member, { code: "VALUE_UNREADABLE", found: kindOf(member), expected: "true or false" });
  return null;
}

/** The items of a member that is a list; none where it is absent. */
export function itemsAt(node: JsonNode | undefined, key: string, check: RecordCheck): readonly JsonNode[] {
  const member = memberOf(node, key);
  if (member === undefined) return [];
  if (member.kind === "array") return member.items;
  addError(check, member, { code: "VALUE_UNREADABLE", found: kindOf(member), expected: "a list" });
  return [];
}

/** Keys that nothing reads are kept as fields, with a warning. What should be an object and is none is an error. */
export function checkKeys(node: JsonNode | undefined, known: ReadonlySet<string>, check: RecordCheck): void {
  if (node === undefined) return;
  if (node.kind !== "object") {
    addError(check, node, { code: "VALUE_UNREADABLE", found: kindOf(node), expected: "an object" });
    return;
  }
  for (const [key, value] of node.entries)
    if (!known.has(key))
      addWarning(check, value, {
        code: "FIELD_UNKNOWN",
        found: `the key "${showFound(key)}"`,
        expected: `a key of the schema; it is kept as a field only`,
      });
}

function kindOf(node: JsonNode): string {
  if (node.kind === "word") return node.text;
  return node.kind === "array" ? "a list" : `a${node.kind === "object" ? "n" : ""} ${node.kind}`;
}
