import {
  type AccountId,
  type Asset,
  type AssetId,
  type Atoms,
  type Digest,
  type Finding,
  type Precision,
  parseSourceName,
  parseTransferId,
  type SourceName,
  type TimeBasis,
  type TransferId,
  type UtcMicros,
  unwrap,
} from "@tributary/domain";
import {
  digestFields,
  digestText,
  type IngestItem,
  type Involvement,
  type LedgerRows,
  type Party,
  type PartyDetails,
  type PaymentShape,
} from "@tributary/pipeline-kit";
import { suspectZawgyi } from "../encoding/suspect-zawgyi.ts";
import { contentOfLeaves } from "./leaf-content.ts";
import {
  addError,
  addWarning,
  inFileOrder,
  type RecordCheck,
  type RecordPlace,
  type Remark,
  startCheck,
} from "./record-check.ts";
import { mentionsIn, type StatedMention, tellUntried } from "./recorded-mentions.ts";
import type { ReportScope } from "./report-scope.ts";

/** The source name of all transfers that come from banks' own records. It does not tell that there is a report. */
export const bankRecordSource: SourceName = unwrap(parseSourceName("bank-record"));

/** A leaf of a record, as its format has it: element, attribute, value of a JSON document, cell. */
export interface RecordLeaf {
  readonly path: string;
  readonly line: number;
  readonly value: string;
}

/** A record as it stands in its file. */
export interface RecordSource extends RecordPlace {
  /** What its sender calls it; findings name it. */
  readonly reference: string | null;
  /** The record's own text in the file; kept where the record is kept apart. */
  readonly raw: string;
  readonly leaves: readonly RecordLeaf[];
}

/** A movement between two accounts that a record states completely. */
export interface StatedTransfer {
  readonly occurredAt: UtcMicros;
  readonly precision: Precision;
  readonly basis: TimeBasis;
  /** Order within the file. */
  readonly sequence: bigint;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: Asset;
  readonly atoms: Atoms;
}

/** The part that somebody plays. */
export interface StatedPart {
  readonly path: string;
  readonly role: string;
  readonly paymentId?: Digest | null;
  readonly partyId?: Digest | null;
  readonly account?: AccountId | null;
  readonly transferId?: TransferId | null;
  readonly amount?: string | null;
  readonly currency?: string | null;
}

type MutableRows = { -readonly [Key in keyof LedgerRows]?: NonNullable<LedgerRows[Key]>[number][] };

/**
 * Gathers what one record says, as ledger rows with opaque ids, and what is wrong with it. With an error in it the whole record is
 * kept apart; nothing of it is written.
 */
export class ReportedRecord {
  readonly report: ReportScope;
  readonly source: RecordSource;
  readonly check: RecordCheck;
  readonly #rows: MutableRows = {};
  /** False for a check, which asks for transfers only: then nothing else is made, ids least of all. */
  readonly #isKept: boolean;
  #isHeading = false;
  /** It states something beside the report itself. */
  #saysMore = false;

  constructor(report: ReportScope, source: RecordSource) {
    this.report = report;
    this.source = source;
    this.#isKept = report.context.rowsWanted !== "transfers";
    this.check = startCheck(report.context.file, source.reference);
  }

  get id(): Digest {
    return this.#idOf("record", this.source.path);
  }

  error(place: RecordPlace, remark: Remark): void {
    addError(this.check, place, remark);
  }

  warn(place: RecordPlace, remark: Remark): void {
    addWarning(this.check, place, remark);
  }

  /** The report itself: its first record says so. */
  addHeading(): void {
    this.#isHeading = true;
    this.#push("reportVersions", this.report.version);
  }

  /** A party as this record states it; gives its id. `details` may be worked out only where somebody keeps them. */
  addParty(
    party: Omit<Party, "id" | "versionId" | "details"> & { readonly details: PartyDetails | (() => PartyDetails) },
  ): Digest {
    this.#saysMore = true;
    if (!this.#isKept) return unmade;
    const { path, kind, name, details } = party;
    const id = this.#idOf("party", path);
    const stated = cleanDetails(typeof details === "function" ? details() : details);
    this.#push("parties", { id, versionId: this.report.versionId, kind, name, details: stated, path });
    return id;
  }

  addAccount(stated: {
    readonly path: string;
    readonly account: AccountId;
    readonly institution: string;
    readonly currency?: string | null;
    readonly accountName?: string | null;
  }): void {
    this.#saysMore = true;
    if (!this.#isKept) return;
    const { path, account, institution, currency = null, accountName = null } = stated;
    const id = this.#idOf("account", path);
    this.#push("accounts", { id, versionId: this.report.versionId, account, institution, currency, accountName, path });
  }

  addPart(part: StatedPart): void {
    this.#saysMore = true;
    if (!this.#isKept) return;
    const { path, paymentId = null, partyId = null, account = null, transferId = null, amount = null, currency = null } = part;
    const role = plainRole(part.role);
    const id = this.#idOf("involvement", `${path} ${role}`);
    const row: Involvement = {
      id,
      versionId: this.report.versionId,
      paymentId,
      partyId,
      account,
      transferId,
      role,
      amount,
      currency,
      path,
    };
    this.#push("involvements", row);
  }

  /** The id that a payment of this reference has; parts may name it before the payment is added. */
  paymentIdOf(reference: string): Digest {
    return this.#idOf("payment", reference);
  }

  /**
   * The id that a transfer of this reference and content has. Opaque: it names neither submitter nor reference, and cannot be guessed from
   * them without the payment's whole content. The same in each version that states the same.
   */
  transferIdOf(reference: string, contentDigest: Digest): TransferId {
    if (!this.#isKept) return unmadeTransfer;
    const { submitter, reference: report } = this.report.version;
    const digest = digestFields("tributary/str-transfer/1", [submitter, report, reference, contentDigest]);
    return unwrap(parseTransferId(`br-${digest.slice(0, 32)}`));
  }

  /** `reference` is unique within the report: another payment under it is a conflict. A transfer only where `shape` is `two-sided`. */
  addPayment(stated: {
    readonly path: string;
    readonly reference: string;
    readonly shape: PaymentShape;
    readonly transfer?: StatedTransfer & { readonly id: TransferId };
  }): Digest {
    this.#saysMore = true;
    const { path, reference, shape, transfer } = stated;
    const id = this.paymentIdOf(reference);
    const made = transfer === undefined ? null : { source: bankRecordSource, id: transfer.id, sequence: transfer.sequence };
    if (this.#isKept)
      this.#push("payments", { id, versionId: this.report.versionId, recordId: this.id, shape, transfer: made, reference, path });
    if (transfer !== undefined) this.#addTransfer(transfer);
    return id;
  }

  #addTransfer(transfer: StatedTransfer & { readonly id: TransferId }): void {
    const { id, occurredAt, precision, basis, sequence, from, to, asset, atoms } = transfer;
    const assetId: AssetId = asset.id;
    const made = { source: bankRecordSource, asset: assetId, reference: null };
    this.#push("transfers", { id, occurredAt, precision, basis, sequence, from, to, atoms, ...made });
    if (this.#isKept) this.#push("assets", asset);
  }

  addActivity(stated: {
    readonly path: string;
    readonly kind: string;
    readonly from?: string | null;
    readonly to?: string | null;
    readonly amount?: string | null;
    readonly currency?: string | null;
    readonly description?: string | null;
  }): void {
    this.#saysMore = true;
    if (!this.#isKept) return;
    const { path, kind, from = null, to = null, amount = null, currency = null, description = null } = stated;
    const id = this.#idOf("activity", path);
    this.#push("activities", {
      id,
      versionId: this.report.versionId,
      kind: plainRole(kind),
      from,
      to,
      amount,
      currency,
      description,
      path,
    });
  }

  addIndicator({ path, code }: { readonly path: string; readonly code: string }): void {
    if (!this.#isKept) return;
    this.#push("indicators", { id: this.#idOf("indicator", path), versionId: this.report.versionId, code, path });
  }

  addAttachment(stated: {
    readonly path: string;
    readonly name: string;
    readonly mediaType: string;
    readonly byteCount: bigint;
    readonly sha256: Digest;
  }): void {
    this.#saysMore = true;
    if (!this.#isKept) return;
    const { path, name, mediaType, byteCount, sha256 } = stated;
    const id = this.#idOf("attachment", path);
    this.#push("attachments", { id, versionId: this.report.versionId, sha256, byteCount, mediaType, name });
  }

  /** Something that the record names and no leaf alone shows: mentions inside leaves are found without being asked for. */
  addMention(mention: StatedMention): void {
    if (!this.#isKept) return;
    const id = this.#idOf("mention", `${mention.path} ${mention.position} ${mention.kind} ${mention.account ?? ""}`);
    this.#push("mentions", { ...mention, id, versionId: this.report.versionId, recordId: this.id });
  }

  /** What the account held at an exact moment, before any movement of that moment. One a path. */
  addBalance(stated: {
    readonly path: string;
    readonly account: AccountId;
    readonly asset: AssetId;
    readonly time: UtcMicros;
    readonly atoms: Atoms;
  }): void {
    this.#saysMore = true;
    if (!this.#isKept) return;
    const id = this.#idOf("balance", stated.path);
    this.#push("reportBalances", { ...stated, id, versionId: this.report.versionId });
  }

  /** The record for the ledger, or kept apart with all its errors. */
  finish(): IngestItem {
    const { fileSha256 } = this.report.context;
    const { path, line, raw, reference, leaves } = this.source;
    const { errors, warnings } = this.check;
    const record = { fileSha256, locator: `${path} line ${line}`, rawSha256: this.#isKept ? digestText(raw) : unmade };
    const named = this.#recordKey();
    if (errors.length > 0) return { record, findings: inFileOrder(this.check), raw, ...named };
    if (this.#isKept) this.#addMentions();
    else tellUntried(leaves, this.report.context.country, this.#warnOfUntried);
    this.#suspectEncoding();
    const frame = this.#isHeading && !this.#saysMore ? { isFrame: true as const } : {};
    if (!this.#isKept) return { record, rows: this.#rows, ...warningsOf(warnings), ...frame };
    const content = contentOfLeaves(leaves);
    const lines = JSON.stringify(leaves.map((leaf) => leaf.line));
    const kept = { id: this.id, versionId: this.report.versionId, path, reference, content, lines };
    return { record, rows: { ...this.#rows, reportRecords: [kept] }, ...warningsOf(warnings), ...named, ...frame };
  }

  /** The same in every file that holds this record of this version: what has no reference is known by its place. */
  #recordKey(): { readonly recordKey?: Digest } {
    if (!this.#isKept) return {};
    const { reference, path } = this.source;
    const isNamed = reference !== null && !namesNothing.has(reference.toUpperCase());
    const name = isNamed ? [reference] : ["place", path];
    return { recordKey: digestFields("tributary/report-record-key/1", [this.report.versionId, ...name]) };
  }

  #addMentions(): void {
    const { country } = this.report.context;
    for (const mention of mentionsIn(this.source.leaves, country, this.#warnOfUntried)) this.addMention(mention);
  }

  readonly #warnOfUntried = ({ path, line }: RecordLeaf): void => {
    const expected = "a shorter text";
    this.warn({ path, line }, { code: "LIMIT_REACHED", found: "more candidates for addresses than are tried", expected });
  };

  /** Once a record: whoever wrote one text for Zawgyi fonts wrote all of them so. */
  #suspectEncoding(): void {
    const leaf = this.source.leaves.find(({ value }) => suspectZawgyi(value));
    if (leaf === undefined) return;
    const found = "Burmese that is probably written for Zawgyi fonts";
    const hint = "It is kept as it is; names in it are not compared with others.";
    this.warn(leaf, { code: "VALUE_UNREADABLE", found, expected: "Burmese in Unicode", rule: "zawgyi-suspected", hint });
  }

  #idOf(kind: string, path: string): Digest {
    if (!this.#isKept) return unmade;
    return digestFields(`tributary/report-${kind}/1`, [this.report.versionId, path]);
  }

  #push<Key extends keyof LedgerRows>(key: Key, row: NonNullable<LedgerRows[Key]>[number]): void {
    const rows: MutableRows = this.#rows;
    const list: (typeof row)[] = rows[key] ?? [];
    list.push(row);
    if (list.length === 1) rows[key] = list as MutableRows[Key];
  }
}

/** Stand in for ids that nobody asks for. */
const unmade: Digest = digestText("");
export const unmadeTransfer: TransferId = unwrap(parseTransferId("br-unmade"));

/** What formats put where there is no reference. */
const namesNothing: ReadonlySet<string> = new Set(["", "-", "0", "N/A", "NA", "NONE", "NONREF", "NOTPROVIDED", "NOTREF", "NULL"]);

function warningsOf(warnings: readonly Finding[]): { readonly warnings?: readonly Finding[] } {
  return warnings.length === 0 ? {} : { warnings };
}

/** A role or kind is a word of ours, with a short code of the format behind a colon. Text in its place says nothing: it could be a name. */
function plainRole(role: string): string {
  return /^[a-z-]+(:([A-Z0-9_.-]{1,12}|[a-z0-9-]{1,40}))?$/.test(role)
    ? role
    : `${role.split(":")[0]?.replace(/[^a-z-]/g, "") ?? ""}:other`;
}

function cleanDetails(details: PartyDetails): PartyDetails {
  const entries = Object.entries(details).filter(
    ([, value]) => value !== undefined && (!Array.isArray(value) || value.length > 0),
  );
  return Object.fromEntries(entries);
}
