import type { XmlRecord } from "@tributary/bank-kit";

interface FramePiece {
  readonly text: string;
  /** First line of the piece in the frame, from 1. */
  readonly frameLine: number;
  /** First line of the piece in the file. */
  readonly line: number;
  /** Path of a payment that stands empty in the frame. */
  readonly payment: string | null;
}

/** Pieces of a frame: files with more of them are no reports. */
const framePiecesMax = 100_000;

/** A file without the content of its payments: of a run of payments only one stands in it, empty. */
export class Frame {
  readonly #pieces: FramePiece[] = [];
  readonly #open: string[] = [];
  #nextLine = 1;

  take(record: XmlRecord): void {
    if (record.kind === "root" || record.kind === "open") {
      const attributes = record.attributes.map(({ name, value }) => ` ${name}="${escapeValue(value)}"`).join("");
      this.#open.push(record.name);
      this.#add(`<${record.name}${attributes}>`, { line: record.line, payment: null });
    } else if (record.kind === "element") {
      const { name, line, path } = record.element;
      const isPayment = name === "transaction";
      if (isPayment && this.#pieces.at(-1)?.payment !== null) return;
      this.#add(isPayment ? "<transaction/>" : record.raw, { line, payment: isPayment ? path : null });
    } else if (record.kind === "close" || record.kind === "end") {
      this.#add(`</${this.#open.pop()}>`, { line: record.line, payment: null });
    }
  }

  text(): string {
    return this.#pieces.map(({ text }) => text).join("\n");
  }

  /** Where in the file a complaint about the frame belongs. */
  placeOf({ line, path }: { readonly line: number; readonly path: string }): { readonly path: string; readonly line: number } {
    const piece = this.#pieces.findLast(({ frameLine }) => frameLine <= line) ?? this.#pieces[0];
    if (piece === undefined) return { path, line };
    return { path: piece.payment ?? path, line: piece.line + line - piece.frameLine };
  }

  #add(text: string, { line, payment }: Pick<FramePiece, "line" | "payment">): void {
    if (this.#pieces.length >= framePiecesMax) throw new Error(`more than ${framePiecesMax} elements beside payments`);
    this.#pieces.push({ text, frameLine: this.#nextLine, line, payment });
    this.#nextLine += (text.match(/\r\n|\n|\r/g)?.length ?? 0) + 1;
  }
}

function escapeValue(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
