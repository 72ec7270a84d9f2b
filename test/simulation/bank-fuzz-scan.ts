/** What a file states by a plain look at its text, without any of the project's readers. */
export interface Stated {
  /** Payments, or for formats without payments their records. */
  readonly payments: number;
  /** Parts of the file that are taken or kept apart as one; several payments may stand in one. */
  readonly records: number;
  /** Every text that may be an amount, in plain form; a transfer without a finding has one of these. */
  readonly amounts: ReadonlySet<string>;
}

/** The number in its shortest form: no sign of plus, no zeros that say nothing. */
export function plainAmount(text: string): string {
  const trimmed = text.trim();
  const [whole = "", decimals = ""] = trimmed.split(".");
  const kept = decimals.replace(/0+$/, "");
  return `${whole.replace(/^0+(?=\d)/, "")}${kept === "" ? "" : `.${kept}`}`;
}

/** Markup that holds no elements is taken out; character data becomes text. */
function bareXml(text: string): string {
  return text
    .replace(/<!--[\s\S]*?-->/g, "")
    .replace(/<\?[\s\S]*?\?>/g, "")
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, (_whole, inside: string) => inside.replaceAll("<", "&lt;"));
}

const resolved = (text: string): string =>
  text.replace(/&#(x?)([0-9a-fA-F]{1,6});/g, (whole, hex: string, digits: string) => {
    const code = Number.parseInt(digits, hex === "" ? 10 : 16);
    return code > 31 && code < 127 ? String.fromCharCode(code) : whole;
  });

const countOf = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Amounts stand in leaves, with or without a prefix and attributes. */
function leafAmounts(bare: string, names: string): ReadonlySet<string> {
  const before = bare.matchAll(new RegExp(`<(?:[\\w.-]+:)?(?:${names})(?:\\s[^<>]*)?>([^<]*)<`, "g"));
  // Behind an element that strayed into the amount.
  const behind = bare.matchAll(new RegExp(`>([^<]*)</(?:[\\w.-]+:)?(?:${names})\\s*>`, "g"));
  return new Set([...before, ...behind].map(([, value = ""]) => plainAmount(resolved(value))));
}

/** The start of an element that holds others; a mere text under the name of a payment is none. */
const filled = (names: string): RegExp => new RegExp(`<(?:[\\w.-]+:)?(?:${names})(?:\\s[^<>]*)?>[^<]*(?=<[^/])`, "g");

/** Elements that stand in none of the same name. */
function outermost(bare: string, name: string): number {
  let [depth, count] = [0, 0];
  for (const [tag] of bare.matchAll(new RegExp(`</?(?:[\\w.-]+:)?${name}(?=[\\s>/])[^<>]*>`, "g"))) {
    if (tag.startsWith("</")) depth = Math.max(depth - 1, 0);
    else if (!tag.endsWith("/>")) {
      if (depth === 0) count += 1;
      depth += 1;
    }
  }
  return count;
}

const each = (count: number): Pick<Stated, "payments" | "records"> => ({ payments: count, records: count });

function scanGoaml(text: string): Stated {
  const bare = bareXml(text);
  return {
    payments: countOf(bare, filled("transaction")),
    records: outermost(bare, "transaction"),
    amounts: leafAmounts(bare, "amount_local|foreign_amount"),
  };
}

const entry = /<(?:[\w.-]+:)?Ntry(?=[\s>/])[\s\S]*?(?:<\/(?:[\w.-]+:)?Ntry\s*>|$)/g;

function scanIso(text: string): Stated {
  const bare = bareXml(text);
  const outside = bare.replace(entry, "");
  const entries = [...bare.matchAll(entry)].map(([inside]) => Math.max(1, countOf(inside, /<(?:[\w.-]+:)?TxDtls(?=[\s>/])/g)));
  const messages = countOf(outside, filled("CdtTrfTxInf|TxInf"));
  return {
    payments: messages + entries.reduce((sum, count) => sum + count, 0),
    records: messages + entries.length,
    amounts: leafAmounts(bare, "Amt|\\w*Amt"),
  };
}

/** A report for each activity, and no transfers. */
function scanFincen(text: string): Stated {
  return { ...each(countOf(bareXml(text), filled("Activity"))), amounts: new Set() };
}

function scanFintrac(text: string): Stated | null {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(text, "latin1").toString("utf8"));
  } catch {
    return null;
  }
  const listed: unknown = typeof document === "object" && document !== null ? Reflect.get(document, "transactions") : undefined;
  const amounts = [...text.matchAll(/"amount"\s*:\s*"?([^",}\s]*)/g)].map(([, value = ""]) => plainAmount(value));
  return { ...each(Array.isArray(listed) ? listed.length : 0), amounts: new Set(amounts) };
}

/** Records of a table: quotes hold delimiters and ends of lines. Null where no header shows. */
function scanTable(text: string): Stated | null {
  const rows = (text.match(/(?:"(?:[^"]|"")*"|[^"\r\n])+/g) ?? []).filter((row) => /[^;,\t|\s]/.test(row));
  const headerAt = rows.findIndex((row) => /(^|[;,\t|])"?No\b/.test(row));
  const cells = rows
    .flatMap((row) => [...row.split(/[;\t|]/), ...row.split(/[;,\t|]/)])
    .map((cell) => cell.replace(/^"|"$/g, ""));
  const amounts = cells.flatMap((cell) => [plainAmount(cell), plainAmount(cell.replaceAll(".", "").replace(",", "."))]);
  if (headerAt < 0) return null;
  const signless = amounts.map((amount) => amount.replace(/^-/, ""));
  const count = rows.length - headerAt - 1;
  // A quote that never ends, or bytes that break their encoding, make one record of many lines, and that record is kept apart.
  return { payments: count, records: /["\x80-\xff]/.test(text) ? 0 : count, amounts: new Set(signless) };
}

function scanSheet(text: string): Stated {
  const bare = bareXml(text);
  const values = [...leafAmounts(bare, "v")].map((value) => value.replace(/^-/, ""));
  return {
    payments: Math.max(countOf(bare, filled("row")) - 1, 0),
    records: Math.max(outermost(bare, "row") - 1, 0),
    amounts: new Set(values),
  };
}

/** Fields of payment messages, and entries of statements. */
function scanMt(text: string): Stated {
  const lines = text.split(/\r\n|\r|\n/);
  const payments = countOf(text, /(^|[\r\n]):32A:/g) + countOf(text, /(^|[\r\n]):32B:/g);
  const amounts = lines.flatMap((line) =>
    [...line.matchAll(/\d[\d]*,\d*/g)].map(([amount]) => plainAmount(amount.replace(",", "."))),
  );
  return { ...each(payments + countOf(text, /(^|[\r\n]):61:/g)), amounts: new Set(amounts) };
}

const scans: ReadonlyMap<string, (text: string) => Stated | null> = new Map([
  ["goaml", scanGoaml],
  ["iso20022", scanIso],
  ["fincen", scanFincen],
  ["fintrac", scanFintrac],
  ["table", scanTable],
  ["xlsx", scanSheet],
  ["swift-mt", scanMt],
]);

/** What a text of a format states, or null where a plain look cannot tell. */
export const scanText = (format: string, text: string): Stated | null => scans.get(format)?.(text) ?? null;
