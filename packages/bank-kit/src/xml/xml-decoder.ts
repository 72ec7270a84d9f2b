import { accept, type Refusal, type Result, refuse } from "@tributary/domain";
import { type EncodingName, encodingOfLabel } from "../encoding/encoding-name.ts";
import { createTextDecoder, type DecodedText as DecodedPiece } from "../encoding/text-decoder.ts";

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

/** Bytes within which an XML declaration must end. */
const declarationBytesMax = 1024;
/** A byte order mark and `<?xml` in UTF-16. */
const startBytes = 12;
const expectedEncoding =
  "UTF-8, UTF-16, windows-1252 (ISO-8859-1), windows-1258, windows-874 (TIS-620), GBK, GB18030, Big5 or Shift_JIS";

type TextSink = (chunk: Uint8Array, isLast: boolean) => DecodedText;

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
  return accept(createSink(encoding));
}

function createSink(encoding: EncodingName): TextSink {
  const decoder = createTextDecoder(encoding);
  const refused = ({ text, fault }: DecodedPiece): DecodedText => {
    if (fault === null) return { text, refusal: null };
    return { text, refusal: { code: "XML_MALFORMED", found: fault.found, expected: `text in ${encoding}` } };
  };
  return (chunk, isLast) => {
    const { text, refusal } = refused(decoder.decode(chunk));
    if (!isLast || refusal !== null) return { text, refusal };
    const last = refused(decoder.end());
    return { text: text + last.text, refusal: last.refusal };
  };
}

/** By byte order mark, or by how `<` looks in UTF-16 without one. */
function encodingOfMark(bytes: Uint8Array): EncodingName | undefined {
  const [first = 0, second = 0, third = 0] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if ((first === 0xff && second === 0xfe) || (first === 0x3c && second === 0)) return "utf-16le";
  if ((first === 0xfe && second === 0xff) || (first === 0 && second === 0x3c)) return "utf-16be";
  return undefined;
}

function agreeOn(declared: string, marked: EncodingName | undefined): EncodingName | undefined {
  if (marked?.startsWith("utf-16") === true) return declared === "utf-16" || declared === marked ? marked : undefined;
  const encoding = encodingOfLabel(declared);
  if (encoding?.startsWith("utf-16") === true) return undefined;
  return marked === undefined || encoding === marked ? encoding : undefined;
}

function concatenate(first: Uint8Array, second: Uint8Array): Uint8Array {
  const joined = new Uint8Array(first.length + second.length);
  joined.set(first);
  joined.set(second, first.length);
  return joined;
}
