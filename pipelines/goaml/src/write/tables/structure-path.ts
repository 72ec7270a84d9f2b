import { particlesOf } from "../../check/structure-check.ts";
import type { Structure, ValueRule } from "../../structure/structure.ts";

/** The type of a child, or null where the edition has no such child. */
export function childType(structure: Structure, is: string, name: string): string | null {
  const type = structure.typeOf(is);
  if (type.kind !== "content") return null;
  return particlesOf(type).get(name)?.is ?? null;
}

/** The type at a path below a type, positions left out of account, or null. */
export function typeAt(structure: Structure, is: string, path: string): string | null {
  let at: string | null = is;
  for (const step of path.split("/")) {
    if (at === null) return null;
    at = childType(structure, at, step.replace(/\[\d+\]$/, ""));
  }
  return at;
}

/** The rule of the value at a path below a type, or null where there is no value. */
export function ruleAt(structure: Structure, is: string, path: string): ValueRule | null {
  const at = typeAt(structure, is, path);
  const type = at === null ? null : structure.typeOf(at);
  return type?.kind === "value" ? type.rule : null;
}
