import { isUtf8 } from "node:buffer";
import { accept, type Refusal, type Result, refuse } from "@tributary/domain";

/** Text decoded so far, and why decoding cannot go on where it cannot. */
interface DecodedText {
  readonly text: string;
  readonly refusal: Refusal | null;
}

/** Turns a file's bytes into text without guessing: what does not decode exactly is refused. */
export interface XmlDecoder {
  decode(chunk: Uint8Array): DecodedText;
  end(): DecodedText;
}

type TextSink = (chunk: Uint8Array, isLast: boolean) => DecodedText;

/** Bytes within which an XML declaration must end. */
const declarationBytesMax = 1024;
/** A byte order mark and `<?xml` in UTF-16. */
const startBytes = 12;
const expectedEncoding = "UTF-8, UTF-16, windows-1252 (ISO-8859-1) or windows-874 (TIS-620)";

/** The encoding is the byte order mark's, else the XML declaration's, else UTF-8. */
export function createXmlDecoder(): XmlDecoder {
  let held: Uint8Array = new Uint8Array(0);
  let sink: Result<TextSink> | undefined;
  const take = (chunk: Uint8Array, isLast: boolean): DecodedText => {
    const bytes = held.length === 0 ? chunk : concatenate(held, chunk);
    held = new Uint8Array(0);
    sink ??= isLast || isDeclarationHeld(bytes) ? chooseSink(bytes) : undefined;
    if (sink === undefined) {
      held = bytes;
      return { text: "", refusal: null };
    }
    return sink.ok ? sink.value(bytes, isLast) : { text: "", refusal: sink.refusal };
  };
  return { decode: (chunk) => take(chunk, false), end: () => take(new Uint8Array(0), true) };
}

function isDeclarationHeld(bytes: Uint8Array): boolean {
  if (bytes.length >= declarationBytesMax) return true;
  return bytes.length >= startBytes && (!asciiOf(bytes).startsWith("<?xml") || asciiOf(bytes).includes("?>"));
}

/** The first bytes as ASCII, byte order mark and the zero bytes of UTF-16 left out: enough to read a declaration. */
function asciiOf(bytes: Uint8Array): string {
  const significant = bytes.subarray(0, declarationBytesMax).filter((byte) => byte > 0 && byte < 0x80);
  return String.fromCharCode(...significant);
}

function chooseSink(bytes: Uint8Array): Result<TextSink> {
  const marked = encodingOfMark(bytes);
  const match = /^<\?xml[^>]*?\sencoding\s*=\s*(?:"([^"]*)"|'([^']*)')/.exec(asciiOf(bytes));
  const declared = (match?.[1] ?? match?.[2])?.toLowerCase();
  const encoding = declared === undefined ? (marked ?? "utf-8") : agreeOn(declared, marked);
  const expected = marked === undefined ? expectedEncoding : `the encoding of the file's first bytes, ${marked}`;
  if (encoding === undefined) return refuse("XML_MALFORMED", `encoding "${declared}"`, expected);
  if (encoding === "utf-8") return accept(createUtf8Sink());
  const table = byteTables.get(encoding);
  return accept(table === undefined ? createUtf16Sink(encoding) : createTableSink(encoding, table));
}

/** By byte order mark, or by how `<` looks in UTF-16 without one. */
function encodingOfMark(bytes: Uint8Array): string | undefined {
  const [first = 0, second = 0, third = 0] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return "utf-16be";
  return undefined;
}

const encodings: ReadonlyMap<string, string> = new Map([
  ["utf-8", "utf-8"],
  ["utf8", "utf-8"],
  ["us-ascii", "utf-8"],
  ["ascii", "utf-8"],
  ["windows-1252", "windows-1252"],
  ["iso-8859-1", "windows-1252"],
  ["latin1", "windows-1252"],
  ["windows-874", "windows-874"],
  ["tis-620", "windows-874"],
  ["iso-8859-11", "windows-874"],
]);

/** Where a table has no character. The runtime's own decoders put others there, or read windows-1252 as Latin-1, without a word. */
const unassigned = "\ufffd";
const range = (from: number, to: number): string =>
  String.fromCharCode(...Array.from({ length: to - from + 1 }, (_, index) => from + index));
const missing = (count: number): string => unassigned.repeat(count);

/** The characters of the bytes 0x80 to 0xff (Unicode Consortium, CP1252.TXT and CP874.TXT). */
const byteTables: ReadonlyMap<string, string> = new Map([
  ["windows-1252", `€${missing(1)}‚ƒ„…†‡ˆ‰Š‹Œ${missing(1)}Ž${missing(2)}‘’“”•–—˜™š›œ${missing(1)}žŸ${range(0xa0, 0xff)}`],
  [
    "windows-874",
    `€${missing(4)}…${missing(11)}‘’“”•–—${missing(8)}\u00a0${range(0x0e01, 0x0e3a)}${missing(4)}${range(0x0e3f, 0x0e5b)}${missing(4)}`,
  ],
]);

function agreeOn(declared: string, marked: string | undefined): string | undefined {
  if (marked?.startsWith("utf-16") === true) return declared === "utf-16" || declared === marked ? marked : undefined;
  const encoding = encodings.get(declared);
  return marked === undefined || encoding === marked ? encoding : undefined;
}

/** Strict UTF-8 that hands on all text before the first byte that is none. */
function createUtf8Sink(): TextSink {
  let held: Uint8Array = new Uint8Array(0);
  let isStart = true;
  return (chunk, isLast) => {
    const bytes = held.length === 0 ? chunk : concatenate(held, chunk);
    const whole = bytes.subarray(0, isLast ? bytes.length : lengthOfWholeCharacters(bytes));
    held = bytes.slice(whole.length);
    const valid = isUtf8(whole) ? whole : whole.subarray(0, lengthOfValidUtf8(whole));
    const decoded = Buffer.from(valid.buffer, valid.byteOffset, valid.length).toString("utf8");
    const text = isStart && decoded.startsWith("\ufeff") ? decoded.slice(1) : decoded;
    isStart = isStart && decoded === "";
    if (valid.length === whole.length) return { text, refusal: null };
    const byte = (whole[valid.length] ?? 0).toString(16).padStart(2, "0");
    return { text, refusal: { code: "XML_MALFORMED", found: `a byte 0x${byte} that is not UTF-8`, expected: "text in UTF-8" } };
  };
}

function lengthOfWholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return byte >= (leadOfLength[back] ?? 0x100) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** The least lead byte of a character that is longer than `back` bytes. */
const leadOfLength: readonly number[] = [0, 0xc0, 0xe0, 0xf0];

/** The least prefix that fails, by halving: a prefix that breaks off inside a character is still valid. */
function lengthOfValidUtf8(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length;
  while (invalid - valid > 1) {
    const middle = Math.floor((valid + invalid) / 2);
    const prefix = bytes.subarray(0, middle);
    if (isUtf8(prefix.subarray(0, lengthOfWholeCharacters(prefix)))) valid = middle;
    else invalid = middle;
  }
  return lengthOfWholeCharacters(bytes.subarray(0, valid));
}

function createUtf16Sink(label: string): TextSink {
  const decoder = new TextDecoder(label, { fatal: true });
  return (chunk, isLast) => {
    try {
      const text = decoder.decode(chunk, { stream: true });
      return { text: isLast ? text + decoder.decode() : text, refusal: null };
    } catch {
      const found = `bytes at or after this line that are not ${label}`;
      return { text: "", refusal: { code: "XML_MALFORMED", found, expected: `text in ${label}` } };
    }
  };
}

function createTableSink(label: string, table: string): TextSink {
  return (chunk) => {
    const at = chunk.findIndex((byte) => byte >= 0x80 && table[byte - 0x80] === unassigned);
    const valid = at === -1 ? chunk : chunk.subarray(0, at);
    const text = Array.from(valid, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : (table[byte - 0x80] ?? ""))).join("");
    if (at === -1) return { text, refusal: null };
    const byte = (chunk[at] ?? 0).toString(16);
    const found = `a byte 0x${byte} that ${label} does not assign`;
    return { text, refusal: { code: "XML_MALFORMED", found, expected: `text in ${label}` } };
  };
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
