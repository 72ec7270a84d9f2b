import { plainDecimal, statedText, type XmlElement } from "@tributary/bank-kit";
import { type Finding, formatUnits, parseUnits, showFound } from "@tributary/domain";
import { descend } from "./element-steps.ts";
import type { TotalledAmount } from "./report-context.ts";

/** Decimals of a control sum, more than any currency has. */
const sumScale = 18;

/** What a message's or batch's transactions add up to, exactly. A transaction that cannot be read still counts. */
export class ControlTotals {
  #count = 0n;
  #sum = 0n;
  #isSumKnown = true;
  readonly #currencies = new Set<string>();

  add(amount: TotalledAmount): void {
    this.#count += 1n;
    if (amount === undefined) this.#isSumKnown = false;
    else {
      this.#currencies.add(amount.asset.id.slice(-3));
      this.#sum += amount.atoms * 10n ** BigInt(sumScale - (amount.asset.scale ?? 0));
    }
  }

  /** Compares with what `header` states; a sum only where every transaction's amount could be read. */
  check(header: XmlElement | undefined, file: string, record: string | null): readonly Finding[] {
    const stated = ["NbOfTxs", "CtrlSum", "TtlIntrBkSttlmAmt", "TtlRtrdIntrBkSttlmAmt"].map((name) => descend(header, name));
    return stated.flatMap((element) => {
      const mismatch = element === undefined ? null : this.#mismatch(element);
      if (element === undefined || mismatch === null) return [];
      const { line, column, path } = element;
      const where = { file, line, column, path, ...(record === null ? {} : { record }) };
      const hint = "the transactions that were read have loaded; send the message again if some are missing";
      return [{ code: "VALUE_UNREADABLE", ...mismatch, where, rule: "iso20022/control-total", hint }];
    });
  }

  #mismatch(element: XmlElement): Pick<Finding, "found" | "expected"> | null {
    const text = statedText(element);
    if (text === null) return null;
    if (element.name === "NbOfTxs") {
      const isRight = /^[0-9]{1,15}$/.test(text) && BigInt(text) === this.#count;
      return isRight ? null : { found: showFound(text), expected: `${this.#count}, the number of transactions here` };
    }
    if (!this.#isSumKnown) return null;
    const total = parseUnits(plainDecimal(text), sumScale);
    const currency = element.attributes.find(({ name }) => name === "Ccy")?.value ?? null;
    const isOfCurrency = currency === null || [...this.#currencies].every((other) => other === currency);
    if (total.ok && total.value === this.#sum && isOfCurrency) return null;
    const found = showFound(currency === null ? text : `${text} ${currency}`);
    return { found, expected: `${this.#shownSum(currency)}, the sum of the transactions here` };
  }

  #shownSum(currency: string | null): string {
    const sum = formatUnits(this.#sum, sumScale).replace(/0{1,16}$/, "");
    return currency === null ? sum : `${sum} ${[...this.#currencies].join(" and ")}`;
  }
}
