import { csvLine } from "@tributary/domain";
import type { Answer, AnswerFinding } from "./answer.ts";

const columns = [
  "file",
  "path",
  "line",
  "column",
  "record",
  "rule",
  "severity",
  "code",
  "message",
  "found",
  "allowed",
  "hint",
] as const;

/**
 * The findings of answers as one table, RFC 4180 in UTF-8 with a byte order mark, which spreadsheets need to read it as such. No cell
 * can run as a formula.
 */
export function answersCsv(answers: readonly Answer[]): string {
  const lines = answers.flatMap((answer) =>
    [...answer.findings, ...(answer.schema?.findings ?? [])].map((finding) => csvLine(cellsOf(answer.file, finding), "\r\n")),
  );
  return `\ufeff${csvLine(columns, "\r\n")}${lines.join("")}`;
}

function cellsOf(file: string, finding: AnswerFinding): readonly (string | null)[] {
  const number = (value: number | null): string | null => (value === null ? null : value.toString());
  return [
    file,
    finding.path,
    number(finding.line),
    number(finding.column),
    finding.record,
    finding.rule,
    finding.severity,
    finding.code,
    finding.message,
    finding.found,
    finding.allowed.length === 0 ? null : finding.allowed.join(" | "),
    finding.hint,
  ];
}
