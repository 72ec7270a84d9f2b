import { digestText, type Finding, type Locator } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { createTextDecoder } from "../encoding/text-decoder.ts";
import type { SubmissionScope } from "../submission/report-scope.ts";
import type { JsonNode } from "./json-node.ts";
import { type JsonLimits, readJson } from "./read-json.ts";

/** Bounds of a file that is read as one document: its size is bounded before it is read. */
export interface JsonFileLimits extends JsonLimits {
  readonly bytesMax: number;
}

export interface JsonFileSource {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly submission: SubmissionScope;
  readonly limits: JsonFileLimits;
}

/** The document and its text, or the file kept apart with all that is wrong with it. */
export type JsonFileReading = { readonly node: JsonNode; readonly text: string } | { readonly refused: IngestItem };

/** Reads a file as one JSON document in UTF-8 (RFC 8259, section 8.1). A file that is none is refused whole, and its submission is broken off. */
export async function readJsonFile(source: JsonFileSource): Promise<JsonFileReading> {
  const { submission, limits } = source;
  const { text, finding } = await readText(source);
  if (finding !== undefined) return { refused: refuseFile(submission, [finding]) };
  const { node, faults } = readJson(text, limits);
  if (node !== undefined && faults.length === 0) return { node, text };
  const { file } = submission.context;
  const findings = faults.map(({ path, line, column, ...refusal }) => ({ ...refusal, where: { file, line, column, path } }));
  return { refused: refuseFile(submission, findings) };
}

interface ReadText {
  readonly text: string;
  readonly finding?: Finding;
}

async function readText({ bytes, submission, limits }: JsonFileSource): Promise<ReadText> {
  const { file } = submission.context;
  const { bytesMax } = limits;
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
