import type { ReportedRecord, StatedTransfer } from "@tributary/bank-kit";
import type { AccountId } from "@tributary/domain";
import type { IngestItem, PaymentShape } from "@tributary/pipeline-kit";
import { accountScope } from "./account.ts";
import { checkFields, missing } from "./field-checks.ts";
import { fieldOf, type MtField, textOf } from "./mt-message.ts";
import { addAgent, addSide, type PartContext, readSide, type SideFields, type StatedSide } from "./parties.ts";
import { digestContent, type OpenMessage, openReport } from "./report-heading.ts";
import { readCurrencyAmount, type StatedAmount, showAmount } from "./stated-amount.ts";
import { readDate, type StatedDay } from "./stated-date.ts";

const orderingTags = ["50", "50A", "50F", "50K"] as const;
const beneficiaryTags = ["59", "59A", "59F"] as const;
const singles: readonly string[] = ["20", "23B", "32A", "33B", "36", ...orderingTags, ...beneficiaryTags, "70", "71A", "72"];

/**
 * Maps a single customer transfer (MT103) or a transfer between banks (MT202, MT205): one report with one record. The settled amount of `:32A:` moves
 * from side to side where both state an account, or a BIC for the bank itself. A cover is the other half of a payment that an MT103 tells.
 */
export function* readPayment(open: OpenMessage): Generator<IngestItem, void, undefined> {
  const { message, kind, submission } = open;
  const { record, scope: report } = openReport(open, [], message.fields);
  checkFields(message, singles, record);
  const isCustomers = kind === "103";
  const reference = textOf(fieldOf(message.fields, "20")) || message.path;
  const scope = accountScope(["report", submission.context.submitter, report.version.reference]);
  const sides = sidesOf(open, isCustomers).map((fields) => readSide(fields, { record, scope })) as [StatedSide, StatedSide];
  const amount = readAmountField(message.fields, record);
  const shape = shapeOf(open, { sides, record });
  const transfer =
    shape === "two-sided" && amount !== undefined ? transferOf(open, { sides, amount, record }, reference) : undefined;
  const context = { record, paymentId: record.paymentIdOf(reference), transferId: transfer?.id ?? null, scope };
  requireSides(sides, isCustomers, { record, path: message.path, line: message.line });
  for (const [index, side] of sides.entries())
    addSide(side, { role: index === 0 ? "from" : "to", amount: amount?.amount }, context);
  if (kind.endsWith("COV")) addUnderlying(open, context);
  for (const field of agentFields(message.fields, isCustomers)) addAgent(field, context);
  record.addPayment({ path: message.path, reference, shape, ...(transfer === undefined ? {} : { transfer }) });
  yield record.finish();
}

/** Both sides and who keeps their accounts. Where no field names the bank, the sender keeps the payer's account and the receiver the payee's. */
function sidesOf({ message, header }: OpenMessage, isCustomers: boolean): readonly [SideFields, SideFields] {
  const { fields } = message;
  if (isCustomers)
    return [
      { party: fieldOf(fields, ...orderingTags), institution: fieldOf(fields, "52A", "52D"), fallback: header.sender },
      {
        party: fieldOf(fields, ...beneficiaryTags),
        institution: fieldOf(fields, "57A", "57B", "57C", "57D"),
        fallback: header.receiver,
      },
    ];
  return [
    {
      party: fieldOf(fields, "52A", "52D") ?? senderField(header.sender, message.path, message.line),
      institution: undefined,
      fallback: header.sender,
    },
    { party: fieldOf(fields, "58A", "58D"), institution: fieldOf(fields, "57A", "57B", "57D"), fallback: header.receiver },
  ];
}

/** A bank that names no other orders the payment itself. */
function senderField(sender: string | null, path: string, line: number): MtField | undefined {
  return sender === null ? undefined : { tag: "52A", path: `${path}/block[1]`, line, lines: [sender] };
}

interface SidesCheck {
  readonly sides: readonly [StatedSide, StatedSide];
  readonly record: ReportedRecord;
}

function shapeOf({ message, kind, isRefused }: OpenMessage, { sides: [from, to], record }: SidesCheck): PaymentShape {
  if (isRefused) {
    const place = { path: message.path, line: message.line };
    const expected = "a message that the network took; no transfer is made of it";
    record.warn(place, {
      code: "VALUE_UNREADABLE",
      found: "a message that the network refused (451:1)",
      expected,
      rule: "swift-mt/refused",
    });
    return "not-moved";
  }
  if (kind.endsWith("COV")) return "cover";
  if (/^\/(RETN|REJT)\//.test(textOf(fieldOf(message.fields, "72")))) return "return";
  const [payer, payee] = [from.identified?.account, to.identified?.account];
  if (payer === undefined || payee === undefined) return "roles";
  if (payer !== payee) return "two-sided";
  const place = to.party?.field ?? { path: message.path, line: message.line };
  const expected = "two accounts; the parties are kept, no transfer is made";
  record.warn(place, { code: "VALUE_UNREADABLE", found: "one account on both sides", expected, rule: "swift-mt/sides" });
  return "roles";
}

interface SettledAmount {
  readonly amount: StatedAmount;
  readonly date: string;
  readonly field: MtField;
}

/** `:32A:` as date, currency and amount; an amount of zero moves nothing and is an error. */
function readAmountField(fields: readonly MtField[], record: ReportedRecord): SettledAmount | undefined {
  const field = fieldOf(fields, "32A");
  if (field === undefined) {
    missing(record, "32A", "value date, currency and amount");
    return undefined;
  }
  const text = textOf(field);
  const amount = readCurrencyAmount(text.slice(6));
  if (!amount.ok) {
    record.error(field, {
      ...amount.refusal,
      rule: "swift-mt/amount",
      hint: "write 210924USD1234,50: date, currency, amount with a comma",
    });
    return undefined;
  }
  if (amount.value.atoms === 0n) {
    record.error(field, { code: "VALUE_UNREADABLE", found: text, expected: "an amount above zero", rule: "swift-mt/amount" });
    return undefined;
  }
  warnOfExchange(fields, amount.value, record);
  return { amount: amount.value, date: text.slice(0, 6), field };
}

function warnOfExchange(fields: readonly MtField[], settled: StatedAmount, record: ReportedRecord): void {
  const field = fieldOf(fields, "33B");
  if (field === undefined) return;
  const ordered = readCurrencyAmount(textOf(field));
  if (!ordered.ok) {
    record.warn(field, {
      ...ordered.refusal,
      expected: `${ordered.refusal.expected}; it is kept as a field only`,
      rule: "swift-mt/amount",
    });
    return;
  }
  if (ordered.value.asset.id === settled.asset.id) return;
  const found = `${showAmount(ordered.value)} ordered and ${showAmount(settled)} settled`;
  const expected = "one currency; a bank exchanged on the way, and the settled amount is what moved";
  record.warn(field, { code: "VALUE_UNREADABLE", found, expected, rule: "swift-mt/exchange" });
}

function transferOf(
  open: OpenMessage,
  { sides: [from, to], amount, record }: SidesCheck & { readonly amount: SettledAmount },
  reference: string,
): (StatedTransfer & { readonly id: ReturnType<ReportedRecord["transferIdOf"]> }) | undefined {
  const day = readValueDate(amount, open.zoneOffset, record);
  if (day === undefined || from.identified === undefined || to.identified === undefined) return undefined;
  open.references.position += 1n;
  const accounts: { from: AccountId; to: AccountId } = { from: from.identified.account, to: to.identified.account };
  const { asset, atoms } = amount.amount;
  const id = record.transferIdOf(reference, digestContent(record));
  return {
    id,
    occurredAt: day.occurredAt,
    precision: "day",
    basis: "value",
    sequence: open.references.position,
    ...accounts,
    asset,
    atoms,
  };
}

function readValueDate({ date, field }: SettledAmount, zoneOffset: string | null, record: ReportedRecord): StatedDay | undefined {
  const day = readDate(date, zoneOffset);
  if (day.ok) return day.value;
  record.error(field, { ...day.refusal, rule: "swift-mt/date" });
  return undefined;
}

function requireSides(
  [from, to]: readonly [StatedSide, StatedSide],
  isCustomers: boolean,
  { record, path, line }: { readonly record: ReportedRecord; readonly path: string; readonly line: number },
): void {
  const stated = isCustomers
    ? ([
        ["50K", from, "who pays: 50A, 50F or 50K"],
        ["59", to, "who is paid: 59, 59A or 59F"],
      ] as const)
    : ([
        ["52A", from, "the bank that pays: 52A or 52D, or the sender in block 1"],
        ["58A", to, "the bank that is paid: 58A or 58D"],
      ] as const);
  for (const [tag, side, expected] of stated)
    if (side.party === undefined)
      record.error(
        { path: `${path}/${tag}`, line },
        { code: "FIELD_MISSING", found: "nothing", expected, rule: "swift-mt/mandatory" },
      );
}

/** The customers whose payment a cover settles: kept with their accounts, in no transfer. */
function addUnderlying({ message }: OpenMessage, context: PartContext): void {
  const { fields } = message;
  const from = { party: fieldOf(fields, ...orderingTags), institution: undefined, fallback: null };
  const to = { party: fieldOf(fields, ...beneficiaryTags), institution: undefined, fallback: null };
  addSide(readSide(from, context), { role: "underlying-from" }, context);
  addSide(readSide(to, context), { role: "underlying-to" }, context);
}

function agentFields(fields: readonly MtField[], isCustomers: boolean): readonly MtField[] {
  const form = isCustomers ? /^5[1-7][ABCD]$/ : /^5[3-7][ABD]$/;
  return fields.filter(({ tag }) => form.test(tag));
}
