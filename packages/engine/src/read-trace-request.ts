import { readFile, stat } from "node:fs/promises";
import { extname } from "node:path";
import { fail, formatFinding } from "@tributary/domain";
import { parseTraceRequest, type TraceRequest } from "@tributary/trace";
import { parseDocument } from "yaml";

/** A trace request is a page of text, not a data file. */
const requestBytesMax = 16_000_000;
const aliasCountMax = 100;

/**
 * Reads a trace request from a JSON or YAML file. Errors: FILE_UNREADABLE, FILE_TOO_LARGE, YAML_MALFORMED, YAML_FORBIDDEN,
 * REQUEST_INVALID with every fault.
 */
export async function readTraceRequest(path: string): Promise<TraceRequest> {
  const refuse = (found: string): never =>
    fail("FILE_UNREADABLE", { found, expected: "a trace request, JSON or YAML", where: { file: path } });
  const found = await stat(path).catch(() => refuse(`no file ${path}`));
  if (found.isDirectory()) refuse(`a folder, ${path}`);
  const { size } = found;
  if (size > requestBytesMax)
    fail("FILE_TOO_LARGE", { found: `${size} bytes`, expected: `at most ${requestBytesMax}`, where: { file: path } });
  return parseRequest(await readFile(path), path);
}

/** Reads the bytes of a trace request; `file` is the name for messages and its ending tells JSON from YAML. */
export function parseRequest(bytes: Uint8Array, file: string): TraceRequest {
  const text = decodeText(bytes, file);
  if (extname(file) === ".json") checkJson(text, file);
  const document = parseYaml(text, file);
  const parsed = parseTraceRequest(document, { file });
  if (parsed.ok) return parsed.request;
  return fail("REQUEST_INVALID", {
    found: `${parsed.findings.length} faults`,
    expected: `a request as the specification says:\n${parsed.findings.map((finding) => `  ${formatFinding(finding)}`).join("\n")}`,
    where: { file },
  });
}

function decodeText(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return fail("FILE_UNREADABLE", { found: "bytes that are not UTF-8", expected: "a text in UTF-8", where: { file } });
  }
}

/** JSON is YAML too, and the YAML reader refuses what a JSON reader passes over: a key that stands twice, of which the last would count. */
function checkJson(text: string, file: string): void {
  try {
    JSON.parse(text);
  } catch (error) {
    fail("YAML_MALFORMED", {
      found: error instanceof Error ? error.message : "text that is not JSON",
      expected: "JSON",
      where: { file },
    });
  }
}

function parseYaml(text: string, file: string): unknown {
  const document = parseDocument(text, { version: "1.2", schema: "core", customTags: null, strict: true, uniqueKeys: true });
  const [problem] = document.errors;
  if (problem !== undefined) {
    const [start] = problem.linePos ?? [];
    const where = { file, ...(start === undefined ? {} : { line: start.line, column: start.col }) };
    fail("YAML_MALFORMED", { found: problem.message.split("\n")[0] ?? "", expected: "YAML 1.2", where });
  }
  try {
    return document.toJS({ maxAliasCount: aliasCountMax });
  } catch {
    return fail("YAML_FORBIDDEN", {
      found: "more aliases than a request needs",
      expected: `at most ${aliasCountMax} expansions`,
      where: { file },
    });
  }
}
