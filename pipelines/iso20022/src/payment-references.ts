import type { ReportedRecord, XmlElement } from "@tributary/bank-kit";
import { type Digest, digestText } from "@tributary/domain";

interface SeenPayment {
  readonly content: string;
  readonly line: number;
}

export interface IdentifiedRecord {
  readonly record: ReportedRecord;
  readonly contentDigest: Digest;
}

/** Sixteen bytes that stand for a text of any length: a file has as many of these as it has payments. */
function shortKey(text: string): string {
  return Buffer.from(digestText(text).slice(0, 32), "hex").toString("latin1");
}

/** What the payments of one report are called, so that each has a name of its own in it. */
export class PaymentReferences {
  readonly #counts = new Map<string, number>();
  readonly #seen = new Map<string, SeenPayment>();
  /** Order within the report; the reader of the report moves it on. */
  position = 0n;

  /** The reference itself; from its second use on with a number, since messages may repeat what the payer chose. */
  take(reference: string): string {
    const count = this.count(reference);
    return count === 1 ? reference : `${reference} #${count}`;
  }

  /** How often this key has come, this time included. */
  count(key: string): number {
    const short = shortKey(key);
    const count = (this.#counts.get(short) ?? 0) + 1;
    this.#counts.set(short, count);
    return count;
  }

  /** Identifiers that a bank gives once: a payment under one that came before is shown and not counted again. */
  checkUnique(element: XmlElement, identifier: string, { record, contentDigest }: IdentifiedRecord): void {
    const [short, content] = [shortKey(identifier), shortKey(contentDigest)];
    const first = this.#seen.get(short);
    if (first === undefined) {
      this.#seen.set(short, { content, line: element.line });
      return;
    }
    const isSame = first.content === content;
    const found = `${identifier} of line ${first.line} again, ${isSame ? "word for word" : "with other content"}`;
    const rule = "iso20022/unique-transaction";
    record.error(element, { code: "RECORD_CONFLICT", found, expected: "each TxId and UETR once in a message", rule });
  }
}
