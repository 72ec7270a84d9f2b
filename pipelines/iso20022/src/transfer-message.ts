import type { RecordSource, SubmissionScope, XmlElement } from "@tributary/bank-kit";
import { leavesOf } from "@tributary/bank-kit";
import type { IngestItem } from "@tributary/pipeline-kit";
import { accountScope } from "./account.ts";
import { ControlTotals } from "./control-totals.ts";
import { mapCreditTransfer, transactionReference } from "./credit-transfer.ts";
import { descend, type FilePart, identifierAt, recordOf } from "./element-steps.ts";
import { type OpenedElement, type OpenMessage, openHeading, partNamed } from "./heading.ts";
import { type BatchDebtor, mapBatch, mapPaymentOrder } from "./payment-order.ts";
import { PaymentReferences } from "./payment-references.ts";
import type { ReportContext, TotalledAmount } from "./report-context.ts";
import { apartItem, elementOf, keepPart, type ReportReading } from "./report-reading.ts";
import { mapReturnedPayment, originalReference } from "./returned-payment.ts";

interface OpenBatch {
  readonly opened: OpenedElement;
  readonly parts: FilePart[];
  readonly totals: ControlTotals;
  /** Undefined until the batch's first payment. */
  debtor: BatchDebtor | undefined;
}

/** A pacs.008, pacs.009, pacs.004, camt.056 or pain.001: one report. Its heading ends at the first payment or batch. */
export class TransferMessage implements ReportReading {
  readonly #message: OpenMessage;
  readonly #submission: SubmissionScope;
  readonly #zoneOffset: string | null;
  readonly #parts: FilePart[] = [];
  readonly #totals = new ControlTotals();
  #report: ReportContext | undefined;
  #batch: OpenBatch | undefined;

  constructor(message: OpenMessage, options: { readonly submission: SubmissionScope; readonly zoneOffset: string | null }) {
    this.#message = message;
    this.#submission = options.submission;
    this.#zoneOffset = options.zoneOffset;
  }

  *take(part: FilePart): Generator<IngestItem, void, undefined> {
    if (part.element.name === this.#message.kind.record) yield* this.#takePayment(part);
    else if (this.#batch !== undefined && this.#batch.debtor === undefined) this.#batch.parts.push(part);
    else if (this.#report === undefined) this.#parts.push(part);
    else yield keepPart(part, this.#report.scope);
  }

  *openContainer(opened: OpenedElement): Generator<IngestItem, void, undefined> {
    yield* this.#begin().items;
    this.#batch = { opened, parts: [], totals: new ControlTotals(), debtor: undefined };
  }

  *closeContainer(): Generator<IngestItem, void, undefined> {
    const { context, items } = this.#begin();
    yield* items;
    const batch = this.#batch;
    if (batch === undefined) return;
    yield* this.#beginBatch(batch, context);
    const header = elementOf(
      batch.opened,
      batch.parts.map(({ element }) => element),
    );
    yield* this.#checkTotals(batch.totals, header, identifierAt(header, "PmtInfId"));
    this.#batch = undefined;
  }

  *skip(): Generator<IngestItem, void, undefined> {
    yield* this.#begin().items;
    this.#count(undefined);
  }

  *close(): Generator<IngestItem, void, undefined> {
    yield* this.#begin().items;
    const header = partNamed(this.#parts, this.#message.kind.code === "camt.056" ? "CtrlData" : "GrpHdr");
    yield* this.#checkTotals(this.#totals, header, this.#id());
  }

  #id(): string | null {
    const isRequest = this.#message.kind.code === "camt.056";
    return isRequest
      ? identifierAt(partNamed(this.#parts, "Assgnmt"), "Id")
      : identifierAt(partNamed(this.#parts, "GrpHdr"), "MsgId");
  }

  #begin(): { readonly context: ReportContext; readonly items: readonly IngestItem[] } {
    if (this.#report !== undefined) return { context: this.#report, items: [] };
    const { opened } = this.#message;
    const parts = [...this.#message.envelope, ...this.#parts];
    const heading = { message: this.#message, opened, parts, id: this.#id(), page: null };
    const { scope, record } = openHeading(heading, this.#submission);
    const { submitter, reference } = scope.version;
    const accounts = accountScope(["report", submitter, reference]);
    this.#report = { scope, zoneOffset: this.#zoneOffset, accountScope: accounts, references: new PaymentReferences() };
    return { context: this.#report, items: [record.finish()] };
  }

  /** What a batch says of itself is a record of its own; its payments name the payer through it. */
  *#beginBatch(batch: OpenBatch, report: ReportContext): Generator<IngestItem, void, undefined> {
    if (batch.debtor !== undefined) return;
    const element = elementOf(
      batch.opened,
      batch.parts.map((part) => part.element),
    );
    const reference = identifierAt(element, "PmtInfId");
    const raw = batch.parts.map((part) => part.raw).join("\n");
    const { path, line } = element;
    const leaves = element.children.length + element.attributes.length === 0 ? [] : leavesOf(element);
    const source: RecordSource = { path, line, raw, reference, leaves };
    const record = report.scope.record(source);
    const debtor = mapBatch(element, record, report);
    batch.debtor = record.check.errors.length > 0 ? { partyId: null, account: null } : debtor;
    yield record.finish();
  }

  *#takePayment(part: FilePart): Generator<IngestItem, void, undefined> {
    const { context, items } = this.#begin();
    yield* items;
    if (this.#batch !== undefined) yield* this.#beginBatch(this.#batch, context);
    context.references.position += 1n;
    const { element } = part;
    const { family } = this.#message.kind;
    const reference = family === "returns" ? originalReference(element) : transactionReference(element);
    const record = context.scope.record(recordOf(part, reference));
    const payment = { element, record, position: context.references.position };
    this.#count(this.#map(payment, context));
    yield record.finish();
  }

  #map(payment: Omit<Parameters<typeof mapCreditTransfer>[0], "groupDate">, context: ReportContext): TotalledAmount {
    const { family, code } = this.#message.kind;
    if (family === "returns") return mapReturnedPayment({ ...payment, code }, context);
    if (family === "instructions") return mapPaymentOrder({ ...payment, debtor: this.#batch?.debtor }, context);
    return mapCreditTransfer({ ...payment, groupDate: this.#groupDate() }, context);
  }

  #groupDate(): XmlElement | undefined {
    return descend(partNamed(this.#parts, "GrpHdr"), "IntrBkSttlmDt");
  }

  #count(amount: TotalledAmount): void {
    this.#totals.add(amount);
    this.#batch?.totals.add(amount);
  }

  *#checkTotals(
    totals: ControlTotals,
    header: XmlElement | undefined,
    reference: string | null,
  ): Generator<IngestItem, void, undefined> {
    const { file, fileSha256 } = this.#submission.context;
    const findings = totals.check(header, file, reference);
    const [first] = findings;
    if (first !== undefined)
      yield apartItem({ fileSha256, locator: `${first.where.path} totals line ${first.where.line}`, raw: "" }, findings);
  }
}
