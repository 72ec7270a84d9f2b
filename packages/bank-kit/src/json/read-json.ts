import { type ErrorCode, showFound } from "@tributary/domain";
import type { JsonArray, JsonNode, JsonObject, JsonPlace, JsonScalar } from "./json-node.ts";

/** Every bound of reading a JSON document, by name. */
export interface JsonLimits {
  /** Objects and arrays inside one another. */
  readonly depthMax: number;
  readonly valuesMax: number;
  /** Characters of one string, number or key. */
  readonly textCharactersMax: number;
}

/** What is wrong with a document, and where. */
interface JsonFault {
  readonly code: ErrorCode;
  readonly found: string;
  readonly expected: string;
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** `node` is absent where the document ends in a fault; a repeated key is a fault too, and reading goes on behind it. */
export interface JsonReading {
  readonly node: JsonNode | undefined;
  readonly faults: readonly JsonFault[];
}

/**
 * Reads a JSON document (RFC 8259) with the place of each value. Numbers stay text, so nothing is rounded; keys are kept in maps, so none
 * is special. A key that stands twice in one object is told with both places: which one counts, the standard leaves open.
 */
export function readJson(text: string, limits: JsonLimits): JsonReading {
  const reader = new JsonReader(text, limits);
  try {
    return { node: reader.readDocument(), faults: reader.faults };
  } catch (error) {
    if (!(error instanceof DocumentEnds)) throw error;
    return { node: undefined, faults: [...reader.faults, error.fault] };
  }
}

/** Leaves the nested calls of the reader; never leaves this file. */
class DocumentEnds extends Error {
  readonly fault: JsonFault;

  constructor(fault: JsonFault) {
    super(fault.found);
    this.fault = fault;
  }
}

const numberForm = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const wordForm = /[A-Za-z]+/y;
const plainText = /[^"\\\u0000-\u001f]+/y;
const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

class JsonReader {
  readonly faults: JsonFault[] = [];
  private readonly text: string;
  private readonly limits: JsonLimits;
  private at = 0;
  private line = 1;
  private lineStart = 0;
  private count = 0;

  constructor(text: string, limits: JsonLimits) {
    this.text = text;
    this.limits = limits;
  }

  readDocument(): JsonNode {
    const node = this.readValue("", 1);
    this.skipSpace();
    if (this.at < this.text.length) this.stop("", { found: `${this.shownHere()} behind the document`, expected: "nothing more" });
    return node;
  }

  private readValue(path: string, depth: number): JsonNode {
    this.skipSpace();
    this.count += 1;
    const { depthMax, valuesMax } = this.limits;
    if (depth > depthMax) this.limit(path, { found: `${depth} levels`, expected: `at most ${depthMax} (depthMax)` });
    if (this.count > valuesMax) this.limit(path, { found: "more values", expected: `at most ${valuesMax} (valuesMax)` });
    const unit = this.text[this.at];
    if (unit === "{") return this.readObject(path, depth);
    if (unit === "[") return this.readArray(path, depth);
    if (unit === '"') return this.readScalar(path, "string", () => this.readString(path));
    if (unit !== undefined && /[-0-9]/.test(unit)) return this.readScalar(path, "number", () => this.readNumber(path));
    return this.readScalar(path, "word", () => this.readWord(path));
  }

  private readScalar(path: string, kind: JsonScalar["kind"], read: () => string): JsonScalar {
    const place = this.placeHere(path);
    const text = read();
    if (text.length > this.limits.textCharactersMax)
      this.limit(path, {
        found: `${text.length} characters`,
        expected: `at most ${this.limits.textCharactersMax} (textCharactersMax)`,
      });
    return { ...place, end: this.at, kind, text };
  }

  private readObject(path: string, depth: number): JsonObject {
    const place = this.placeHere(path);
    const entries = new Map<string, JsonNode>();
    this.at += 1;
    for (let isFirst = true; !this.isClosed("}", path, isFirst); isFirst = false) {
      if (this.text[this.at] !== '"') this.stop(path, { found: this.shownHere(), expected: "a key in double quotes" });
      const keyPlace = this.placeHere(path);
      const key = this.readString(path);
      this.skipSpace();
      if (this.text[this.at] !== ":")
        this.stop(path, { found: this.shownHere(), expected: `":" behind the key "${showFound(key)}"` });
      this.at += 1;
      const value = this.readValue(`${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, depth + 1);
      const first = entries.get(key);
      if (first === undefined) entries.set(key, value);
      else this.addRepeated(keyPlace, key, first);
    }
    return { ...place, end: this.at, kind: "object", entries };
  }

  private readArray(path: string, depth: number): JsonArray {
    const place = this.placeHere(path);
    const items: JsonNode[] = [];
    this.at += 1;
    while (!this.isClosed("]", path, items.length === 0)) items.push(this.readValue(`${path}/${items.length}`, depth + 1));
    return { ...place, end: this.at, kind: "array", items };
  }

  /** Moves past the end of an object or array, or past the comma before its next member. */
  private isClosed(close: string, path: string, isFirst: boolean): boolean {
    this.skipSpace();
    const unit = this.text[this.at];
    if (unit === close) {
      this.at += 1;
      return true;
    }
    if (isFirst) return false;
    if (unit !== ",") this.stop(path, { found: this.shownHere(), expected: `"," or "${close}"` });
    this.at += 1;
    this.skipSpace();
    if (this.text[this.at] === close)
      this.stop(path, { found: `"," before "${close}"`, expected: "no comma behind the last one" });
    return false;
  }

  private readString(path: string): string {
    const pieces: string[] = [];
    this.at += 1;
    for (;;) {
      const plain = this.match(plainText);
      if (plain !== undefined) pieces.push(plain);
      const unit = this.text[this.at];
      if (unit === '"') break;
      if (unit !== "\\")
        this.stop(path, { found: this.shownHere(), expected: "the string's end, or a control character as \\u escape" });
      pieces.push(this.readEscape(path));
    }
    this.at += 1;
    return pieces.join("");
  }

  private readEscape(path: string): string {
    const letter = this.text[this.at + 1] ?? "";
    const known = escapes.get(letter);
    const hex = this.text.slice(this.at + 2, this.at + 6);
    if (known === undefined && !(letter === "u" && /^[0-9A-Fa-f]{4}$/.test(hex)))
      this.stop(path, {
        found: `\\${showFound(letter)}`,
        expected: 'one of \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u with four hex digits',
      });
    this.at += known === undefined ? 6 : 2;
    return known ?? String.fromCharCode(Number.parseInt(hex, 16));
  }

  private readNumber(path: string): string {
    const number = this.match(numberForm);
    if (number === undefined || /[0-9A-Za-z.+-]/.test(this.text[this.at] ?? ""))
      this.stop(path, {
        found: this.shownHere(),
        expected: "a number as JSON writes it: no zeros in front, digits behind the point",
      });
    return number;
  }

  private readWord(path: string): string {
    const start = this.at;
    const word = this.match(wordForm) ?? "";
    if (word === "true" || word === "false" || word === "null") return word;
    this.at = start;
    return this.stop(path, { found: this.shownHere(), expected: "a value: object, array, string, number, true, false or null" });
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    this.at += found?.length ?? 0;
    return found;
  }

  private skipSpace(): void {
    for (;;) {
      const unit = this.text[this.at];
      if (unit === "\n") {
        this.line += 1;
        this.lineStart = this.at + 1;
      } else if (unit !== " " && unit !== "\t" && unit !== "\r") return;
      this.at += 1;
    }
  }

  private placeHere(path: string): JsonPlace {
    return { path, line: this.line, column: this.at - this.lineStart + 1, start: this.at, end: this.at };
  }

  private shownHere(): string {
    return this.at >= this.text.length ? "the end of the file" : `"${showFound(this.text.slice(this.at, this.at + 12))}"`;
  }

  private addRepeated(place: JsonPlace, key: string, first: JsonPlace): void {
    const { line, column, path } = place;
    const found = `the key "${showFound(key)}" again; it stands in line ${first.line} already`;
    this.faults.push({ code: "RECORD_CONFLICT", found, expected: "each key once in an object", path, line, column });
  }

  private stop(path: string, { found, expected }: { found: string; expected: string }): never {
    const isEnd = this.at >= this.text.length;
    return this.end(path, { code: isEnd ? "FILE_TRUNCATED" : "FILE_UNREADABLE", found, expected });
  }

  private limit(path: string, { found, expected }: { found: string; expected: string }): never {
    return this.end(path, { code: "FILE_TOO_LARGE", found, expected });
  }

  private end(path: string, fault: { code: ErrorCode; found: string; expected: string }): never {
    const { line, column } = this.placeHere(path);
    throw new DocumentEnds({ ...fault, path, line, column });
  }
}
