import {
  addError,
  addMissing,
  addWarning,
  checkKeys,
  flagAt,
  itemsAt,
  type JsonNode,
  memberOf,
  type RecordCheck,
  type ReportedRecord,
  type StatedTransfer,
  textAt,
} from "@tributary/bank-kit";
import {
  type AccountId,
  type Asset,
  type Atoms,
  accept,
  civilMicros,
  digestFields,
  knownScale,
  type Precision,
  parseAsset,
  parseInstant,
  parseUnits,
  type Result,
  refuse,
  type UtcMicros,
} from "@tributary/domain";
import type { PaymentShape } from "@tributary/pipeline-kit";
import type { Definitions } from "./definitions.ts";
import { knownKeys } from "./known-keys.ts";
import { addLeg, type Leg } from "./legs.ts";

export interface TransactionContext {
  readonly definitions: Definitions;
  /** Offset of days that state no time. */
  readonly zoneOffset: string | null;
  /** Counts from 1 in the report. */
  readonly position: bigint;
}

/** What the sender calls a transaction; without a reference its place in the list stands in. */
export function transactionReference(node: JsonNode, check: RecordCheck): string | null {
  return textAt(memberOf(node, "suspiciousTransactionDetails"), "reportingEntityTransactionReference", check);
}

/**
 * Maps one transaction. One starting and one completing action that state both accounts and one amount make one transfer. Several on a side
 * stay one payment with its legs: which starting action paid for which completing one, nobody says.
 */
export function mapTransaction(node: JsonNode, record: ReportedRecord, context: TransactionContext): void {
  const { check, source } = record;
  checkKeys(node, knownKeys.transaction, check);
  const details = memberOf(node, "suspiciousTransactionDetails");
  checkKeys(details, knownKeys.transactionDetails, check);
  const reference = source.reference ?? source.path;
  if (source.reference === null) warnOfNoReference(node, record);
  const paymentId = record.paymentIdOf(reference);
  const legContext = { record, definitions: context.definitions, paymentId };
  const from = itemsAt(node, "startingActions", check).map((action) => addLeg(action, "from", legContext));
  const to = itemsAt(node, "completingActions", check).map((action) => addLeg(action, "to", legContext));
  const isAttempt = flagAt(details, "attemptedTransactionIndicator", check) === true;
  const edge = isAttempt ? undefined : edgeOf(from, to, check);
  const time = readTime(details ?? node, { check, zoneOffset: context.zoneOffset, isNeeded: edge !== undefined });
  const transfer: StatedTransfer | undefined =
    edge === undefined || time === undefined ? undefined : { ...edge, ...time, basis: "booking", sequence: context.position };
  record.addPayment({
    path: node.path,
    reference,
    shape: transfer === undefined ? shapeOf(from, to, isAttempt) : "two-sided",
    ...(transfer === undefined ? {} : { transfer: { ...transfer, id: record.transferIdOf(reference, digestContent(record)) } }),
  });
}

function shapeOf(from: readonly Leg[], to: readonly Leg[], isAttempt: boolean): PaymentShape {
  if (isAttempt) return "not-moved";
  return from.length > 1 || to.length > 1 ? "many" : "roles";
}

function warnOfNoReference(node: JsonNode, record: ReportedRecord): void {
  const expected = "reportingEntityTransactionReference; the place in the list stands in for it";
  addWarning(record.check, node, { code: "FIELD_MISSING", found: "no reference", expected });
}

/** Over every leaf of a transaction: path inside it and value. */
function digestContent({ source }: ReportedRecord) {
  const content = JSON.stringify(source.leaves.map((leaf) => [leaf.path.slice(source.path.length), leaf.value]));
  return digestFields("tributary/fintrac-transaction-content/1", [content]);
}

interface Edge {
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: Asset;
  readonly atoms: Atoms;
}

/**
 * Both accounts, and one amount of one currency that no side contradicts. An exchange has two amounts and virtual currency moves on its chain:
 * neither is a transfer here.
 */
function edgeOf(starting: readonly Leg[], completing: readonly Leg[], check: RecordCheck): Edge | undefined {
  const [from] = starting;
  const [to] = completing;
  if (from === undefined || to === undefined || starting.length > 1 || completing.length > 1) return undefined;
  if (from.account === null || to.account === null || from.isVirtual || to.isVirtual) return undefined;
  const amounts = [from, to].flatMap((leg) => {
    const moved = movedBy(leg, check);
    return moved === undefined ? [] : [moved];
  });
  const [first, second] = amounts;
  const isOne = second === undefined || (second.asset.id === first?.asset.id && second.atoms === first.atoms);
  if (first === undefined || !isOne || [from, to].some((leg) => contradicts(leg, first))) return undefined;
  return { from: from.account, to: to.account, ...first };
}

/** A side that states half of an amount, and not that half of the other side's. */
function contradicts({ amount, currency }: Leg, moved: Pick<Edge, "asset" | "atoms">): boolean {
  if (currency !== null && moved.asset.id !== `iso4217:${currency}`) return true;
  if (amount === null) return false;
  const atoms = parseUnits(amount, moved.asset.scale ?? 0);
  return !atoms.ok || atoms.value !== moved.atoms;
}

function movedBy({ node, amount, currency }: Leg, check: RecordCheck): Pick<Edge, "asset" | "atoms"> | undefined {
  if (amount === null || currency === null) return undefined;
  const asset = parseAsset(`iso4217:${currency}`);
  const scale = asset.ok ? knownScale(asset.value) : undefined;
  if (!asset.ok || scale === undefined) return undefined;
  const atoms = parseUnits(amount, scale);
  const place = memberOf(memberOf(node, "details"), "amount") ?? node;
  if (!atoms.ok) addError(check, place, atoms.refusal);
  else if (atoms.value === 0n)
    addError(check, place, { code: "VALUE_UNREADABLE", found: amount, expected: "an amount above zero" });
  else return { asset: { id: asset.value, scale, symbol: null }, atoms: atoms.value };
  return undefined;
}

interface TimeNeeds {
  readonly check: RecordCheck;
  readonly zoneOffset: string | null;
  /** A transfer rests on it. */
  readonly isNeeded: boolean;
}

interface StatedTime {
  readonly occurredAt: UtcMicros;
  readonly precision: Precision;
}

/** Date and time with its offset; a day alone needs the operator's offset, since Canada has six. */
function readTime(details: JsonNode, { check, zoneOffset, isNeeded }: TimeNeeds): StatedTime | undefined {
  const date = textAt(details, "dateOfTransaction", check);
  const clock = textAt(details, "timeOfTransaction", check);
  if (date === null) {
    if (isNeeded) addMissing(check, details, { name: "dateOfTransaction", expected: "the day, as YYYY-MM-DD" });
    return undefined;
  }
  const time = isDay(date)
    ? joinTime(date, clock, zoneOffset)
    : refuse<StatedTime>("TIME_UNREADABLE", date, "a day that exists, as YYYY-MM-DD");
  if (time.ok) return time.value;
  const place = memberOf(details, isDay(date) && clock !== null ? "timeOfTransaction" : "dateOfTransaction") ?? details;
  if (isNeeded || time.refusal.code !== "TIME_WITHOUT_OFFSET") addError(check, place, time.refusal);
  return undefined;
}

function isDay(date: string): boolean {
  const [, year = "", month = "", day = ""] = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(date) ?? [];
  return year !== "" && civilMicros({ year, month, day }) !== undefined;
}

function joinTime(date: string, clock: string | null, zoneOffset: string | null): Result<StatedTime> {
  if (clock === null && zoneOffset === null)
    return refuse("TIME_WITHOUT_OFFSET", date, "timeOfTransaction with its offset, or a stated zone offset for the whole file");
  if (clock !== null && !/^[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})$/.test(clock))
    return refuse("TIME_UNREADABLE", clock, "a time with its offset, such as 14:05:00-05:00");
  const instant = parseInstant(`${date}T${clock ?? `00:00:00${zoneOffset}`}`);
  return instant.ok ? accept({ occurredAt: instant.value, precision: clock === null ? "day" : "second" }) : instant;
}
