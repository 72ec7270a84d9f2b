import type { MessageFault, MtField, MtLine, MtMessage } from "./mt-message.ts";
import type { SwiftMtLimits } from "./swift-mt-limits.ts";

interface FieldDraft {
  readonly tag: string;
  readonly line: number;
  readonly lines: string[];
}

interface BlockDraft {
  readonly id: string;
  readonly pieces: string[];
  depth: number;
}

const rawCharactersKept = 64 * 1024;

/** A message while its lines come in. */
export class MessageDraft {
  /** `blocks` before and behind the text; `text` inside `{4:`; `bare` where fields stand without blocks. */
  state: "blocks" | "text" | "bare" | "after" = "blocks";
  hasEnd = false;
  /** A header or trailer block that goes over the end of a line. */
  openBlock: BlockDraft | null = null;
  readonly #limits: SwiftMtLimits;
  readonly #before: readonly MtLine[];
  readonly #line: number;
  readonly #blocks = new Map<string, string>();
  readonly #fields: FieldDraft[] = [];
  readonly #raw: string[] = [];
  #characters = 0;
  #fault: MessageFault | null = null;

  constructor({ number }: MtLine, before: readonly MtLine[], limits: SwiftMtLimits) {
    this.#line = number;
    this.#before = before;
    this.#limits = limits;
  }

  /** Counts a line of its own, or the part of one that is its own. */
  addRaw({ number, isTooLong }: MtLine, text: string): void {
    const { messageCharactersMax, lineCharactersMax } = this.#limits;
    this.#characters += text.length + 1;
    const found = `more than ${messageCharactersMax} characters in one message`;
    if (isTooLong)
      this.addFault({
        code: "FILE_TOO_LARGE",
        found: `a line of more than ${lineCharactersMax} characters`,
        expected: `at most ${lineCharactersMax} (lineCharactersMax)`,
        line: number,
      });
    if (this.#characters > messageCharactersMax) {
      const expected = `at most ${messageCharactersMax} (messageCharactersMax)`;
      this.addFault({ code: "FILE_TOO_LARGE", found, expected, line: number });
    } else this.#raw.push(text);
  }

  /** The first fault stands; nothing more of the message is kept then. */
  addFault(fault: MessageFault): void {
    this.#fault ??= fault;
  }

  addField(tag: string, text: string, line: number): void {
    const { fieldsMax } = this.#limits;
    if (this.#fields.length >= fieldsMax) {
      const found = `more than ${fieldsMax} fields in one message`;
      this.addFault({ code: "FILE_TOO_LARGE", found, expected: `at most ${fieldsMax} (fieldsMax)`, line });
    }
    if (this.#fault === null) this.#fields.push({ tag, line, lines: [text] });
  }

  /** A line that begins no field goes on with the one before it. */
  addContinuation(text: string, line: number): void {
    const field = this.#fields.at(-1);
    if (this.#fault !== null) return;
    if (field !== undefined) field.lines.push(text);
    else if (text.trim() !== "")
      this.addFault({ code: "FILE_UNREADABLE", found: `"${text}"`, expected: "a field such as :20:", line });
  }

  addBlock(id: string, content: string): void {
    if (this.#fault === null && !this.#blocks.has(id)) this.#blocks.set(id, content);
  }

  isReadable(): boolean {
    return this.#fault === null;
  }

  hasBlocks(): boolean {
    return this.#blocks.size > 0;
  }

  hasField(tag: string): boolean {
    return this.#fields.some((field) => field.tag === tag);
  }

  finish(position: number): MtMessage {
    const path = `/message[${position}]`;
    if (this.openBlock !== null)
      this.addFault({
        code: "FILE_TRUNCATED",
        found: `block ${this.openBlock.id} without its end`,
        expected: 'a "}" for each "{"',
        line: this.#line,
      });
    const raw = this.#raw.join("\n");
    return {
      path,
      line: this.#line,
      raw: this.#fault === null ? raw : raw.slice(0, rawCharactersKept),
      before: this.#before,
      blocks: this.#blocks,
      fields: this.#fault === null ? placeFields(this.#fields, path) : [],
      hasEnd: this.hasEnd,
      fault: this.#fault,
    };
  }
}

/** Fields that come more than once by their nature: their position is in the path even where there is one. */
const positioned: ReadonlySet<string> = new Set(["21", "60F", "60M", "61", "62F", "62M", "64", "65", "86"]);

function placeFields(fields: readonly FieldDraft[], path: string): readonly MtField[] {
  const counts = new Map<string, number>();
  return fields.map(({ tag, line, lines }) => {
    const count = (counts.get(tag) ?? 0) + 1;
    counts.set(tag, count);
    const place = count > 1 || positioned.has(tag) ? `${tag}[${count}]` : tag;
    let length = lines.length;
    while (length > 1 && lines[length - 1]?.trim() === "") length -= 1;
    return { tag, path: `${path}/${place}`, line, lines: lines.slice(0, length) };
  });
}
