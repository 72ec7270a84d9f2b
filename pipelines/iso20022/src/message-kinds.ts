/** What a message is, whatever its version. */
export interface MessageKind {
  /** `camt.053`. */
  readonly code: string;
  readonly family: "transfers" | "returns" | "instructions" | "statements";
  /** Element whose children are the records, where it is not the message itself: a statement, a batch. */
  readonly container: string | null;
  /** Element that is one payment or entry. */
  readonly record: string;
}

const kinds: ReadonlyMap<string, MessageKind> = new Map([
  ["FIToFICstmrCdtTrf", { code: "pacs.008", family: "transfers", container: null, record: "CdtTrfTxInf" }],
  ["FICdtTrf", { code: "pacs.009", family: "transfers", container: null, record: "CdtTrfTxInf" }],
  ["FinInstnCdtTrf", { code: "pacs.009", family: "transfers", container: null, record: "CdtTrfTxInf" }],
  ["PmtRtr", { code: "pacs.004", family: "returns", container: null, record: "TxInf" }],
  ["FIToFIPmtCxlReq", { code: "camt.056", family: "returns", container: "Undrlyg", record: "TxInf" }],
  ["CstmrCdtTrfInitn", { code: "pain.001", family: "instructions", container: "PmtInf", record: "CdtTrfTxInf" }],
  ["BkToCstmrAcctRpt", { code: "camt.052", family: "statements", container: "Rpt", record: "Ntry" }],
  ["BkToCstmrStmt", { code: "camt.053", family: "statements", container: "Stmt", record: "Ntry" }],
  ["BkToCstmrDbtCdtNtfctn", { code: "camt.054", family: "statements", container: "Ntfctn", record: "Ntry" }],
]);

/** Names of the messages that are read. */
export const messageNames: readonly string[] = [...kinds.keys()];

/** First versions of a message have its version in the name: `BkToCstmrStmtV01`. */
export function kindOfMessage(name: string): MessageKind | undefined {
  return kinds.get(name.replace(/V[0-9]{2}$/, ""));
}

/** Records and containers that have a position in their path even where there is one only. */
export const positionedNames: ReadonlySet<string> = new Set([
  ...[...kinds.values()].flatMap(({ container, record }) => (container === null ? [record] : [container, record])),
  "Bal",
]);

/** What a wrapper around `Document` is called; its other children are headers and read whole. */
const envelopeName = /(?:body|payload|pyld|envelope|envlp|message|messages|msg|doc|document|documents|content|data|pdu)$/i;

/** Whether the element at this path of names is opened and not read whole: envelopes, `Document`, messages, statements, batches. */
export function isOpened(names: readonly string[]): boolean {
  const last = names.at(-1) ?? "";
  const at = names.findIndex((name) => kindOfMessage(name) !== undefined);
  if (at === -1) return envelopeName.test(last);
  const depth = names.length - 1 - at;
  return depth === 0 || (depth === 1 && last === kindOfMessage(names[at] ?? "")?.container);
}
