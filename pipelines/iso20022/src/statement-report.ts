import { leavesOf, type ReportedRecord, type ReportScope, type SubmissionScope } from "@tributary/bank-kit";
import { type AccountId, type AssetId, digestText } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { accountScope, identifyAccount } from "./account.ts";
import { addKnownBalances, checkClosing, type EntrySums, isPaged, readBalance, type StatedBalance } from "./balances.ts";
import { descend, type FilePart, identifierAt, recordOf, textAt } from "./element-steps.ts";
import { type EntryTally, entryReference, mapEntry, type StatementContext } from "./entry.ts";
import { type OpenedElement, type OpenMessage, openHeading, partNamed } from "./heading.ts";
import { addDescribed, addPartAt, addStatedAccount } from "./parties.ts";
import { PaymentReferences } from "./payment-references.ts";
import { keepPart, type ReportReading } from "./report-reading.ts";

export interface StatementSource {
  readonly message: OpenMessage;
  /** The `Stmt`, `Rpt` or `Ntfctn`. */
  readonly opened: OpenedElement;
  /** What the envelope and the message said before their first statement. */
  readonly messageParts: readonly FilePart[];
  readonly submission: SubmissionScope;
  readonly zoneOffset: string | null;
  /** Balances of the file that the ledger has, by account, asset and moment. */
  readonly knownBalances: Map<string, bigint>;
  /** Accounts of the file's statements, by the identifiers of these. */
  readonly accounts: Map<string, string>;
}

/** Balances of one statement that are held against its entries; later ones are kept as fields. */
const balancesMax = 100;

/**
 * A statement of a camt.052, camt.053 or camt.054: one report. Its heading ends at the first entry; its balances are records of their own, which
 * come at its end, since what they say is held against the entries.
 */
export class StatementReport implements ReportReading {
  readonly #source: StatementSource;
  readonly #parts: FilePart[] = [];
  readonly #balances: FilePart[] = [];
  readonly #changes = new Map<AssetId, bigint>();
  #days: EntrySums["days"] = null;
  #isComplete = true;
  #statement: StatementContext | undefined;

  /** Undefined until its heading has ended. */
  get scope(): ReportScope | undefined {
    return this.#statement?.scope;
  }

  constructor(source: StatementSource) {
    this.#source = source;
  }

  *take(part: FilePart): Generator<IngestItem, void, undefined> {
    const { name } = part.element;
    if (name === this.#source.message.kind.record) yield* this.#takeEntry(part);
    else if (name === "Bal" && this.#balances.length < balancesMax) this.#balances.push(part);
    else if (this.#statement === undefined) this.#parts.push(part);
    else yield keepPart(part, this.#statement.scope);
  }

  openContainer(): Iterable<IngestItem> {
    return [];
  }

  closeContainer(): Iterable<IngestItem> {
    return [];
  }

  *skip(): Generator<IngestItem, void, undefined> {
    yield* this.#begin().items;
    this.#isComplete = false;
  }

  *close(): Generator<IngestItem, void, undefined> {
    const { statement, items } = this.#begin();
    yield* items;
    const { kind } = this.#source.message;
    const records = this.#balances.map((part) => statement.scope.record(recordOf(part, null)));
    const balances = this.#balances.flatMap((part, index): StatedBalance[] => {
      const record = records[index];
      const balance = record === undefined ? undefined : readBalance(part.element, record, statement.zoneOffset);
      return balance === undefined ? [] : [balance];
    });
    const sums: EntrySums = { isComplete: this.#isComplete && !this.#isPaged(), changes: this.#changes, days: this.#days };
    checkClosing(balances, sums);
    if (kind.code === "camt.053" && statement.own !== undefined)
      addKnownBalances(statement.own, { balances, sums, known: this.#source.knownBalances });
    for (const record of records) yield record.finish();
  }

  *#takeEntry(part: FilePart): Generator<IngestItem, void, undefined> {
    const { statement, items } = this.#begin();
    yield* items;
    statement.references.position += 1n;
    const record = statement.scope.record(recordOf(part, entryReference(part.element)));
    this.#tally(mapEntry(part.element, record, statement));
    yield record.finish();
  }

  #tally(tally: EntryTally | null): void {
    if (tally === null) {
      this.#isComplete = false;
      return;
    }
    if (!tally.isBooked) return;
    const { currency, atoms } = tally.change;
    this.#changes.set(currency, (this.#changes.get(currency) ?? 0n) + atoms);
    const { day } = tally;
    if (day === null || this.#days === undefined) this.#days = undefined;
    else {
      const { first, last } = this.#days ?? { first: day, last: day };
      const [earliest = day, ...others] = [first, last, day].sort();
      this.#days = { first: earliest, last: others.at(-1) ?? day };
    }
  }

  #isPaged(): boolean {
    const names = ["StmtPgntn", "RptPgntn", "NtfctnPgntn"];
    return names.some((name) => isPaged(partNamed(this.#parts, name)));
  }

  #page(): string | null {
    const names = ["StmtPgntn", "RptPgntn", "NtfctnPgntn"];
    const pagination = names.map((name) => partNamed(this.#parts, name)).find((part) => part !== undefined);
    return isPaged(pagination) ? textAt(pagination, "PgNb") : null;
  }

  /** Some banks give the statements of several accounts one identifier: from the second on its account stands behind it. */
  #id(): string | null {
    const id = identifierAt(partNamed(this.#parts, "Id"));
    if (id === null) return null;
    const { accounts, message } = this.#source;
    const number = descend(partNamed(this.#parts, "Acct"), "Id");
    const account =
      number === undefined
        ? ""
        : leavesOf(number)
            .map(({ value }) => value.trim())
            .join(" ");
    const key = `${message.kind.code} ${id}`;
    const first = accounts.get(key) ?? account;
    accounts.set(key, first);
    return first === account ? id : `${id} ${account}`;
  }

  #begin(): { readonly statement: StatementContext; readonly items: readonly IngestItem[] } {
    if (this.#statement !== undefined) return { statement: this.#statement, items: [] };
    const { message, opened, messageParts, submission, zoneOffset } = this.#source;
    const id = this.#id();
    const parts = [...messageParts, ...this.#parts];
    const { scope, record } = openHeading({ message, opened, parts, id, page: this.#page() }, submission);
    const own = this.#addOwn(record);
    const accounts = accountScope(["statement", scope.version.submitter, own ?? digestText(scope.reportId)]);
    this.#statement = { scope, zoneOffset, accountScope: accounts, references: new PaymentReferences(), own };
    return { statement: this.#statement, items: [record.finish()] };
  }

  /** The statement's account and who holds it. Without an account its entries are roles. */
  #addOwn(record: ReportedRecord): AccountId | undefined {
    const element = partNamed(this.#parts, "Acct");
    const { submitter } = record.report.version;
    const scope = accountScope(["servicer", submitter]);
    const agent = descend(element, "Svcr");
    const check = { ...record.check, errors: [] };
    const own = element === undefined ? undefined : identifyAccount({ element, agent, scope, check });
    if (element === undefined || own === undefined) {
      const place = element ?? { ...this.#source.opened, path: `${this.#source.opened.path}/Acct` };
      const expected = "the account that the statement is of; no transfer is made from its entries";
      record.warn(place, { code: "FIELD_MISSING", found: "no account number", expected, rule: "iso20022/own-account" });
      return undefined;
    }
    const context = { record, paymentId: null, transferId: null, scope };
    addStatedAccount(element, own, context);
    const holder = descend(element, "Ownr");
    const partyId = holder === undefined ? null : addDescribed(holder, context);
    if (holder !== undefined && partyId !== null) addPartAt(holder, { role: "holder", account: own.account, partyId }, context);
    return own.account;
  }
}
