import {
  addWarning,
  childOf,
  type RecordCheck,
  type ReportedRecord,
  readXmlRecords,
  type SubmissionScope,
  startCheck,
  statedText,
  type XmlElement,
  type XmlRecord,
} from "@tributary/bank-kit";
import type { Digest, Finding } from "@tributary/domain";
import { digestText, type IngestItem } from "@tributary/pipeline-kit";
import { mapActivity } from "./activity.ts";
import { FormCheck, type SentFile } from "./check/form-check.ts";
import { type GoamlLimits, goamlLimits } from "./goaml-limits.ts";
import type { GoamlProfile } from "./goaml-profile.ts";
import { recordOf } from "./record-of.ts";
import type { ReportContext } from "./report-context.ts";
import { checkCurrency, type HeaderPart, mapHeader, type ReportDefaults } from "./report-header.ts";
import type { Structure } from "./structure/structure.ts";
import { digestTransaction, mapTransaction } from "./transaction.ts";
import { containerTest } from "./transactions-container.ts";

export interface GoamlSource {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Where its report is opened. */
  readonly submission: SubmissionScope;
  readonly profile: GoamlProfile;
  /** Offset of times that state none, where the profile has no zone. */
  readonly zoneOffset?: string | undefined;
  readonly limits?: GoamlLimits | undefined;
  /** Where given, the file's form is checked along with the reading, and what breaks it is told. */
  readonly structure?: Structure | undefined;
  /** What the report itself may leave out. */
  readonly defaults?: ReportDefaults | undefined;
  /** Files that came with the report. */
  readonly attachments?: readonly SentFile[] | undefined;
}

/**
 * Reads one goAML report file, 4.0.x or 5.0.x, as ledger rows: one item for the header, one for each transaction, activity and
 * later element. Bad transactions are items with findings. A file that breaks off yields what was complete, then an item
 * with the reason. The same bytes and options give the same items, however the bytes come in pieces.
 */
export async function* readGoaml(source: GoamlSource): AsyncGenerator<IngestItem, void, undefined> {
  const reading = new GoamlReading(source);
  const { submission, limits = goamlLimits } = source;
  const { file: origin } = submission.context;
  const bytes = reading.count(source.bytes);
  const positioned = new Set(["transaction"]);
  let held: IngestItem | undefined;
  for await (const record of readXmlRecords({ bytes, origin, limits, positioned, isContainer: containerTest() })) {
    for (const item of reading.take(record)) {
      if (held !== undefined) yield held;
      held = item;
    }
    if (reading.isOver()) break;
  }
  // What only the end shows goes with the last item.
  if (held !== undefined) yield withWarnings(held, reading.lateFindings());
}

function withWarnings(item: IngestItem, warnings: readonly Finding[]): IngestItem {
  if (warnings.length === 0) return item;
  if ("rows" in item) return { ...item, warnings: [...(item.warnings ?? []), ...warnings] };
  return { ...item, findings: [...item.findings, ...warnings] };
}

interface SeenTransaction {
  readonly contentDigest: Digest;
  readonly line: number;
}

/** Children of `report` in every edition, beside `transaction` and `activity`. */
const headerNames: ReadonlySet<string> = new Set([
  "schema_version",
  "rentity_id",
  "rentity_branch",
  "submission_code",
  "report_code",
  "entity_reference",
  "fiu_ref_number",
  "prev_rejected_ref_number",
  "submission_date",
  "report_date",
  "currency_code_local",
  "reporting_person",
  "reporting_user_code",
  "location",
  "reason",
  "action",
]);
const trailerNames: ReadonlySet<string> = new Set(["report_indicators", "additional_information"]);

class GoamlReading {
  private readonly source: GoamlSource;
  private readonly limits: GoamlLimits;
  private readonly parts: HeaderPart[] = [];
  private readonly seen = new Map<string, SeenTransaction>();
  private root: XmlElement = { name: "report", path: "/report", line: 1, column: 1, attributes: [], children: [], text: "" };
  private context: ReportContext | undefined;
  private readonly headerCheck: RecordCheck;
  private readonly form: FormCheck;
  private transactionCount = 0n;
  private over = false;

  constructor(source: GoamlSource) {
    this.source = source;
    this.limits = source.limits ?? goamlLimits;
    this.headerCheck = startCheck(source.submission.context.file, null);
    this.form = new FormCheck(source);
  }

  count(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    return this.form.count(bytes);
  }

  lateFindings(): readonly Finding[] {
    return this.over ? [] : this.form.lateFindings();
  }

  isOver(): boolean {
    return this.over;
  }

  *take(record: XmlRecord): Generator<IngestItem, void, undefined> {
    this.form.take(record);
    if (record.kind === "root") yield* this.takeRoot(record);
    else if (record.kind === "element") yield* this.takeElement(record);
    else if (record.kind === "oversized") yield* this.takeOversized(record);
    else if (record.kind === "broken") yield* this.takeBroken(record);
    else if (record.kind === "end") yield* this.begin().items;
  }

  private *takeRoot({ name, line, attributes }: Extract<XmlRecord, { kind: "root" }>): Generator<IngestItem, void, undefined> {
    this.root = { ...this.root, name, path: `/${name}`, line, attributes };
    if (name === "report" || name === "reportdata") return;
    this.breakOff();
    const finding: Finding = {
      code: "FILE_UNREADABLE",
      found: `root element <${name}>`,
      expected: "a goAML report, root element <report> or <reportdata> without a namespace prefix",
      where: { file: this.source.submission.context.file, line, path: `/${name}` },
    };
    yield this.apart({ locator: `/${name} line ${line}`, raw: "", findings: [finding] });
  }

  private *takeElement({ element, raw }: HeaderPart): Generator<IngestItem, void, undefined> {
    if (element.name === "transaction") yield* this.takeTransaction({ element, raw });
    else if (element.name === "activity") {
      const { context, items } = this.begin();
      yield* items;
      if (this.over) return;
      const record = context.scope.record(recordOf(element, raw, null));
      mapActivity(element, record, context);
      refuseInside(element, record);
      yield this.finish(record);
    } else if (hidesPayments(element)) yield* this.takeHidden({ element, raw });
    else if (this.context === undefined && !trailerNames.has(element.name)) {
      warnOfUnknown(this.headerCheck, element);
      this.warnOfSecond(element);
      this.form.keepForHeader();
      this.parts.push({ element, raw });
    } else yield* this.takeTrailer({ element, raw });
  }

  /** What stands after the transactions, or in their place: kept as fields. */
  private *takeTrailer({ element, raw }: HeaderPart): Generator<IngestItem, void, undefined> {
    const { context, items } = this.begin();
    yield* items;
    if (this.over) return;
    const record = context.scope.record(recordOf(element, raw, null));
    if (element.name === "currency_code_local") checkCurrency(element, context.profile, record.check);
    if (headerNames.has(element.name)) {
      const expected = `${element.name} before the first transaction; it is kept as a field only`;
      record.warn(element, { code: "VALUE_UNREADABLE", found: `<${element.name}> after a transaction`, expected });
    } else warnOfUnknown(record.check, element);
    if (element.name === "report_indicators") addIndicators(element, record);
    this.form.remember(record.check);
    yield this.finish(record);
  }

  /** Payments that only a spelling or a wrapper hides must not pass for an unknown field. */
  private *takeHidden({ element, raw }: HeaderPart): Generator<IngestItem, void, undefined> {
    yield* this.begin().items;
    if (this.over) return;
    const where = { file: this.source.submission.context.file, line: element.line, path: element.path };
    const expected = "<transaction> or <activity>, in small letters and directly under <report>";
    yield this.apart({
      ...place(element),
      raw,
      findings: [{ code: "FIELD_UNKNOWN", found: `<${element.name}>`, expected, where }],
    });
  }

  private *takeTransaction({ element, raw }: HeaderPart): Generator<IngestItem, void, undefined> {
    const { context, items } = this.begin();
    yield* items;
    if (this.over) return;
    this.transactionCount += 1n;
    if (this.transactionCount > BigInt(this.limits.transactionsMax)) {
      this.breakOff();
      const { transactionsMax } = this.limits;
      const where = { file: this.source.submission.context.file, line: element.line, path: element.path };
      const expected = `at most ${transactionsMax} in one file (transactionsMax); nothing from here on was read`;
      yield this.apart({
        ...place(element),
        raw: "",
        findings: [{ code: "LIMIT_REACHED", found: "more transactions", expected, where }],
      });
      return;
    }
    const number = ownCopy(statedText(childOf(element, "transactionnumber")));
    const record = context.scope.record(recordOf(element, raw, number));
    const contentDigest = digestTransaction(record);
    mapTransaction({ element, record, contentDigest, position: this.transactionCount }, context);
    refuseInside(element, record);
    this.checkRepeated(element, record, contentDigest);
    yield this.finish(record);
  }

  /** The first transaction of a number loads, whatever the second says: each is shown, none is counted twice. */
  private checkRepeated(element: XmlElement, record: ReportedRecord, contentDigest: Digest): void {
    const number = record.source.reference;
    if (number === null) return;
    const first = this.seen.get(number);
    if (first === undefined) {
      this.seen.set(number, { contentDigest, line: element.line });
      return;
    }
    const found =
      first.contentDigest === contentDigest
        ? `the transaction of line ${first.line} again, word for word (content ${contentDigest})`
        : `content ${contentDigest} under the number of line ${first.line}, whose content is ${first.contentDigest}`;
    record.error(element, { code: "RECORD_CONFLICT", found, expected: "each transactionnumber once in a report" });
  }

  private *takeOversized({
    path,
    finding,
    raw,
  }: Extract<XmlRecord, { kind: "oversized" }>): Generator<IngestItem, void, undefined> {
    if (/\/transaction\[\d+\]$/.test(path)) {
      yield* this.begin().items;
      if (this.over) return;
      this.transactionCount += 1n;
    }
    yield this.apart({ locator: `${path} line ${finding.where.line}`, raw, findings: [finding] });
  }

  private *takeBroken({ finding, raw }: Extract<XmlRecord, { kind: "broken" }>): Generator<IngestItem, void, undefined> {
    this.breakOff();
    const loaded = this.context === undefined ? "" : `; ${this.transactionCount} complete transactions before it were read`;
    const findings = [{ ...finding, expected: `${finding.expected}${loaded}` }];
    yield this.apart({ locator: `break line ${finding.where.line}`, raw, findings });
  }

  /** Ends the header at the first record that needs it. */
  private begin(): { readonly context: ReportContext; readonly items: readonly IngestItem[] } {
    if (this.context !== undefined) return { context: this.context, items: [] };
    const { submission, profile, zoneOffset = null } = this.source;
    const header = { root: this.root, parts: this.parts };
    const { record, context } = mapHeader(header, { submission, profile, zoneOffset, defaults: this.source.defaults ?? {} });
    this.context = context;
    record.check.warnings.push(...this.headerCheck.warnings);
    addAttachments(this.source.attachments ?? [], record);
    this.form.addToHeader(record.check);
    if (record.check.errors.length > 0) this.breakOff();
    return { context, items: [record.finish()] };
  }

  private finish(record: ReportedRecord): IngestItem {
    this.form.addTo(record.check);
    return record.finish();
  }

  /** Nothing of the file is read from here on, and its report is not known to be whole. */
  private breakOff(): void {
    this.over = true;
    this.source.submission.breakOff();
  }

  private apart({ locator, raw, findings }: { locator: string; raw: string; findings: readonly Finding[] }): IngestItem {
    return { record: this.record(locator, raw), findings, raw };
  }

  private record(locator: string, raw: string): IngestItem["record"] {
    return { fileSha256: this.source.submission.context.fileSha256, locator, rawSha256: digestText(raw) };
  }

  private warnOfSecond(element: XmlElement): void {
    if (!this.parts.some((part) => part.element.name === element.name)) return;
    const expected = `one ${element.name}; the first one counts, this one is kept as a field`;
    addWarning(this.headerCheck, element, { code: "VALUE_UNREADABLE", found: `a second <${element.name}>`, expected });
  }
}

/** A part of a text keeps the whole text in memory; what is kept to the file's end must not. */
function ownCopy(text: string | null): string | null {
  return text === null ? null : Buffer.from(text).toString();
}

function warnOfUnknown(check: RecordCheck, element: XmlElement): void {
  if (headerNames.has(element.name) || trailerNames.has(element.name)) return;
  const expected = "an element of a goAML report; it is kept as fields, and no transfer is read from it";
  addWarning(check, element, { code: "FIELD_UNKNOWN", found: `<${element.name}>`, expected });
}

function addAttachments(files: readonly SentFile[], record: ReportedRecord): void {
  for (const { index, name, mediaType, byteCount, sha256 } of files) {
    record.addAttachment({ path: `attachment[${index}]`, name, mediaType, byteCount: BigInt(byteCount), sha256 });
  }
}

function addIndicators(element: XmlElement, record: ReportedRecord): void {
  for (const indicator of element.children) {
    const code = statedText(indicator);
    if (code !== null) record.addIndicator({ path: indicator.path, code });
  }
}

/** `transaction` or `activity` in other letters, or further down. */
function hidesPayments(element: XmlElement): boolean {
  return /^(transaction|activity)$/i.test(element.name) || element.children.some(hidesPayments);
}

/** A payment inside of another would be kept as its fields and moved by nobody. */
function refuseInside(element: XmlElement, record: ReportedRecord): void {
  for (const child of element.children) {
    if (child.children.length === 0) continue;
    if (child.name.length < 12 && hiddenNames.has(child.name.toLowerCase())) {
      const found = `<${child.name}> inside of <${element.name}>`;
      record.error(child, { code: "FIELD_UNKNOWN", found, expected: "each payment and activity directly under <report>" });
    } else refuseInside(child, record);
  }
}

const hiddenNames: ReadonlySet<string> = new Set(["transaction", "activity"]);

function place(element: XmlElement): { readonly locator: string } {
  return { locator: `${element.path} line ${element.line}` };
}
