import { createTextDecoder, type SubmissionScope } from "@tributary/bank-kit";
import { digestText, type Finding, type Locator } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { type FintracLimits, fintracLimits } from "./fintrac-limits.ts";
import { readJson } from "./read-json.ts";
import { readReport } from "./report.ts";

export interface FintracSource {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Where its reports are opened. */
  readonly submission: SubmissionScope;
  /** Offset such as `-05:00` of days that state no time. */
  readonly zoneOffset?: string | undefined;
  readonly limits?: FintracLimits | undefined;
}

/**
 * Reads FINTRAC's suspicious transaction report as JSON, one report or a list of them. A document that is no JSON, or says a key twice, is
 * refused with all its faults; else each transaction is a record of its own. The same bytes and options give the same items.
 */
export async function* readFintrac(source: FintracSource): AsyncGenerator<IngestItem, void, undefined> {
  const { submission, limits = fintracLimits } = source;
  const { text, finding } = await readText(source, limits);
  if (finding !== undefined) {
    yield refuseFile(submission, [finding]);
    return;
  }
  const { node, faults } = readJson(text, limits);
  if (node === undefined || faults.length > 0) {
    const { file } = submission.context;
    const findings = faults.map(({ path, line, column, ...refusal }) => ({ ...refusal, where: { file, line, column, path } }));
    yield refuseFile(submission, findings);
    return;
  }
  const reports = node.kind === "array" ? node.items : [node];
  const { transactionsMax } = limits;
  for (const [index, report] of reports.entries()) {
    const zoneOffset = source.zoneOffset ?? null;
    yield* readReport({ node: report, text, position: index + 1, submission, zoneOffset, transactionsMax });
  }
}

interface ReadText {
  readonly text: string;
  readonly finding?: Finding;
}

/** The file as text. JSON is UTF-8 (RFC 8259, section 8.1). */
async function readText({ bytes, submission }: FintracSource, { bytesMax }: FintracLimits): Promise<ReadText> {
  const { file } = submission.context;
  const decoder = createTextDecoder("utf-8");
  const pieces: string[] = [];
  let byteCount = 0;
  for await (const chunk of bytes) {
    byteCount += chunk.length;
    if (byteCount > bytesMax)
      return {
        text: "",
        finding: { code: "FILE_TOO_LARGE", found: "a larger file", expected: `at most ${bytesMax} bytes`, where: { file } },
      };
    const { text, fault } = decoder.decode(chunk);
    if (fault !== null) return { text: "", finding: unreadable(fault.found, { file, line: fault.line }) };
    pieces.push(text);
  }
  const { text, fault } = decoder.end();
  if (fault !== null) return { text: "", finding: unreadable(fault.found, { file, line: fault.line }) };
  return { text: [...pieces, text].join("") };
}

function unreadable(found: string, where: Locator): Finding {
  return { code: "FILE_UNREADABLE", found, expected: "JSON in UTF-8", where };
}

function refuseFile(submission: SubmissionScope, findings: readonly Finding[]): IngestItem {
  submission.breakOff();
  const { fileSha256 } = submission.context;
  const line = findings[0]?.where.line ?? 1;
  return { record: { fileSha256, locator: `file line ${line}`, rawSha256: digestText("") }, findings, raw: "" };
}
