import { addError, childrenOf, type RecordCheck, type XmlElement } from "@tributary/bank-kit";

/** Two values where the ledger needs one would be a choice of ours: an error for each beyond the first. */
export function checkSingle(check: RecordCheck, element: XmlElement, names: readonly string[]): void {
  for (const name of names) {
    for (const extra of childrenOf(element, name).slice(1))
      addError(check, extra, { code: "VALUE_UNREADABLE", found: `a second <${name}>`, expected: `one ${name}` });
  }
}
