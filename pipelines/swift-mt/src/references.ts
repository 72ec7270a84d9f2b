import { digestText } from "@tributary/domain";

interface SeenReport {
  readonly line: number;
  readonly contents: Set<string>;
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

/** What the reports of one file are called. */
export class References {
  readonly #reports = new Map<string, SeenReport>();
  /** Order of payments within the file; moved on with each. */
  position = 0n;

  takeReport(name: string, { content, line }: { readonly content: string; readonly line: number }): TakenReport {
    const [key, digest] = [digestText(name), digestText(content)];
    const seen = this.#reports.get(key);
    if (seen === undefined) {
      this.#reports.set(key, { line, contents: new Set([digest]), count: 1 });
      return { name, firstLine: null, isSame: false };
    }
    const isSame = seen.contents.has(digest);
    seen.contents.add(digest);
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
