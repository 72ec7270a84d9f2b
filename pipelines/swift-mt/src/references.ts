import { digestText } from "@tributary/domain";

interface SeenReport {
  readonly line: number;
  readonly contents: string[];
  count: number;
}

export interface TakenReport {
  /** With a number from its second use on. */
  readonly name: string;
  /** Where it came first; null where this is the first time. */
  readonly firstLine: number | null;
  /** It came before with the same content. */
  readonly isSame: boolean;
}

/** Other contents under one name that are told apart from repetitions; a name has one. */
const contentsMax = 100;

/** Sixteen bytes that stand for a text of any length: a file has as many of these as it has messages. */
function shortKey(text: string): string {
  return Buffer.from(digestText(text).slice(0, 32), "hex").toString("latin1");
}

/** What the reports of one file are called. */
export class References {
  readonly #reports = new Map<string, SeenReport>();
  /** Order of payments within the file; moved on with each. */
  position = 0n;

  takeReport(name: string, { content, line }: { readonly content: string; readonly line: number }): TakenReport {
    const [key, digest] = [shortKey(name), shortKey(content)];
    const seen = this.#reports.get(key);
    if (seen === undefined) {
      this.#reports.set(key, { line, contents: [digest], count: 1 });
      return { name, firstLine: null, isSame: false };
    }
    const isSame = seen.contents.includes(digest);
    if (!isSame && seen.contents.length < contentsMax) seen.contents.push(digest);
    seen.count += 1;
    return { name: `${name} #${seen.count}`, firstLine: seen.line, isSame };
  }
}

/** What the payments of one report are called, so that each has a name of its own in it. */
export class PaymentReferences {
  readonly #counts = new Map<string, number>();

  /** The reference itself; from its second use on with a number. */
  take(reference: string): string {
    const count = (this.#counts.get(reference) ?? 0) + 1;
    this.#counts.set(reference, count);
    return count === 1 ? reference : `${reference} #${count}`;
  }
}
