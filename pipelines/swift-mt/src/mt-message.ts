/** A line of the file. */
export interface MtLine {
  /** Counts from 1. */
  readonly number: number;
  /** Without its end; cut where it is too long. */
  readonly text: string;
  readonly isTooLong: boolean;
}

/** A field of block 4: `:50K:` and its lines. */
export interface MtField {
  /** `50K`. */
  readonly tag: string;
  /** `/message[1]/50K`; `/message[1]/61[2]` for what comes more than once. */
  readonly path: string;
  readonly line: number;
  /** At least one, which may be empty. */
  readonly lines: readonly string[];
}

export interface MessageFault {
  readonly code: "FILE_TOO_LARGE" | "FILE_TRUNCATED" | "FILE_UNREADABLE";
  readonly found: string;
  readonly expected: string;
  readonly line: number;
}

/** One message as it stands in its file. */
export interface MtMessage {
  /** `/message[1]`. */
  readonly path: string;
  readonly line: number;
  /** Its own text in the file; its beginning where it passes a limit. */
  readonly raw: string;
  /** Lines before it that belong to no message, such as a bank's own header. */
  readonly before: readonly MtLine[];
  /** Content of `{1:`, `{2:`, `{3:`, `{5:`, …; of `{4:` only where it is made of blocks and not of fields. */
  readonly blocks: ReadonlyMap<string, string>;
  readonly fields: readonly MtField[];
  /** Its end sign, or another message behind it, shows that all of it is there. */
  readonly hasEnd: boolean;
  /** Why it cannot be read at all. */
  readonly fault: MessageFault | null;
}

/** The first field with one of these tags. */
export function fieldOf(fields: readonly MtField[], ...tags: readonly string[]): MtField | undefined {
  return fields.find(({ tag }) => tags.includes(tag));
}

/** Its lines as one text. */
export function textOf(field: MtField | undefined): string {
  return field?.lines.join("\n").trim() ?? "";
}
