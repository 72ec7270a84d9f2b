import { type AccountId, bankAccount, parseAccount, type Result } from "@tributary/domain";
import type { YamlNode } from "../yaml-node.ts";
import type { MapProblems } from "./map-problems.ts";
import { type MappedRow, readTextRule, renderText, type TextRule } from "./text-rule.ts";

/** `bank:{institution}:{account}` is made of two texts, whose separators are encoded; every other account is one text. */
export type AccountRule =
  | { readonly kind: "text"; readonly text: TextRule }
  | { readonly kind: "bank"; readonly institution: TextRule; readonly account: TextRule };

export function rulesOfAccount(rule: AccountRule): readonly TextRule[] {
  return rule.kind === "text" ? [rule.text] : [rule.institution, rule.account];
}

/** The account that a rule makes of a row; a column that is empty is refused. */
export function renderAccount(rule: AccountRule, row: MappedRow): Result<AccountId> {
  if (rule.kind === "text") {
    const text = renderText(rule.text, row);
    return text.ok ? parseAccount(text.value) : text;
  }
  const institution = renderText(rule.institution, row);
  if (!institution.ok) return institution;
  const account = renderText(rule.account, row);
  return account.ok ? bankAccount(institution.value, account.value) : account;
}

/** A template that starts with `bank:` gives the institution and the account apart, so that a colon inside either stays what it is. */
export function readAccountRule(node: YamlNode, path: string, problems: MapProblems): AccountRule | undefined {
  const rule = readTextRule(node, path, problems);
  if (rule === undefined) return undefined;
  const [first] = rule.parts;
  const isBank = rule.parts.length > 1 && typeof first === "string" && first.startsWith("bank:") && rule.lookup === null;
  return isBank ? splitBankRule(rule, { node, path, problems }) : { kind: "text", text: rule };
}

function splitBankRule(
  rule: TextRule,
  { node, path, problems }: { node: YamlNode; path: string; problems: MapProblems },
): AccountRule | undefined {
  const parts = rule.parts.map((part, index) => (index === 0 && typeof part === "string" ? part.slice("bank:".length) : part));
  const at = parts.findIndex((part) => typeof part === "string" && part.includes(":"));
  const separator = parts[at];
  const isOne = parts.filter((part) => typeof part === "string" && part.includes(":")).length === 1;
  if (typeof separator !== "string" || !isOne || separator.split(":").length !== 2) {
    return problems.add(node, path, {
      code: "ACCOUNT_UNKNOWN_FORM",
      found: "a template that is not bank:<institution>:<account>",
      expected: "for example bank:{Bank}:{Account number}",
    });
  }
  const [before = "", after = ""] = separator.split(":");
  const isThere = (part: TextRule["parts"][number]): boolean => part !== "";
  return {
    kind: "bank",
    institution: { ...rule, parts: [...parts.slice(0, at), before].filter(isThere) },
    account: { ...rule, parts: [after, ...parts.slice(at + 1)].filter(isThere) },
  };
}
