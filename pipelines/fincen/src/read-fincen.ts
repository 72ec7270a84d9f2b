import {
  leavesOf,
  type RecordLeaf,
  type ReportScope,
  readXmlRecords,
  type SubmissionScope,
  statedText,
  type XmlElement,
  type XmlRecord,
} from "@tributary/bank-kit";
import { digestText, type Finding, type Refusal, showFound } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { readActivity } from "./activity.ts";
import { type FincenLimits, fincenLimits } from "./fincen-limits.ts";

export interface FincenSource {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Where its reports are opened. */
  readonly submission: SubmissionScope;
  readonly limits?: FincenLimits | undefined;
}

/**
 * Reads one batch file of FinCEN, SAR or CTR: each `Activity` is a report and one item. Acknowledgements and other forms are refused in words.
 * A file that breaks off yields what was complete, then an item with the reason. The same bytes give the same items.
 */
export async function* readFincen(source: FincenSource): AsyncGenerator<IngestItem, void, undefined> {
  const reading = new BatchReading(source);
  const { bytes, submission, limits = fincenLimits } = source;
  const origin = submission.context.file;
  for await (const record of readXmlRecords({ bytes, origin, limits, positioned: new Set(["Activity"]), isNamespaced: true })) {
    yield* reading.take(record);
    if (reading.isOver()) return;
  }
}

class BatchReading {
  private readonly submission: SubmissionScope;
  private readonly limits: FincenLimits;
  private rootLeaves: readonly RecordLeaf[] = [];
  private rootLine = 1;
  private statedCount: string | null = null;
  private readonly lineByReference = new Map<string, number>();
  private count = 0;
  private last: ReportScope | undefined;
  private over = false;

  constructor({ submission, limits = fincenLimits }: FincenSource) {
    this.submission = submission;
    this.limits = limits;
  }

  isOver(): boolean {
    return this.over;
  }

  *take(record: XmlRecord): Generator<IngestItem, void, undefined> {
    if (record.kind === "root") yield* this.takeRoot(record);
    else if (record.kind === "element") yield* this.takeElement(record.element, record.raw);
    else if (record.kind === "oversized") yield* this.takeOversized(record);
    else if (record.kind === "broken") yield* this.takeBroken(record);
    else if (record.kind === "end") yield* this.takeEnd();
  }

  private *takeRoot({ name, line, attributes }: Extract<XmlRecord, { kind: "root" }>): Generator<IngestItem, void, undefined> {
    const path = `/${name}`;
    this.rootLine = line;
    this.rootLeaves = attributes.map((attribute) => ({ path: `${path}/@${attribute.name}`, line, value: attribute.value }));
    this.statedCount = attributes.find((attribute) => attribute.name === "ActivityCount")?.value ?? null;
    const status = attributes.find((attribute) => attribute.name === "StatusCode")?.value;
    if (name !== "EFilingBatchXML")
      yield this.refuseFile({ path, line }, { ...notBatch, found: `root element <${showFound(name)}>` });
    else if (status !== undefined) yield this.refuseFile({ path, line }, acknowledgement(status));
  }

  private *takeElement(element: XmlElement, raw: string): Generator<IngestItem, void, undefined> {
    if (element.name === "Activity") yield* this.takeActivity(element, raw);
    else if (element.name === "EFilingSubmissionXML") yield this.refuseFile(element, acknowledgement(null));
    else if (element.name === "FormTypeCode") yield* this.takeForm(element, raw);
    else
      yield this.apart(
        element,
        { code: "FIELD_UNKNOWN", found: `<${showFound(element.name)}>`, expected: "Activity or FormTypeCode" },
        raw,
      );
  }

  /** Each report tells its form by what it holds. The batch's own word is kept with every report after it, or with the last one before it. */
  private *takeForm(element: XmlElement, raw: string): Generator<IngestItem, void, undefined> {
    const form = statedText(element);
    const { path, line } = element;
    const leaves = leavesOf(element);
    if (form === "SARX" || form === "CTRX") {
      this.rootLeaves = [...this.rootLeaves, ...leaves];
      if (this.last?.isWhole === true) yield this.last.record({ path, line, reference: null, raw, leaves }).finish();
      return;
    }
    const expected = "SARX or CTRX; other forms of FinCEN are not read";
    yield this.apart(element, { code: "VALUE_UNREADABLE", found: `form ${showFound(form ?? "nothing")}`, expected }, raw);
  }

  private *takeActivity(element: XmlElement, raw: string): Generator<IngestItem, void, undefined> {
    if (this.count >= this.limits.activitiesMax) {
      const { activitiesMax } = this.limits;
      const expected = `at most ${activitiesMax} in one file (activitiesMax); nothing from here on was read`;
      this.breakOff();
      yield this.apart(element, { code: "LIMIT_REACHED", found: "more activities", expected }, "");
      return;
    }
    this.count += 1;
    const read = readActivity(
      { element, raw, rootLeaves: this.rootLeaves, position: this.count, lineByReference: this.lineByReference },
      this.submission,
    );
    this.last = read.scope;
    yield read.item;
  }

  private *takeOversized({
    path,
    finding,
    raw,
  }: Extract<XmlRecord, { kind: "oversized" }>): Generator<IngestItem, void, undefined> {
    if (path.startsWith("/EFilingBatchXML/Activity[")) this.count += 1;
    yield this.kept(`${path} line ${finding.where.line}`, [finding], raw);
  }

  private *takeBroken({ finding, raw }: Extract<XmlRecord, { kind: "broken" }>): Generator<IngestItem, void, undefined> {
    this.breakOff();
    const expected = `${finding.expected}; ${this.count} complete activities before it were read`;
    yield this.kept(`break line ${finding.where.line}`, [{ ...finding, expected }], raw);
  }

  /** A batch says how many activities it holds. Fewer mean that some were lost on the way. */
  private *takeEnd(): Generator<IngestItem, void, undefined> {
    if (this.over || this.statedCount === null || this.statedCount.trim() === String(this.count)) return;
    const place = { path: "/EFilingBatchXML/@ActivityCount", line: this.rootLine };
    const expected = "as many as the file holds; what is there was read, and what is missing was not sent";
    const found = `ActivityCount "${showFound(this.statedCount)}", and ${this.count} activities`;
    yield this.apart(place, { code: "VALUE_UNREADABLE", found, expected }, "");
  }

  private breakOff(): void {
    this.over = true;
    this.submission.breakOff();
  }

  private refuseFile(place: { readonly path: string; readonly line: number }, refusal: Refusal): IngestItem {
    this.breakOff();
    return this.apart(place, refusal, "");
  }

  private apart({ path, line }: { readonly path: string; readonly line: number }, refusal: Refusal, raw: string): IngestItem {
    const where = { file: this.submission.context.file, line, path };
    return this.kept(`${path} line ${line}`, [{ ...refusal, where }], raw);
  }

  private kept(locator: string, findings: readonly Finding[], raw: string): IngestItem {
    const { fileSha256 } = this.submission.context;
    return { record: { fileSha256, locator, rawSha256: digestText(raw) }, findings, raw };
  }
}

const notBatch = { code: "FILE_UNREADABLE", expected: "a batch of FinCEN, root element <EFilingBatchXML>" } as const;

/** FinCEN's answers have the same root as batches. */
function acknowledgement(status: string | null): Refusal {
  return {
    code: "FILE_UNREADABLE",
    found: `an acknowledgement of FinCEN${status === null ? "" : `, status ${showFound(status)}`}`,
    expected: "the batch that was filed: an acknowledgement says what FinCEN answered and holds no reports",
  };
}
