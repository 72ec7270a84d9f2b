import {
  addWarning,
  leavesOf,
  type RecordLeaf,
  type ReportedRecord,
  type ReportScope,
  type SubmissionScope,
  startCheck,
  type XmlAttribute,
  type XmlElement,
} from "@tributary/bank-kit";
import { type FilePart, textAt } from "./element-steps.ts";
import type { MessageKind } from "./message-kinds.ts";

/** A message or a statement in it, where it was opened. */
export interface OpenedElement {
  readonly name: string;
  readonly path: string;
  readonly line: number;
  readonly attributes: readonly XmlAttribute[];
}

/** A message that is being read. */
export interface OpenMessage {
  readonly kind: MessageKind;
  readonly opened: OpenedElement;
  /** What stood before it in the envelope, its application header above all. */
  readonly envelope: readonly FilePart[];
  /** `urn:iso:std:iso:20022:tech:xsd:pacs.008.001.08`, where stated. */
  readonly namespace: string | null;
}

/** What stands before a report's first payment. */
export interface Heading {
  readonly message: OpenMessage;
  /** The message, or the statement in it: what is one report. */
  readonly opened: OpenedElement;
  /** Of the envelope and the message, for its first report, and of a statement. */
  readonly parts: readonly FilePart[];
  /** `MsgId`, or the statement's `Id`; null where the message leaves it out. */
  readonly id: string | null;
  /** Of a statement over several messages. */
  readonly page: string | null;
}

export interface OpenedReport {
  readonly scope: ReportScope;
  readonly record: ReportedRecord;
}

/**
 * Opens a report and its first record. Its reference is the message's kind with its own identifier: `camt.053 258158850`; each page of a statement
 * over several messages is a report of its own. Without an identifier the file's digest and the place stand in, with a warning.
 */
export function openHeading(heading: Heading, submission: SubmissionScope): OpenedReport {
  const { message, opened, parts, id, page } = heading;
  const { code } = message.kind;
  const name = id ?? `file ${submission.context.fileSha256} ${opened.path}`;
  const scope = submission.openReport({
    reference: `${code} ${name}${page === null ? "" : ` page ${page}`}`,
    reportCode: code,
    schemaVersion: message.namespace,
    statedDate: statedDate(parts),
  });
  const record = scope.record({
    path: opened.path,
    line: opened.line,
    reference: id,
    raw: parts.map((part) => part.raw).join("\n"),
    leaves: [...attributeLeaves(opened), ...parts.flatMap((part) => leavesOf(part.element))],
  });
  record.addHeading();
  if (id === null) {
    const check = startCheck(submission.context.file, null);
    const expected = "the message's or statement's own identifier; the same report in another file is another report";
    addWarning(check, opened, { code: "FIELD_MISSING", found: "nothing", expected, rule: "iso20022/reference" });
    record.check.warnings.push(...check.warnings);
  }
  return { scope, record };
}

function attributeLeaves({ path, line, attributes }: OpenedElement): readonly RecordLeaf[] {
  return attributes.map(({ name, value }) => ({ path: `${path}/@${name}`, line, value }));
}

/** The innermost date of creation: the statement's before the message's. */
function statedDate(parts: readonly FilePart[]): string | null {
  const own = parts.find(({ element }) => element.name === "CreDtTm")?.element;
  return textAt(own) ?? parts.map(({ element }) => textAt(element, "CreDtTm")).find((text) => text !== null) ?? null;
}

/** The part of this name, where it stands before the first payment. */
export function partNamed(parts: readonly FilePart[], name: string): XmlElement | undefined {
  return parts.find(({ element }) => element.name === name)?.element;
}
