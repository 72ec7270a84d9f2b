import { isBic, type RecordSource, type ReportedRecord, type ReportScope, shortBic } from "@tributary/bank-kit";
import type { AccountId } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { accountScope, identifyAccount, keeperByCode, splitAccount } from "./account.ts";
import {
  addKnownBalances,
  balancePair,
  balanceTags,
  checkClosing,
  type EntrySums,
  readBalance,
  type StatedBalance,
} from "./balances.ts";
import { entryReference, mapEntry, type StatementContext } from "./entry.ts";
import { readInformation } from "./entry-information.ts";
import { checkFields, missing } from "./field-checks.ts";
import { fieldOf, type MtField, textOf } from "./mt-message.ts";
import { PaymentReferences } from "./references.ts";
import { leafOf, type OpenMessage, openReport } from "./report-heading.ts";
import { type FiatAsset, readCurrency } from "./stated-amount.ts";

const singles: readonly string[] = ["20", "21", "25", "25P", "28", "28C", "60F", "60M", "62F", "62M", "64"];

interface StatementEntry {
  readonly entry: MtField;
  readonly information: MtField | undefined;
}

/**
 * Reads a statement (MT940, MT950) or an interim report (MT942): a heading, then a record for each balance and each entry. Where the heading has an
 * error, all of the message is kept apart with it.
 */
export function* readStatement(open: OpenMessage, known: Map<string, bigint>): Generator<IngestItem, void, undefined> {
  const { message, submission, zoneOffset } = open;
  const { entries, balances, heading } = sortFields(message.fields);
  const { record, scope } = openReport(open, distinctionOf(message.fields), heading);
  checkFields(message, singles, record);
  const own = readOwn(open, record);
  checkEnd(open, record);
  const records = balances.map((field) => scope.record(fieldSource(field, [])));
  const stated = balances.map((field, index) => readStated(field, records[index], zoneOffset));
  const asset = assetOf(stated, message.fields);
  addAccount(record, own, asset);
  const item = record.finish();
  yield item;
  if (isCut(open)) scope.isWhole = false;
  if ("findings" in item || own === undefined) {
    scope.isWhole = false;
    return;
  }
  const statement: StatementContext = {
    own,
    asset,
    isInterim: open.kind === "942",
    accountScope: accountScope(["statement", submission.context.submitter, own]),
    zoneOffset,
    payments: new PaymentReferences(),
    file: open.references,
  };
  const sums = yield* readEntries(entries, { statement, scope, isCut: isCut(open) });
  const pair = balancePair(stated.flatMap((balance) => balance ?? []));
  if (pair !== undefined) checkClosing(pair, sums);
  if (pair !== undefined && zoneOffset !== null && open.kind !== "942") addKnownBalances(pair, { own, sums, known });
  for (const balance of records) yield balance.finish();
}

function sortFields(fields: readonly MtField[]) {
  const entries: StatementEntry[] = [];
  const balances: MtField[] = [];
  const heading: MtField[] = [];
  for (const [index, field] of fields.entries()) {
    const isInformation = field.tag === "86" && fields[index - 1]?.tag === "61";
    if (field.tag === "61") {
      const next = fields[index + 1];
      entries.push({ entry: field, information: next?.tag === "86" ? next : undefined });
    } else if (balanceTags.has(field.tag)) balances.push(field);
    else if (!isInformation) heading.push(field);
  }
  return { entries, balances, heading };
}

/** Pages and days of one account carry the same `:20:` at many banks. */
function distinctionOf(fields: readonly MtField[]): readonly string[] {
  const account = fieldOf(fields, "25", "25P")?.lines[0]?.trim() ?? "";
  const number = textOf(fieldOf(fields, "28C", "28"));
  const opening = textOf(fieldOf(fields, "60F", "60M")).slice(1, 7);
  return [account, number, opening, textOf(fieldOf(fields, "13D"))];
}

function fieldSource(field: MtField, others: readonly MtField[], reference: string | null = null): RecordSource {
  const { path, line } = field;
  const fields = [field, ...others];
  return {
    path,
    line,
    reference,
    raw: fields.map(({ tag, lines }) => `:${tag}:${lines.join("\n")}`).join("\n"),
    leaves: [leafOf(field, path), ...others.map((other) => leafOf(other, `${path}/${other.tag}`))],
  };
}

/** The account and who keeps it: stated with the number, in the second line of `:25P:`, else the one who sends the statement. */
function readOwn({ message, header, submission }: OpenMessage, record: ReportedRecord): AccountId | undefined {
  const field = fieldOf(message.fields, "25", "25P");
  if (field === undefined || textOf(field) === "") {
    missing(record, "25", "the account that the statement is of");
    return undefined;
  }
  const { keeper, number } = splitAccount(field.lines[0] ?? "");
  const [, second = ""] = field.lines;
  const bic = isBic(second.trim()) ? shortBic(second.trim()) : header.sender;
  const scope = accountScope(["servicer", submission.context.submitter]);
  return identifyAccount({ number, keeper: keeper ?? keeperByCode(bic), place: field, scope, record })?.account;
}

function addAccount(record: ReportedRecord, own: AccountId | undefined, asset: FiatAsset | undefined): void {
  if (own === undefined) return;
  const { path } = record.source;
  const [, , institution = ""] = /^(bank|iban):([^:]*)/.exec(own) ?? [];
  const currency = asset?.id.slice("iso4217:".length) ?? null;
  record.addAccount({ path: `${path}/25`, account: own, institution: own.startsWith("iban:") ? "" : institution, currency });
  record.addPart({ path: `${path}/25`, role: "holder", account: own });
}

/** A statement ends with its closing balance. Without one, or in an interim report behind its last entry, and without an end sign, it was cut. */
function isCut({ message, kind }: OpenMessage): boolean {
  if (message.hasEnd) return false;
  const last = message.fields.at(-1)?.tag;
  return kind === "942" ? last === "61" || last === "86" : fieldOf(message.fields, "62F", "62M") === undefined;
}

function checkEnd(open: OpenMessage, record: ReportedRecord): void {
  const { message, kind } = open;
  const place = { path: message.path, line: message.line };
  if (isCut(open)) {
    const expected = "a closing balance :62F: or :62M: and the end of the message; its last entry, if any, is kept apart";
    record.warn(place, { code: "FILE_TRUNCATED", found: "a message without its end", expected, rule: "swift-mt/end" });
    return;
  }
  if (kind === "942") return;
  for (const [tags, expected] of [
    [["60F", "60M"], "an opening balance :60F: or :60M:"],
    [["62F", "62M"], "a closing balance :62F: or :62M:"],
  ] as const)
    if (fieldOf(message.fields, ...tags) === undefined)
      record.warn(
        { ...place, path: `${message.path}/${tags[0]}` },
        { code: "FIELD_MISSING", found: "nothing", expected, rule: "swift-mt/mandatory" },
      );
}

function readStated(field: MtField, record: ReportedRecord | undefined, zoneOffset: string | null): StatedBalance | undefined {
  return record === undefined ? undefined : readBalance(field, record, zoneOffset);
}

/** Entries carry no currency: it is that of the balances, in an interim report that of its floor limit. */
function assetOf(stated: readonly (StatedBalance | undefined)[], fields: readonly MtField[]): FiatAsset | undefined {
  const [known] = stated.flatMap((balance) => (balance === undefined ? [] : [balance.amount.asset]));
  if (known !== undefined) return known;
  const floor = readCurrency(textOf(fieldOf(fields, "34F")).slice(0, 3));
  return floor.ok ? floor.value : undefined;
}

interface EntriesContext {
  readonly statement: StatementContext;
  readonly scope: ReportScope;
  /** The message has no end: nothing shows that its last entry is whole. */
  readonly isCut: boolean;
}

function* readEntries(
  entries: readonly StatementEntry[],
  { statement, scope, isCut: isEndMissing }: EntriesContext,
): Generator<IngestItem, EntrySums, undefined> {
  let change = 0n;
  let isComplete = !isEndMissing;
  let days: EntrySums["days"] = null;
  const names = new PaymentReferences();
  for (const [index, { entry, information }] of entries.entries()) {
    const purpose = readInformation(information?.lines ?? []).purpose;
    const stated = entryReference(entry);
    const name = stated === null ? null : names.take(stated);
    const source = fieldSource(entry, information === undefined ? [] : [information], name);
    // A word that is cut over two pieces is whole only where they are joined.
    const joined =
      purpose === null ? [] : [{ path: `${entry.path}/86/purpose`, line: information?.line ?? entry.line, value: purpose }];
    const record = scope.record({ ...source, leaves: [...source.leaves, ...joined] });
    if (isEndMissing && index === entries.length - 1)
      record.error(entry, {
        code: "FILE_TRUNCATED",
        found: "the last entry of a message without its end",
        expected: "another entry or a closing balance behind it",
        rule: "swift-mt/end",
      });
    const tally = mapEntry({ entry, information, record }, statement);
    yield record.finish();
    if (tally === null || record.check.errors.length > 0) {
      isComplete = false;
      continue;
    }
    change += tally.change;
    days = spanWith(days, tally.day);
  }
  return { isComplete, change, days };
}

function spanWith(days: EntrySums["days"], day: string): EntrySums["days"] {
  if (days === null) return { first: day, last: day };
  return { first: day < days.first ? day : days.first, last: day > days.last ? day : days.last };
}
