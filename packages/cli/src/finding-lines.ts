import type { AnswerFinding } from "@tributary/bank-kit";
import { showFound } from "@tributary/domain";
import { wrapText } from "./wrap-text.ts";

/** A finding for a person at a terminal of `width` columns: what it is, where it stands, what was found and what would be right. */
export function findingLines(finding: AnswerFinding, width: number): readonly string[] {
  const { severity, code, rule, line, column, path, record, found, hint, allowed } = finding;
  const place = [
    line === null ? "" : `line ${line}${column === null ? "" : `:${column}`}`,
    record === null ? "" : `record ${showFound(record)}`,
  ].filter((part) => part !== "");
  const wrap = (text: string, indent: string): readonly string[] => wrapText(text, { indent, width });
  return [
    ...wrap([`${severity} ${code} (${rule})`, ...place].join(", "), "  "),
    ...(path === null ? [] : wrap(showFound(path), "      ")),
    ...wrap(`found: ${found}`, "      "),
    ...wrap(hint, "      "),
    ...(allowed.length === 0 ? [] : wrap(`allowed: ${allowed.join(", ")}`, "      ")),
  ];
}
