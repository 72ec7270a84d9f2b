import { createTextDecoder, type EncodingName } from "@tributary/bank-kit";
import type { MtLine } from "./mt-message.ts";

export interface LineSource {
  readonly bytes: AsyncIterable<Uint8Array>;
  readonly encoding: EncodingName;
  readonly lineCharactersMax: number;
}

/** The lines that end in one piece of the file, or the place from which on the bytes are no text. */
export type ReadLines =
  | { readonly kind: "lines"; readonly lines: Iterable<MtLine> }
  | { readonly kind: "broken"; readonly found: string; readonly line: number };

/** Reads lines that end with CRLF or LF. What does not decode exactly ends the reading; the text before it is given first. */
export async function* readLines(source: LineSource): AsyncGenerator<ReadLines, void, undefined> {
  const decoder = createTextDecoder(source.encoding);
  const cutter = new LineCutter(source.lineCharactersMax);
  for await (const chunk of source.bytes) {
    const { text, fault } = decoder.decode(chunk);
    yield { kind: "lines", lines: cutter.take(text) };
    if (fault === null) continue;
    yield { kind: "broken", found: fault.found, line: fault.line };
    return;
  }
  const { text, fault } = decoder.end();
  yield { kind: "lines", lines: cutter.take(text) };
  if (fault !== null) {
    yield { kind: "broken", found: fault.found, line: fault.line };
    return;
  }
  yield { kind: "lines", lines: cutter.end() };
}

class LineCutter {
  readonly #charactersMax: number;
  #held = "";
  #isTooLong = false;
  #number = 1;

  constructor(charactersMax: number) {
    this.#charactersMax = charactersMax;
  }

  *take(text: string): Generator<MtLine, void, undefined> {
    let start = 0;
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", start)) {
      this.#hold(text.slice(start, at));
      start = at + 1;
      yield this.#cut();
    }
    this.#hold(text.slice(start));
  }

  *end(): Generator<MtLine, void, undefined> {
    if (this.#held !== "") yield this.#cut();
  }

  #hold(text: string): void {
    const space = this.#charactersMax - this.#held.length;
    this.#isTooLong ||= text.length > space + 1;
    this.#held += text.slice(0, Math.max(0, space));
  }

  #cut(): MtLine {
    let length = this.#held.length;
    while (length > 0 && this.#held[length - 1] === "\r") length -= 1;
    const line = { number: this.#number, text: this.#held.slice(0, length), isTooLong: this.#isTooLong };
    this.#held = "";
    this.#isTooLong = false;
    this.#number += 1;
    return line;
  }
}
