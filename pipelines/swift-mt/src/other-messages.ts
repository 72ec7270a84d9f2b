import type { ReportedRecord, ReportScope } from "@tributary/bank-kit";
import type { IngestItem } from "@tributary/pipeline-kit";
import { accountScope, identifyAccount, keeperByCode, splitAccount } from "./account.ts";
import { checkFields, missing } from "./field-checks.ts";
import { fieldOf, type MtField, type MtMessage, textOf } from "./mt-message.ts";
import { addAgent, addPartAt, addSide, readSide, type StatedSide } from "./parties.ts";
import { PaymentReferences } from "./references.ts";
import { leafOf, type OpenMessage, openReport } from "./report-heading.ts";
import { readCurrencyAmount, type StatedAmount } from "./stated-amount.ts";

const payerTags = ["50G", "50H", "50F", "50K", "50A"] as const;

/**
 * Reads a request for transfer (MT101): a heading, then an order to a bank for each `:21:`. Whether money moved is for a payment or a statement to
 * say: `not-moved`. The payer stands once for all orders or in each.
 */
export function* readOrders(open: OpenMessage): Generator<IngestItem, void, undefined> {
  const { message, submission } = open;
  const starts = message.fields.flatMap(({ tag }, index) => (tag === "21" ? [index] : []));
  const general = message.fields.slice(0, starts[0] ?? message.fields.length);
  const { record, scope } = openReport(open, [], general);
  checkFields({ fields: general }, ["20", "21R", "28D", "50H", "50G", "52A", "52C", "30"], record);
  if (starts.length === 0) missing(record, "21", "an order's reference");
  const accounts = accountScope(["report", submission.context.submitter, scope.version.reference]);
  const payer = fieldOf(general, ...payerTags);
  const institution = fieldOf(general, "52A", "52C");
  const sides = readSide({ party: payer, institution, fallback: open.header.receiver }, { record, scope: accounts });
  addSide(sides, { role: "initiator" }, { record, paymentId: null, transferId: null, scope: accounts });
  const heading = record.finish();
  yield heading;
  if ("findings" in heading) {
    scope.isWhole = false;
    return;
  }
  const references = new PaymentReferences();
  for (const [index, start] of starts.entries()) {
    const fields = message.fields.slice(start, starts[index + 1] ?? message.fields.length);
    yield readOrder(fields, { open, scope, references, payer: sides, accounts, institution });
  }
}

interface OrderContext {
  readonly open: OpenMessage;
  readonly scope: ReportScope;
  readonly references: PaymentReferences;
  /** Of the whole request. */
  readonly payer: StatedSide;
  readonly institution: MtField | undefined;
  readonly accounts: ReturnType<typeof accountScope>;
}

function readOrder(
  fields: readonly MtField[],
  { open, scope, references, payer, accounts, institution }: OrderContext,
): IngestItem {
  const [first] = fields;
  const { path, line } = first ?? open.message;
  const stated = textOf(first);
  const reference = references.take(stated || path);
  const raw = fields.map(({ tag, lines }) => `:${tag}:${lines.join("\n")}`).join("\n");
  const leaves = fields.map((field) => leafOf(field, field.path));
  const record = scope.record({ path, line, reference: stated === "" ? null : reference, raw, leaves });
  checkFields({ fields }, ["32B", "33B", "36", "50G", "50H", "52A", "57A", "59", "59A", "59F", "70", "71A"], record);
  const amount = orderedAmount(fields, record);
  const paymentId = record.addPayment({ path, reference, shape: "not-moved" });
  const context = { record, paymentId, transferId: null, scope: accounts };
  const own = fieldOf(fields, ...payerTags);
  const ownInstitution = fieldOf(fields, "52A", "52C") ?? institution;
  const from =
    own === undefined ? payer : readSide({ party: own, institution: ownInstitution, fallback: open.header.receiver }, context);
  if (own !== undefined) addSide(from, { role: "from", amount }, context);
  else if (from.identified !== undefined)
    addPartAt(path, { role: "from", account: from.identified.account, partyId: null, amount }, context);
  const to = { party: fieldOf(fields, "59", "59A", "59F"), institution: fieldOf(fields, "57A", "57C", "57D"), fallback: null };
  addSide(readSide(to, context), { role: "to", amount }, context);
  for (const field of fields.filter(({ tag }) => /^5[67][ACD]$/.test(tag))) addAgent(field, context);
  return record.finish();
}

function orderedAmount(fields: readonly MtField[], record: ReportedRecord): StatedAmount | undefined {
  const field = fieldOf(fields, "32B");
  if (field === undefined) {
    missing(record, "32B", "the currency and amount ordered");
    return undefined;
  }
  const amount = readCurrencyAmount(textOf(field));
  if (amount.ok) return amount.value;
  record.error(field, { ...amount.refusal, rule: "swift-mt/amount" });
  return undefined;
}

/**
 * Reads a confirmation of debit (MT900) or credit (MT910). The payment itself and the statement tell the same movement: roles, and no transfer.
 */
export function* readConfirmation(open: OpenMessage): Generator<IngestItem, void, undefined> {
  const { message, kind, submission } = open;
  const { record } = openReport(open, [], message.fields);
  checkFields(message, ["20", "21", "25", "25P", "32A", "50A", "50F", "50K", "52A", "52D", "56A", "72"], record);
  const scope = accountScope(["servicer", submission.context.submitter]);
  const amount = confirmedAmount(message, record);
  const reference = textOf(fieldOf(message.fields, "20")) || message.path;
  const paymentId = record.addPayment({ path: message.path, reference, shape: "roles" });
  const context = { record, paymentId, transferId: null, scope };
  const field = fieldOf(message.fields, "25", "25P");
  if (field === undefined) missing(record, "25", "the account");
  else {
    const { keeper, number } = splitAccount(field.lines[0] ?? "");
    const identified = identifyAccount({
      number,
      keeper: keeper ?? keeperByCode(open.header.sender),
      place: field,
      scope,
      record,
    });
    const account = identified?.account ?? null;
    if (identified !== undefined) record.addAccount({ path: field.path, ...identified, currency: amount?.currency ?? null });
    addPartAt(field.path, { role: kind === "900" ? "from" : "to", account, partyId: null, amount }, context);
  }
  const payer = {
    party: fieldOf(message.fields, "50A", "50F", "50K"),
    institution: fieldOf(message.fields, "52A", "52D"),
    fallback: null,
  };
  addSide(readSide(payer, context), { role: "from", amount }, context);
  for (const agent of message.fields.filter(({ tag }) => /^5[26][AD]$/.test(tag))) addAgent(agent, context);
  yield record.finish();
}

function confirmedAmount({ fields }: Pick<MtMessage, "fields">, record: ReportedRecord): StatedAmount | undefined {
  const field = fieldOf(fields, "32A");
  if (field === undefined) {
    missing(record, "32A", "value date, currency and amount");
    return undefined;
  }
  const amount = readCurrencyAmount(textOf(field).slice(6));
  if (amount.ok) return amount.value;
  record.error(field, { ...amount.refusal, rule: "swift-mt/amount" });
  return undefined;
}
