import type { ReportBlock, ReportDocument } from "@tributary/report";
import type { CharacterMap } from "./character-map.ts";

/** A character that no font of the report can draw, and where it came from. */
export interface MissingGlyph {
  readonly character: string;
  readonly text: string;
  readonly place: string;
}

/** The first text of the document with a character that cannot be drawn. */
export function findMissingGlyph(document: ReportDocument, canDraw: CharacterMap): MissingGlyph | undefined {
  for (const { text, place } of drawnTexts(document)) {
    for (const character of text) {
      if (!canDraw(character.codePointAt(0) ?? 0)) return { character, text, place };
    }
  }
  return undefined;
}

interface DrawnText {
  readonly text: string;
  readonly place: string;
}

function* drawnTexts(document: ReportDocument): Generator<DrawnText> {
  yield { text: document.title, place: "the title of the case" };
  yield { text: document.caseId, place: "the case id" };
  yield { text: document.status, place: "the status line" };
  let section = "the first page";
  for (const block of document.blocks) {
    if (block.kind === "heading") section = `section "${block.text}"`;
    yield* blockTexts(block, section);
  }
}

function* blockTexts(block: ReportBlock, section: string): Generator<DrawnText> {
  if (block.kind === "heading" || block.kind === "paragraph") yield { text: block.text, place: section };
  if (block.kind === "list") for (const text of block.items) yield { text, place: section };
  if (block.kind === "facts") {
    for (const row of block.rows) {
      yield { text: row.label, place: section };
      yield { text: row.value, place: `${section}, "${row.label}"` };
    }
  }
  if (block.kind !== "table") return;
  const table = `${section}, table "${block.caption}"`;
  yield { text: block.caption, place: section };
  yield { text: block.note, place: table };
  for (const column of block.columns) yield { text: column.heading, place: table };
  for (const [rowIndex, row] of block.rows.entries()) {
    for (const [index, text] of row.entries())
      yield { text, place: `${table}, row ${rowIndex + 1}, column "${block.columns[index]?.heading ?? ""}"` };
  }
}
