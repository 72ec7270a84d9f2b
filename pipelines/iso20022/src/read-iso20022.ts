import { readXmlRecords, type SubmissionScope, type XmlAttribute, type XmlElement, type XmlRecord } from "@tributary/bank-kit";
import { type Finding, showFound } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import type { FilePart } from "./element-steps.ts";
import { type BoundName, FileBounds } from "./file-bounds.ts";
import type { OpenedElement, OpenMessage } from "./heading.ts";
import { type IsoLimits, isoLimits } from "./iso-limits.ts";
import { isOpened, kindOfMessage, messageNames, positionedNames } from "./message-kinds.ts";
import { apartItem, keepPart, type ReportReading } from "./report-reading.ts";
import { StatementReport } from "./statement-report.ts";
import { TransferMessage } from "./transfer-message.ts";

export interface Iso20022Source {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Where its reports are opened. */
  readonly submission: SubmissionScope;
  /** Offset such as `+07:00` of times that state none; without it such times are refused where a transfer rests on them. */
  readonly zoneOffset?: string | undefined;
  readonly limits?: IsoLimits | undefined;
}

/**
 * Reads a file of ISO 20022 messages, of whatever version, by local names: `Document` alone or in an envelope with application headers, one message
 * or several. One item for each report's heading, each payment or entry, each balance and later element. Bad ones are items with findings. A
 * file that breaks off yields what was complete, then an item with the reason. The same bytes and options give the same items.
 */
export async function* readIso20022(source: Iso20022Source): AsyncGenerator<IngestItem, void, undefined> {
  const reading = new FileReading(source);
  const { bytes, submission, limits = isoLimits } = source;
  const { file: origin } = submission.context;
  const records = readXmlRecords({
    bytes,
    origin,
    limits,
    positioned: positionedNames,
    isContainer: isOpened,
    isNamespaced: true,
  });
  for await (const record of records) {
    yield* reading.take(record);
    if (reading.isOver()) return;
  }
}

/** A container of the file that is open. */
interface OpenLevel {
  readonly path: string;
  readonly close: (() => Iterable<IngestItem>) | null;
}

class FileReading {
  readonly #submission: SubmissionScope;
  readonly #bounds: FileBounds;
  readonly #zoneOffset: string | null;
  readonly #levels: OpenLevel[] = [];
  readonly #knownBalances = new Map<string, bigint>();
  readonly #accounts = new Map<string, string>();
  #envelope: FilePart[] = [];
  #messageParts: FilePart[] = [];
  #namespace: string | null = null;
  #message: OpenMessage | undefined;
  #report: ReportReading | undefined;
  #messageCount = 0;
  #statementCount = 0;
  #paymentCount = 0;
  #lastStatement: StatementReport | undefined;
  #isOver = false;

  constructor({ submission, limits = isoLimits, zoneOffset = undefined }: Iso20022Source) {
    this.#submission = submission;
    this.#bounds = new FileBounds(limits);
    this.#zoneOffset = zoneOffset ?? null;
  }

  isOver(): boolean {
    return this.#isOver;
  }

  *take(record: XmlRecord): Generator<IngestItem, void, undefined> {
    if (record.kind === "root") yield* this.#open({ ...record, path: `/${localName(record.name)}` });
    else if (record.kind === "open") yield* this.#open(record);
    else if (record.kind === "close") yield* this.#close();
    else if (record.kind === "element") yield* this.#takeElement(record);
    else if (record.kind === "oversized") yield* this.#takeOversized(record);
    else if (record.kind === "broken") yield* this.#takeBroken(record);
    else yield* this.#end(record.line);
  }

  *#open({ name, path, line, attributes }: OpenedElement): Generator<IngestItem, void, undefined> {
    const opened = { name: localName(name), path, line, attributes };
    this.#namespace = namespaceOf(attributes) ?? this.#namespace;
    const bound = this.#message === undefined ? null : this.#bounds.countRecord();
    const kind = this.#message === undefined ? kindOfMessage(opened.name) : undefined;
    if (kind !== undefined) {
      this.#message = { kind, opened, envelope: this.#envelope, namespace: this.#namespace };
      this.#startMessage(this.#message);
    } else if (this.#message === undefined) this.#levels.push({ path, close: null });
    else if (bound !== null) yield* this.#stop(opened, bound);
    else if (this.#message.kind.family === "statements") this.#openStatement(this.#message, opened);
    else {
      yield* this.#report?.openContainer(opened) ?? [];
      const report = this.#report;
      this.#levels.push({ path, close: () => report?.closeContainer() ?? [] });
    }
  }

  #startMessage(message: OpenMessage): void {
    this.#messageCount += 1;
    this.#statementCount = 0;
    this.#lastStatement = undefined;
    const isStatements = message.kind.family === "statements";
    const options = { submission: this.#submission, zoneOffset: this.#zoneOffset };
    const report = isStatements ? undefined : new TransferMessage(message, options);
    this.#report = report;
    this.#levels.push({ path: message.opened.path, close: () => this.#endMessage(message, report) });
  }

  #openStatement(message: OpenMessage, opened: OpenedElement): void {
    this.#statementCount += 1;
    const [submission, zoneOffset] = [this.#submission, this.#zoneOffset];
    const [knownBalances, accounts] = [this.#knownBalances, this.#accounts];
    const messageParts = this.#statementCount === 1 ? [...message.envelope, ...this.#messageParts] : [];
    const report = new StatementReport({ message, opened, messageParts, submission, zoneOffset, knownBalances, accounts });
    this.#report = report;
    this.#levels.push({ path: opened.path, close: () => this.#endStatement(report) });
  }

  *#endStatement(report: StatementReport): Generator<IngestItem, void, undefined> {
    yield* report.close();
    this.#report = undefined;
    this.#lastStatement = report;
  }

  *#endMessage(message: OpenMessage, report: ReportReading | undefined): Generator<IngestItem, void, undefined> {
    if (report !== undefined) yield* report.close();
    else if (this.#statementCount === 0) {
      const { container } = message.kind;
      const { path, line } = message.opened;
      yield this.#apart(
        { code: "FIELD_MISSING", found: "nothing", expected: `at least one ${container}`, path: `${path}/${container}`, line },
        "",
      );
    }
    this.#message = undefined;
    this.#report = undefined;
    this.#envelope = [];
    this.#messageParts = [];
  }

  *#close(): Generator<IngestItem, void, undefined> {
    yield* this.#levels.pop()?.close?.() ?? [];
  }

  *#takeElement(part: FilePart): Generator<IngestItem, void, undefined> {
    const { element, raw } = part;
    const isPayment = element.name === this.#message?.kind.record && this.#report !== undefined;
    const bound = isPayment ? this.#bounds.countRecord() : this.#bounds.countPart(raw);
    if (isPayment) this.#paymentCount += 1;
    if (bound !== null) {
      yield* this.#stop(element, bound);
      return;
    }
    yield* this.#tellInside(part);
    if (this.#message === undefined) yield* this.#takeEnvelope(part);
    else if (this.#report !== undefined) yield* this.#report.take(part);
    else if (this.#lastStatement?.scope === undefined) this.#messageParts.push(part);
    else yield keepPart(part, this.#lastStatement.scope);
  }

  /** A payment inside of another part is kept as fields of that part and moved by nobody. */
  *#tellInside({ element, raw }: FilePart): Generator<IngestItem, void, undefined> {
    const name = this.#message?.kind.record;
    const inside = name === undefined ? undefined : findInside(element, name);
    if (inside === undefined) return;
    const { path, line } = inside;
    const expected = "each payment or entry directly in its message, statement or batch";
    yield this.#apart(
      { code: "FIELD_UNKNOWN", found: `<${inside.name}> inside of <${element.name}>`, expected, path, line },
      raw,
    );
  }

  /** What stands around messages: headers are kept with the next message; a message that is not read is said so. */
  *#takeEnvelope(part: FilePart): Generator<IngestItem, void, undefined> {
    const { element, raw } = part;
    const parent = this.#levels.at(-1)?.path ?? "";
    const isInDocument = /\/Document(\[\d+\])?$/.test(parent);
    if (isInDocument) {
      this.#messageCount += 1;
      const expected = "a message that is read here";
      const remark = { code: "FILE_UNREADABLE", found: `<${element.name}>`, expected, allowed: messageNames } as const;
      yield this.#apart({ ...remark, path: element.path, line: element.line }, raw);
    } else if (hidesMessage(element)) {
      const remark = { code: "FIELD_UNKNOWN", found: `a message inside <${element.name}>` } as const;
      const expected = "Document directly in an envelope, or in its Body, Payload or Message";
      yield this.#apart({ ...remark, expected, path: element.path, line: element.line }, raw);
    } else this.#envelope.push(part);
  }

  *#takeOversized({ path, finding, raw }: Extract<XmlRecord, { kind: "oversized" }>): Generator<IngestItem, void, undefined> {
    if (this.#report !== undefined && this.#isRecordPath(path)) {
      this.#paymentCount += 1;
      yield* this.#report.skip();
    }
    const { fileSha256 } = this.#submission.context;
    yield apartItem({ fileSha256, locator: `${path} line ${finding.where.line}`, raw }, [finding]);
  }

  #isRecordPath(path: string): boolean {
    return path.slice(path.lastIndexOf("/") + 1).replace(/\[\d+\]$/, "") === this.#message?.kind.record;
  }

  *#takeBroken({ finding, raw }: Extract<XmlRecord, { kind: "broken" }>): Generator<IngestItem, void, undefined> {
    this.#breakOff();
    const expected = `${finding.expected}; ${this.#paymentCount} complete payments or entries before it were read`;
    const { fileSha256 } = this.#submission.context;
    yield apartItem({ fileSha256, locator: `break line ${finding.where.line}`, raw }, [{ ...finding, expected }]);
  }

  *#stop({ path, line }: Pick<XmlElement, "path" | "line">, bound: BoundName): Generator<IngestItem, void, undefined> {
    this.#breakOff();
    const found = bound === "recordsMax" ? "more payments, statements and batches" : "more in a row that is no payment";
    const expected = `at most ${this.#bounds.limitOf(bound)} (${bound}); nothing from here on was read`;
    yield this.#apart({ code: "LIMIT_REACHED", found, expected, path, line }, "");
  }

  *#end(line: number): Generator<IngestItem, void, undefined> {
    while (this.#levels.length > 0) yield* this.#close();
    if (this.#messageCount > 0) return;
    this.#breakOff();
    const expected = "a Document with an ISO 20022 message that is read here";
    const remark = { code: "FILE_UNREADABLE", found: "no message", expected, allowed: messageNames } as const;
    yield this.#apart({ ...remark, path: "/", line }, "");
  }

  /** Nothing of the file is read from here on, and its reports are not known to be whole. */
  #breakOff(): void {
    this.#isOver = true;
    this.#submission.breakOff();
  }

  #apart(
    { path, line, ...remark }: Omit<Finding, "where"> & { readonly path: string; readonly line: number },
    raw: string,
  ): IngestItem {
    const { file, fileSha256 } = this.#submission.context;
    const finding: Finding = { ...remark, found: showFound(remark.found), where: { file, line, path } };
    return apartItem({ fileSha256, locator: `${path} line ${line}`, raw }, [finding]);
  }
}

/** The first element of a name, with elements in it, below another. */
function findInside({ children }: XmlElement, name: string): XmlElement | undefined {
  for (const child of children) {
    if (child.children.length === 0) continue;
    const found = child.name === name ? child : findInside(child, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A message that only a wrapper hides must not pass for a header. The depth is bounded by the parser. */
function hidesMessage(element: XmlElement): boolean {
  return element.name === "Document" || kindOfMessage(element.name) !== undefined || element.children.some(hidesMessage);
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function namespaceOf(attributes: readonly XmlAttribute[]): string | null {
  const stated = attributes.filter(({ name }) => name === "xmlns" || name.startsWith("xmlns:")).map(({ value }) => value.trim());
  return stated.find((value) => /:tech:xsd:[a-z]{4}\.\d{3}\.\d{3}\.\d{2}$/.test(value)) ?? null;
}
