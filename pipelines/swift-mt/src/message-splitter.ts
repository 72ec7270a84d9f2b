import { MessageDraft } from "./message-draft.ts";
import type { MtLine, MtMessage } from "./mt-message.ts";
import type { SwiftMtLimits } from "./swift-mt-limits.ts";

/** `:20:`, `:60F:`; `:NS:` is what German banks call data of their own. */
const tagForm = /^:([0-9]{2}[A-Z]?|NS):/;
/** Whoever looks at a message's type alone writes `:940:` before it. */
const labelForm = /^:[0-9]{3}:\s*$/;
const messageStart = /^\s*\$?\s*\{[12]:/;
/** Between messages: `$` joins them in RJE files, the control characters frame them in DOS-PCC files. */
const betweenBlocks = /^[\s$\u0001\u0003]+/;
const beforeLinesMax = 100;
const none: readonly MtMessage[] = [];

/** Cuts a file into messages, in blocks or as bare fields, line by line. */
export class MessageSplitter {
  readonly #limits: SwiftMtLimits;
  #draft: MessageDraft | null = null;
  #before: MtLine[] = [];
  #position = 0;
  #done: MtMessage[] = [];

  constructor(limits: SwiftMtLimits) {
    this.#limits = limits;
  }

  /** The messages that end with this line. */
  take(line: MtLine): readonly MtMessage[] {
    const draft = this.#draft;
    if (draft === null) this.#begin(line);
    else if (draft.openBlock !== null) this.#takeOpenBlock(draft, line);
    else if (draft.state === "text") this.#takeText(draft, line);
    else if (draft.state === "bare") this.#takeBare(draft, line);
    else this.#takeBetween(draft, line);
    return this.#takeDone();
  }

  /** What is open when the file ends. */
  end(): readonly MtMessage[] {
    if (this.#draft !== null) this.#emit(this.#draft, this.#draft.state === "after");
    return this.#takeDone();
  }

  #takeDone(): readonly MtMessage[] {
    if (this.#done.length === 0) return none;
    const done = this.#done;
    this.#done = [];
    return done;
  }

  /** Lines in no message: before the next one, or at the file's end. */
  strayLines(): readonly MtLine[] {
    return this.#before;
  }

  #begin(line: MtLine): void {
    const { text } = line;
    if (/^\s*(-\}?|\$+)?\s*$/.test(text)) return;
    if (tagForm.test(text)) {
      const draft = this.#open(line);
      draft.state = "bare";
      this.#takeBare(draft, line);
    } else if (/^[\s$\u0001]*\{/.test(text)) this.#readBlocks(this.#open(line), line, text);
    else if (this.#before.length < beforeLinesMax) this.#before.push(line);
  }

  #open(line: MtLine): MessageDraft {
    const draft = new MessageDraft(line, this.#before, this.#limits);
    this.#before = [];
    this.#draft = draft;
    return draft;
  }

  #emit(draft: MessageDraft, hasEnd: boolean): void {
    draft.hasEnd = hasEnd;
    this.#position += 1;
    this.#done.push(draft.finish(this.#position));
    this.#draft = null;
  }

  #takeText(draft: MessageDraft, line: MtLine): void {
    const { text } = line;
    if (messageStart.test(text)) {
      this.#emit(draft, false);
      this.#begin(line);
    } else if (text.startsWith("-}")) {
      draft.addRaw(line, "-}");
      draft.state = "after";
      this.#readBlocks(draft, line, text.slice(2));
    } else this.#addText(draft, line, text);
  }

  #takeBare(draft: MessageDraft, line: MtLine): void {
    const { text } = line;
    const isNext = messageStart.test(text) || labelForm.test(text) || (text.startsWith(":20:") && draft.hasField("20"));
    if (isNext) {
      this.#emit(draft, true);
      this.#begin(line);
    } else if (/^(-\}?\$?|\$+)\s*$/.test(text)) this.#emit(draft, true);
    else this.#addText(draft, line, text);
  }

  #takeBetween(draft: MessageDraft, line: MtLine): void {
    const { text } = line;
    if (/^\s*$/.test(text)) return;
    if (messageStart.test(text) || /^[\s$\u0001]*\{/.test(text)) this.#readBlocks(draft, line, text);
    else {
      this.#emit(draft, draft.state === "after");
      this.#begin(line);
    }
  }

  #addText(draft: MessageDraft, line: MtLine, text: string): void {
    draft.addRaw(line, text);
    const tag = text.startsWith(":") ? tagForm.exec(text)?.[1] : undefined;
    if (tag === undefined) draft.addContinuation(text, line.number);
    else draft.addField(tag, text.slice(tag.length + 2), line.number);
  }

  /** Reads blocks until the line or the message's text begins. Each round takes at least one character. */
  #readBlocks(first: MessageDraft, line: MtLine, text: string): void {
    let draft = first;
    let rest = text;
    for (;;) {
      const gap = betweenBlocks.exec(rest)?.[0] ?? "";
      rest = rest.slice(gap.length);
      if (draft.state === "after" && gap.includes("$")) {
        this.#emit(draft, true);
        if (rest !== "") this.#begin({ ...line, text: rest });
        return;
      }
      const id = /^\{([0-9A-Z]):/.exec(rest)?.[1];
      if (id === undefined) {
        this.#endBlocks(draft, line, rest);
        return;
      }
      if (this.#isNextMessage(draft, id)) {
        this.#emit(draft, draft.state === "after" || draft.hasBlocks());
        draft = this.#open(line);
      }
      if (id === "4" && rest[3] !== "{") {
        draft.addRaw(line, "{4:");
        draft.state = "text";
        if (rest.length > 3) this.#takeText(draft, { ...line, text: rest.slice(3) });
        return;
      }
      draft.openBlock = { id, pieces: [], depth: 0 };
      rest = this.#readBlock(draft, line, rest);
      if (draft.openBlock !== null) return;
    }
  }

  #isNextMessage(draft: MessageDraft, id: string): boolean {
    if (id === "1") return draft.hasBlocks() || draft.state === "after";
    return draft.state === "after" && /^[234]$/.test(id);
  }

  #endBlocks(draft: MessageDraft, line: MtLine, rest: string): void {
    if (rest === "") return;
    if (draft.state === "after") {
      this.#emit(draft, true);
      this.#begin({ ...line, text: rest });
      return;
    }
    draft.addRaw(line, rest);
    draft.addFault({
      code: "FILE_UNREADABLE",
      found: `"${rest}"`,
      expected: "a block such as {2: or {4:",
      line: line.number,
    });
  }

  /** A message that begins inside of a block shows that the block never ended: all of it is kept apart. */
  #takeOpenBlock(draft: MessageDraft, line: MtLine): void {
    if (!messageStart.test(line.text)) {
      this.#readOpenBlock(draft, line);
      return;
    }
    const found = `block ${draft.openBlock?.id ?? ""} without its end`;
    draft.addFault({ code: "FILE_UNREADABLE", found, expected: "as many } as {", line: line.number });
    this.#emit(draft, false);
    this.#begin(line);
  }

  #readOpenBlock(draft: MessageDraft, line: MtLine): void {
    const rest = this.#readBlock(draft, line, line.text);
    if (draft.openBlock === null) this.#readBlocks(draft, line, rest);
  }

  /** Reads on in the open block; gives what stands behind its end. */
  #readBlock(draft: MessageDraft, line: MtLine, text: string): string {
    const block = draft.openBlock;
    if (block === null) return text;
    for (let at = 0; at < text.length; at += 1) {
      if (text[at] === "{") block.depth += 1;
      if (text[at] === "}") block.depth -= 1;
      if (block.depth > 0) continue;
      block.pieces.push(text.slice(0, at + 1));
      draft.addRaw(line, text.slice(0, at + 1));
      draft.addBlock(block.id, block.pieces.join("\n").slice(3, -1));
      draft.openBlock = null;
      return text.slice(at + 1);
    }
    if (draft.isReadable()) block.pieces.push(text);
    draft.addRaw(line, text);
    return "";
  }
}
