import { TextDecoder } from "node:util";
import { type Finding, type Locator, showFound } from "@tributary/domain";
import type { WriteLimits } from "../write-limits.ts";

/** One row of a table. A row with a finding has no cells: what it says cannot be told. */
export interface CsvRow {
  /** The line on which the row starts, counted from 1; line breaks inside quotes count. */
  readonly line: number;
  readonly cells: readonly string[];
  readonly finding: Finding | null;
}

export interface CsvSource {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The file's name without folders. */
  readonly file: string;
  readonly limits: WriteLimits;
}

/**
 * Reads comma-separated rows by RFC 4180, LF accepted beside CRLF, UTF-8 with or without a byte order mark. Rows without any
 * character are skipped. A row that breaks the quoting or a limit is a finding and the next line starts anew; bytes that are no UTF-8
 * end the reading.
 */
export async function* readCsvRows({ bytes, file, limits }: CsvSource): AsyncGenerator<CsvRow, void, undefined> {
  const splitter = new RowSplitter(file, limits);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  for await (const chunk of bytes) {
    const text = decodeChunk(decoder, chunk);
    if (text === null) {
      yield splitter.undecodable();
      return;
    }
    yield* splitter.write(text);
  }
  const rest = decodeChunk(decoder, null);
  if (rest === null) yield splitter.undecodable();
  else yield* splitter.end(rest);
}

function decodeChunk(decoder: TextDecoder, chunk: Uint8Array | null): string | null {
  try {
    return chunk === null ? decoder.decode() : decoder.decode(chunk, { stream: true });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

type Place = "start" | "plain" | "quoted" | "after-quote" | "broken";

class RowSplitter {
  private readonly file: string;
  private readonly limits: WriteLimits;
  private place: Place = "start";
  private cells: string[] = [];
  private parts: string[] = [];
  private characters = 0;
  private cellCharacters = 0;
  private line = 1;
  private rowLine = 1;
  private finding: Finding | null = null;

  constructor(file: string, limits: WriteLimits) {
    this.file = file;
    this.limits = limits;
  }

  *write(text: string): Generator<CsvRow, void, undefined> {
    for (const character of text) {
      if (character === "\n" && this.place !== "quoted") {
        const row = this.finishRow();
        if (row !== null) yield row;
        this.line += 1;
        this.rowLine = this.line;
      } else {
        if (character === "\n") this.line += 1;
        this.take(character);
      }
    }
  }

  *end(text: string): Generator<CsvRow, void, undefined> {
    yield* this.write(text);
    if (this.place === "quoted") this.refuse("FILE_TRUNCATED", "the end of the file inside quotes", "a closing quote");
    const row = this.finishRow();
    if (row !== null) yield row;
  }

  undecodable(): CsvRow {
    this.finding = null;
    this.refuse("FILE_UNREADABLE", "bytes that are no UTF-8", "a table in UTF-8; save it again as CSV UTF-8");
    return { line: this.line, cells: [], finding: this.finding };
  }

  private take(character: string): void {
    this.characters += character.length;
    if (this.characters > this.limits.rowCharactersMax) this.refuseSize("row", "rowCharactersMax");
    if (this.place === "broken") return;
    if (this.place === "quoted") this.takeQuoted(character);
    else if (character === ",") this.finishCell();
    else if (character === '"') this.takeQuote();
    else if (character === "\r") this.add(character);
    else if (this.place === "after-quote") this.refuseQuoting(character);
    else {
      this.place = "plain";
      this.add(character);
    }
  }

  private takeQuoted(character: string): void {
    if (character === '"') this.place = "after-quote";
    else this.add(character);
  }

  private takeQuote(): void {
    if (this.place === "plain") this.refuseQuoting('"');
    else {
      if (this.place === "after-quote") this.add('"');
      this.place = "quoted";
    }
  }

  private add(character: string): void {
    this.cellCharacters += character.length;
    if (this.cellCharacters > this.limits.cellCharactersMax) this.refuseSize("cell", "cellCharactersMax");
    else this.parts.push(character);
  }

  private finishCell(): void {
    if (this.cells.length >= this.limits.columnsMax) {
      this.refuseSize("row", "columnsMax");
      return;
    }
    this.cells.push(this.parts.join(""));
    this.parts = [];
    this.cellCharacters = 0;
    this.place = "start";
  }

  private finishRow(): CsvRow | null {
    const isBroken = this.place === "broken";
    if (this.parts.at(-1) === "\r") this.parts.pop();
    const isEmpty = this.cells.length === 0 && this.parts.length === 0 && this.place !== "after-quote";
    if (!isBroken && !isEmpty) this.finishCell();
    const row = { line: this.rowLine, cells: this.finding === null ? this.cells : [], finding: this.finding };
    this.cells = [];
    this.parts = [];
    this.characters = 0;
    this.cellCharacters = 0;
    this.place = "start";
    this.finding = null;
    return isEmpty && row.finding === null ? null : row;
  }

  private refuseQuoting(character: string): void {
    const expected = 'a cell with quotes written as "…", each quote inside it doubled, and nothing outside the quotes';
    this.refuse("VALUE_UNREADABLE", `${character} after or inside a cell's quotes`, expected);
  }

  private refuseSize(what: string, limit: "rowCharactersMax" | "cellCharactersMax" | "columnsMax"): void {
    const unit = limit === "columnsMax" ? "cells" : "characters";
    this.refuse(
      "FILE_TOO_LARGE",
      `a ${what} of more than ${this.limits[limit]} ${unit}`,
      `at most ${this.limits[limit]} (${limit})`,
    );
  }

  private refuse(code: Finding["code"], found: string, expected: string): void {
    const where: Locator = { file: this.file, line: this.rowLine };
    this.finding ??= { code, found: showFound(found), expected, where };
    this.place = "broken";
    this.parts = [];
  }
}
