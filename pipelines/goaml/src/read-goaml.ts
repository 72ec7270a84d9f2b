import { type Digest, digestText, type Finding } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { mapActivity } from "./activity.ts";
import type { GoamlProfile } from "./goaml-profile.ts";
import { addWarning, startCheck } from "./record-check.ts";
import type { ReportContext } from "./report-context.ts";
import { fieldsOf } from "./report-fields.ts";
import { checkCurrency, type HeaderPart, mapHeader } from "./report-header.ts";
import { type GoamlLimits, goamlLimits } from "./goaml-limits.ts";
import { type MappedRecord, type MappedTransaction, mapTransaction } from "./transaction.ts";
import { leavesOf, type XmlElement } from "@tributary/bank-kit";
import { readXmlRecords, type XmlRecord } from "@tributary/bank-kit";

export interface GoamlSource {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The file's name without folders. */
  readonly origin: string;
  readonly fileSha256: Digest;
  readonly profile: GoamlProfile;
  readonly submitter: string;
  /** Offset of times that state none, where the profile has no zone. */
  readonly zoneOffset?: string | undefined;
  readonly limits?: GoamlLimits | undefined;
  /** Told of what is odd about records that load all the same. */
  readonly onWarning?: ((warning: Finding) => void) | undefined;
}

/**
 * Reads one goAML report file, 4.0.x or 5.0.x, as ledger rows: one item for the header, one for each transaction, activity and
 * later element. Bad transactions are items with findings. A file that breaks off yields what was complete, then an item
 * with the reason. The same bytes and options give the same items, however the bytes come in pieces.
 */
export async function* readGoaml(source: GoamlSource): AsyncGenerator<IngestItem, void, undefined> {
  const reading = new GoamlReading(source);
  const { bytes, origin, limits = goamlLimits } = source;
  for await (const record of readXmlRecords({ bytes, origin, limits, positioned: new Set(["transaction"]) })) {
    yield* reading.take(record);
    if (reading.isOver()) return;
  }
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
  private root: XmlElement = { name: "report", path: "/report", line: 1, attributes: [], children: [], text: "" };
  private context: ReportContext | undefined;
  private transactionCount = 0n;
  private over = false;

  constructor(source: GoamlSource) {
    this.source = source;
    this.limits = source.limits ?? goamlLimits;
  }

  isOver(): boolean {
    return this.over;
  }

  *take(record: XmlRecord): Generator<IngestItem, void, undefined> {
    if (record.kind === "root") yield* this.takeRoot(record);
    else if (record.kind === "element") yield* this.takeElement(record);
    else if (record.kind === "oversized") yield* this.takeOversized(record);
    else if (record.kind === "broken") yield* this.takeBroken(record);
    else yield* this.begin().items;
  }

  private *takeRoot({ name, line, attributes }: Extract<XmlRecord, { kind: "root" }>): Generator<IngestItem, void, undefined> {
    this.root = { ...this.root, line, attributes };
    if (name === "report") return;
    this.over = true;
    const isTransactionsOnly = name === "reportdata";
    const finding: Finding = {
      code: "FILE_UNREADABLE",
      found: `root element <${name}>${isTransactionsOnly ? ", transactions without a report's header" : ""}`,
      expected: "a goAML report, root element <report> without a namespace prefix",
      where: { file: this.source.origin, line, path: `/${name}` },
    };
    yield this.apart({ locator: `/${name} line ${line}`, raw: "", findings: [finding] });
  }

  private *takeElement({ element, raw }: HeaderPart): Generator<IngestItem, void, undefined> {
    if (element.name === "transaction") yield* this.takeTransaction({ element, raw });
    else if (element.name === "activity") {
      const { context, items } = this.begin();
      yield* items;
      if (!this.over) yield this.decoded(element, raw, mapActivity(element, context));
    } else if (hidesPayments(element)) yield* this.takeHidden({ element, raw });
    else if (this.context === undefined && !trailerNames.has(element.name)) {
      this.warnOfUnknown(element);
      this.warnOfSecond(element);
      this.parts.push({ element, raw });
    } else yield* this.takeTrailer({ element, raw });
  }

  /** What stands after the transactions, or in their place: kept as fields. */
  private *takeTrailer({ element, raw }: HeaderPart): Generator<IngestItem, void, undefined> {
    const { context, items } = this.begin();
    yield* items;
    if (this.over) return;
    const check = startCheck(this.source.origin, null);
    if (element.name === "currency_code_local") checkCurrency(element, context.profile, check);
    if (headerNames.has(element.name)) {
      const expected = `${element.name} before the first transaction; it is kept as a field only`;
      addWarning(check, element, { code: "VALUE_UNREADABLE", found: `<${element.name}> after a transaction`, expected });
    } else this.warnOfUnknown(element);
    yield this.decoded(element, raw, { check, rows: { fields: fieldsOf(leavesOf(element), context.reportId) } });
  }

  /** Payments that only a spelling or a wrapper hides must not pass for an unknown field. */
  private *takeHidden({ element, raw }: HeaderPart): Generator<IngestItem, void, undefined> {
    yield* this.begin().items;
    if (this.over) return;
    const where = { file: this.source.origin, line: element.line, path: element.path };
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
      this.over = true;
      const { transactionsMax } = this.limits;
      const where = { file: this.source.origin, line: element.line, path: element.path };
      const expected = `at most ${transactionsMax} in one file (transactionsMax); nothing from here on was read`;
      yield this.apart({
        ...place(element),
        raw: "",
        findings: [{ code: "LIMIT_REACHED", found: "more transactions", expected, where }],
      });
      return;
    }
    const mapped = mapTransaction(element, this.transactionCount, context);
    this.checkRepeated(element, mapped);
    yield this.decoded(element, raw, mapped);
  }

  /** The first transaction of a number loads, whatever the second says: each is shown, none is counted twice. */
  private checkRepeated(element: XmlElement, { number, contentDigest, check }: MappedTransaction): void {
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
    const where = { file: this.source.origin, line: element.line, path: element.path, record: number };
    check.errors.push({ code: "RECORD_CONFLICT", found, expected: "each transactionnumber once in a report", where });
  }

  private *takeOversized({
    path,
    finding,
    raw,
  }: Extract<XmlRecord, { kind: "oversized" }>): Generator<IngestItem, void, undefined> {
    if (path.startsWith("/report/transaction[")) {
      yield* this.begin().items;
      if (this.over) return;
      this.transactionCount += 1n;
    }
    yield this.apart({ locator: `${path} line ${finding.where.line}`, raw, findings: [finding] });
  }

  private *takeBroken({ finding, raw }: Extract<XmlRecord, { kind: "broken" }>): Generator<IngestItem, void, undefined> {
    this.over = true;
    const loaded = this.context === undefined ? "" : `; ${this.transactionCount} complete transactions before it were read`;
    const findings = [{ ...finding, expected: `${finding.expected}${loaded}` }];
    yield this.apart({ locator: `break line ${finding.where.line}`, raw, findings });
  }

  /** Ends the header at the first record that needs it. */
  private begin(): { readonly context: ReportContext; readonly items: readonly IngestItem[] } {
    if (this.context !== undefined) return { context: this.context, items: [] };
    const { origin, fileSha256, profile, submitter, zoneOffset = null } = this.source;
    const options = { file: origin, fileSha256, profile, submitter, zoneOffset };
    const header = mapHeader({ root: this.root, parts: this.parts }, options);
    this.context = header.context;
    this.warn(header.warnings);
    if (header.errors.length === 0) return { context: header.context, items: [header.item] };
    this.over = true;
    const raw = this.parts.map((part) => part.raw).join("\n");
    return { context: header.context, items: [{ record: header.item.record, raw, findings: header.errors }] };
  }

  private decoded(element: XmlElement, raw: string, { rows, check }: MappedRecord): IngestItem {
    this.warn(check.warnings);
    if (check.errors.length > 0) return this.apart({ ...place(element), raw, findings: check.errors });
    return { record: this.record(place(element).locator, raw), rows };
  }

  private apart({ locator, raw, findings }: { locator: string; raw: string; findings: readonly Finding[] }): IngestItem {
    return { record: this.record(locator, raw), findings, raw };
  }

  private record(locator: string, raw: string): IngestItem["record"] {
    return { fileSha256: this.source.fileSha256, locator, rawSha256: digestText(raw) };
  }

  private warnOfUnknown(element: XmlElement): void {
    if (headerNames.has(element.name) || trailerNames.has(element.name)) return;
    const check = startCheck(this.source.origin, null);
    const expected = "an element of a goAML report; it is kept as fields, and no transfer is read from it";
    addWarning(check, element, { code: "FIELD_UNKNOWN", found: `<${element.name}>`, expected });
    this.warn(check.warnings);
  }

  private warnOfSecond(element: XmlElement): void {
    if (!this.parts.some((part) => part.element.name === element.name)) return;
    const check = startCheck(this.source.origin, null);
    const expected = `one ${element.name}; the first one counts, this one is kept as a field`;
    addWarning(check, element, { code: "VALUE_UNREADABLE", found: `a second <${element.name}>`, expected });
    this.warn(check.warnings);
  }

  private warn(warnings: readonly Finding[]): void {
    for (const warning of warnings) this.source.onWarning?.(warning);
  }
}

/** `transaction` or `activity` in other letters, or further down. */
function hidesPayments(element: XmlElement): boolean {
  return /^(transaction|activity)$/i.test(element.name) || element.children.some(hidesPayments);
}

function place(element: XmlElement): { readonly locator: string } {
  return { locator: `${element.path} line ${element.line}` };
}
