import type { RecordLeaf, ReportedRecord, ReportScope, SubmissionScope } from "@tributary/bank-kit";
import { type Digest, digestFields } from "@tributary/domain";
import { checkCharacters } from "./field-checks.ts";
import type { MessageHeader } from "./message-header.ts";
import type { MessageKind } from "./message-kind.ts";
import { fieldOf, type MtField, type MtMessage, textOf } from "./mt-message.ts";
import type { References } from "./references.ts";

/** A message that is read, with what holds for all of its records. */
export interface OpenMessage {
  readonly message: MtMessage;
  readonly header: MessageHeader;
  readonly kind: MessageKind;
  /** The network refused it: it never reached its receiver. */
  readonly isRefused: boolean;
  readonly submission: SubmissionScope;
  readonly zoneOffset: string | null;
  /** Of the whole file. */
  readonly references: References;
}

export interface OpenedReport {
  readonly scope: ReportScope;
  readonly record: ReportedRecord;
}

/**
 * Opens a message's report and its first record. The report is called by kind, sender and `:20:`, a statement also by what tells its pages apart.
 * The same text again is an error of the record; the same name with another text is a report of its own, with a warning.
 */
export function openReport(open: OpenMessage, distinction: readonly string[], fields: readonly MtField[]): OpenedReport {
  const { message, header, kind, submission, references } = open;
  const { path, line, raw } = message;
  const reference = textOf(fieldOf(message.fields, "20"));
  const name = reference === "" ? `file ${submission.context.fileSha256} ${path}` : reference;
  const stated = [`MT${kind}`, header.sender, name, ...distinction].filter((part) => part !== null && part !== "").join(" ");
  const seen = references.takeReport(stated, {
    content: JSON.stringify(message.fields.map(({ tag, lines }) => [tag, lines])),
    line,
  });
  const scope = submission.openReport({ reference: seen.name, reportCode: `MT${kind}`, narrative: narrativeOf(message.fields) });
  const leaves = [...leavesAround(message), ...fields.map((field) => leafOf(field, field.path))];
  const record = scope.record({ path, line, reference: reference === "" ? null : reference, raw, leaves });
  record.addHeading();
  const place = fieldOf(message.fields, "20") ?? { path: `${path}/20`, line };
  if (reference === "")
    record.error(place, {
      code: "FIELD_MISSING",
      found: "nothing",
      expected: "the sender's reference",
      rule: "swift-mt/reference",
    });
  if (seen.isSame)
    record.error(place, {
      code: "RECORD_CONFLICT",
      found: `the message of line ${seen.firstLine} again, word for word`,
      expected: "each message once in a file",
      rule: "swift-mt/unique-reference",
    });
  else if (seen.firstLine !== null)
    record.warn(place, {
      code: "RECORD_CONFLICT",
      found: `the reference of line ${seen.firstLine} again, with other content`,
      expected: "a reference of its own for each message; it is read as another one",
      rule: "swift-mt/unique-reference",
    });
  checkCharacters(message, record);
  return { scope, record };
}

/** What a message says in words: of a payment its purpose and what the banks tell one another. */
function narrativeOf(fields: readonly MtField[]): string | null {
  const texts = ["70", "72"].map((tag) => textOf(fieldOf(fields, tag))).filter((text) => text !== "");
  return texts.length === 0 ? null : texts.join("\n");
}

/** Blocks 1, 2, 3 and 5, and lines before the message. */
function leavesAround({ path, line, blocks, before }: MtMessage): readonly RecordLeaf[] {
  return [
    ...before.map(({ number, text }, index) => ({ path: `${path}/line[${index + 1}]`, line: number, value: text })),
    ...[...blocks].map(([id, value]) => ({ path: `${path}/block[${id}]`, line, value })),
  ];
}

/** A field with all of its lines, as written. */
export function leafOf(field: MtField, path: string): RecordLeaf {
  return { path, line: field.line, value: field.lines.join("\n") };
}

/** Over every field of a record: its place inside it and its value. What stands around a message changes with each copy of it. */
export function digestContent({ source }: Pick<ReportedRecord, "source">): Digest {
  const leaves = source.leaves.map((leaf) => [leaf.path.slice(source.path.length), leaf.value] as const);
  const content = JSON.stringify(leaves.filter(([path]) => !/^\/(block|line)\[/.test(path)));
  return digestFields("tributary/swift-mt-content/1", [content]);
}
