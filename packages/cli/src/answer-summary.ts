import type { Answer, SchemaOpinion } from "@tributary/bank-kit";
import { exitCodes } from "./exit-code.ts";
import { findingLines } from "./finding-lines.ts";
import { textCounts } from "./ingest-summary.ts";

/** Answers as one JSON document: counts as decimal text. */
export function answersDocument(answers: readonly Answer[]): unknown {
  return { answers: answers.map((answer) => textCounts(answer)) };
}

const findingsShownMax = 50;

/** Answers for a person at a terminal; the rest of a long list stands in the files that `--answer` writes. */
export function answersText(answers: readonly Answer[], width: number): string {
  return answers.map((answer) => answerText(answer, width)).join("\n");
}

function answerText(answer: Answer, width: number): string {
  const { status, records, accepted, rejected, errors, warnings } = answer;
  const shown = answer.findings.slice(0, findingsShownMax).flatMap((finding) => findingLines(finding, width));
  const left = BigInt(answer.findings.length - Math.min(answer.findings.length, findingsShownMax)) + answer.findingsMore;
  return [
    `${answer.file}: ${status}`,
    `  records: ${records}, ${accepted} accepted, ${rejected} rejected; errors: ${errors}, warnings: ${warnings}`,
    ...answer.moved.map(({ asset, amount }) => `  payments, ${asset}: ${amount}`),
    ...shown,
    ...(left > 0n ? [`  … and ${left} findings more`] : []),
    ...(answer.schema === null ? [] : schemaLines(answer.schema, width)),
  ].join("\n");
}

function schemaLines({ state, changes, findings, findingsMore }: SchemaOpinion, width: number): readonly string[] {
  const left = BigInt(Math.max(0, findings.length - findingsShownMax)) + findingsMore;
  return [
    `  the FIU's schema: ${state}${changes.length === 0 ? "" : `; ${changes.length} patterns of it read as they are meant`}`,
    ...findings.slice(0, findingsShownMax).flatMap((finding) => findingLines(finding, width)),
    ...(left > 0n ? [`  … and ${left} findings more`] : []),
  ];
}

/** 130 where stopped; 1 where nothing is accepted; 3 where something was rejected, or a schema that was given says no or could not be asked; else 0, warnings or not. */
export function answersExitCode(answers: readonly Pick<Answer, "status" | "schema">[]): number {
  const statuses = answers.map(({ status }) => status);
  if (statuses.includes("interrupted")) return exitCodes.interrupted;
  const isRefused = answers.some(({ schema }) => schema !== null && schema.state !== "valid");
  const isAccepted = statuses.every((status) => status === "accepted" || status === "accepted-with-warnings");
  if (isAccepted) return isRefused ? exitCodes.incomplete : exitCodes.ok;
  return statuses.every((status) => status === "rejected") ? exitCodes.failure : exitCodes.incomplete;
}
