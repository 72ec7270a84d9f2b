import type { ReportedRecord, XmlElement } from "@tributary/bank-kit";
import { type Digest, digestText } from "@tributary/domain";
import { digestContent } from "./element-steps.ts";

interface SeenPayment {
  readonly contentDigest: Digest;
  readonly line: number;
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
    const digest = digestText(key);
    const count = (this.#counts.get(digest) ?? 0) + 1;
    this.#counts.set(digest, count);
    return count;
  }

  /** Identifiers that a bank gives once: a payment under one that came before is shown and not counted again. */
  checkUnique(element: XmlElement, identifier: string, record: ReportedRecord): void {
    const contentDigest = digestContent(record.source);
    const first = this.#seen.get(identifier);
    if (first === undefined) {
      this.#seen.set(identifier, { contentDigest, line: element.line });
      return;
    }
    const isSame = first.contentDigest === contentDigest;
    const found = `${identifier} of line ${first.line} again, ${isSame ? "word for word" : "with other content"}`;
    const rule = "iso20022/unique-transaction";
    record.error(element, { code: "RECORD_CONFLICT", found, expected: "each TxId and UETR once in a message", rule });
  }
}
