import {
  addError,
  addWarning,
  childrenOf,
  childText,
  findMentions,
  type RecordCheck,
  statedText,
  type XmlElement,
} from "@tributary/bank-kit";
import { showFound } from "@tributary/domain";

/** A narrative of up to five pieces, in the order of their numbers. */
export interface Narrative {
  readonly text: string;
  readonly pieces: readonly NarrativePiece[];
}

interface NarrativePiece {
  readonly number: number;
  readonly path: string;
  readonly text: string;
}

/**
 * Joins the pieces of a narrative in the order of their numbers; nothing stands between them, since the form cuts text at 4,000 characters
 * wherever that falls. Null where there is none. A number twice, or none, is an error: the order would be a guess. A gap is a warning.
 */
export function readNarrative(activity: XmlElement, check: RecordCheck): Narrative | null {
  const pieces: NarrativePiece[] = [];
  for (const element of childrenOf(activity, "ActivityNarrativeInformation")) {
    const textElement = element.children.find(({ name }) => name === "ActivityNarrativeText");
    const number = childText(element, "ActivityNarrativeSequenceNumber") ?? "";
    if (!/^[1-9][0-9]?$/.test(number) || pieces.some((piece) => piece.number === Number(number))) {
      const expected = "ActivityNarrativeSequenceNumber 1 to 5, each once: it says in which order the pieces are read";
      addError(check, element, { code: "VALUE_UNREADABLE", found: number === "" ? "nothing" : showFound(number), expected });
    } else if (textElement !== undefined && statedText(textElement) !== null)
      pieces.push({ number: Number(number), path: textElement.path, text: textElement.text });
  }
  pieces.sort((left, right) => left.number - right.number);
  warnOfGap(activity, pieces, check);
  return pieces.length === 0 ? null : { text: pieces.map(({ text }) => text).join(""), pieces };
}

function warnOfGap(activity: XmlElement, pieces: readonly NarrativePiece[], check: RecordCheck): void {
  const last = pieces.at(-1);
  if (last === undefined || last.number === pieces.length) return;
  const expected = `pieces 1 to ${last.number}; what is there was joined in order`;
  addWarning(check, activity, {
    code: "FIELD_MISSING",
    found: `${pieces.length} narrative pieces, the last numbered ${last.number}`,
    expected,
  });
}

/** A mention that begins in one piece and ends in the next: neither piece alone shows it. */
export interface StraddlingMention {
  readonly path: string;
  /** In the piece that it begins in. */
  readonly position: number;
  readonly mention: ReturnType<typeof findMentions>[number];
}

/** What only the joined narrative shows. */
export function straddlingMentions({ text, pieces }: Narrative): readonly StraddlingMention[] {
  if (pieces.length < 2) return [];
  const starts = pieces.map((_, index) => pieces.slice(0, index).reduce((sum, piece) => sum + piece.text.length, 0));
  return findMentions(text).flatMap((mention) => {
    const index = starts.findLastIndex((start) => start <= mention.offset);
    const piece = pieces[index];
    const nextStart = starts[index + 1];
    if (piece === undefined || nextStart === undefined || mention.offset + mention.length <= nextStart) return [];
    return [{ path: piece.path, position: mention.offset - (starts[index] ?? 0), mention }];
  });
}
