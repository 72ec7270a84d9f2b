import { type JsonNode, jsonLeaves, type RecordLeaf, readJsonFile, type SubmissionScope } from "@tributary/bank-kit";
import { digestFields, digestText, type Finding } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { hasMember } from "./ivms-keys.ts";
import { type Ivms101Limits, ivms101Limits } from "./ivms101-limits.ts";
import { mapPayload } from "./payload.ts";
import { isPerson } from "./person.ts";

export interface Ivms101Source {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Where its reports are opened. */
  readonly submission: SubmissionScope;
  readonly limits?: Ivms101Limits | undefined;
}

/**
 * Reads identity payloads of the travel rule (IVMS101 of 2020 and 2023) as JSON: one, or a list of them. Each is a report of one record, called by
 * the digest of what it says, since the standard gives it no name. A document that is no JSON, or says a key twice, is refused with all its faults.
 */
export async function* readIvms101(source: Ivms101Source): AsyncGenerator<IngestItem, void, undefined> {
  const { bytes, submission, limits = ivms101Limits } = source;
  const document = await readJsonFile({ bytes, submission, limits });
  if ("refused" in document) {
    yield document.refused;
    return;
  }
  const { node, text } = document;
  const items = node.kind === "array" ? node.items : [node];
  const reader = new PayloadReader(submission, { text, limits });
  for (const item of items.slice(0, limits.payloadsMax)) yield reader.read(item);
  const next = items[limits.payloadsMax];
  if (next === undefined && items.length > 0) return;
  submission.breakOff();
  const expected = `at most ${limits.payloadsMax} (payloadsMax); nothing from here on was read`;
  const isEmpty = items.length === 0;
  yield reader.apart(next ?? node, {
    code: isEmpty ? "FIELD_MISSING" : "LIMIT_REACHED",
    found: isEmpty ? "an empty list" : `${items.length} payloads`,
    expected: isEmpty ? "at least one payload" : expected,
  });
}

/** What programs put around a payload. */
const wrapperNames: readonly string[] = [
  "ivms101",
  "IVMS101",
  "identity",
  "identityPayload",
  "identity_payload",
  "payload",
  "data",
];

class PayloadReader {
  readonly #submission: SubmissionScope;
  readonly #text: string;
  readonly #limits: Ivms101Limits;
  /** Where each payload came first, by what it says. */
  readonly #lines = new Map<string, number>();

  constructor(submission: SubmissionScope, { text, limits }: { readonly text: string; readonly limits: Ivms101Limits }) {
    this.#submission = submission;
    this.#text = text;
    this.#limits = limits;
  }

  read(node: JsonNode): IngestItem {
    const payload = payloadIn(node, this.#limits.depthMax);
    if (payload === undefined) {
      const expected = "a payload with originator or beneficiary, or a natural or legal person";
      return this.apart(node, { code: "FILE_UNREADABLE", found: "a value without either", expected, rule: "ivms101/payload" });
    }
    const { path, line, column } = node;
    const leaves = jsonLeaves(node);
    const digest = digestContent(leaves, path);
    const firstLine = this.#lines.get(digest);
    if (firstLine !== undefined)
      return this.apart(node, {
        code: "RECORD_CONFLICT",
        found: `the payload of line ${firstLine} again, word for word`,
        expected: "each payload once in a file",
        rule: "ivms101/unique-payload",
      });
    this.#lines.set(digest, line);
    const scope = this.#submission.openReport({ reference: `ivms101 ${digest}` });
    const raw = this.#text.slice(node.start, node.end);
    const record = scope.record({ path: path === "" ? "/payload" : path, line, column, reference: null, raw, leaves });
    record.addHeading();
    mapPayload(payload, record, this.#limits.personsMax);
    const item = record.finish();
    if ("findings" in item) scope.isWhole = false;
    return item;
  }

  apart({ path, line, column, start, end }: JsonNode, finding: Omit<Finding, "where">): IngestItem {
    const { file, fileSha256 } = this.#submission.context;
    const raw = this.#text.slice(start, end);
    return {
      record: { fileSha256, locator: `${path === "" ? "/payload" : path} line ${line}`, rawSha256: digestText(raw) },
      findings: [{ ...finding, where: { file, line, column, path } }],
      raw,
    };
  }
}

/** The payload itself, inside what programs put around it. */
function payloadIn(node: JsonNode, depthLeft: number): JsonNode | undefined {
  if (node.kind !== "object" || depthLeft === 0) return undefined;
  const names = ["originator", "beneficiary", "originatingVasp", "beneficiaryVasp", "naturalPerson", "legalPerson"];
  if (names.some((name) => hasMember(node, name)) || isPerson(node)) return node;
  for (const name of wrapperNames) {
    const inner = node.entries.get(name);
    const payload = inner === undefined ? undefined : payloadIn(inner, depthLeft - 1);
    if (payload !== undefined) return payload;
  }
  return undefined;
}

/** Over every leaf: its place inside the payload and its value. */
function digestContent(leaves: readonly RecordLeaf[], path: string): string {
  const content = JSON.stringify(leaves.map((leaf) => [leaf.path.slice(path.length), leaf.value]));
  return digestFields("tributary/ivms101-content/1", [content]).slice(0, 32);
}
