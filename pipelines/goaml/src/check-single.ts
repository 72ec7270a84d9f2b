import { addError, type RecordCheck, type XmlElement } from "@tributary/bank-kit";

/** Two values where the ledger needs one would be a choice of ours: an error for each beyond the first. */
export function checkSingle(check: RecordCheck, element: XmlElement, names: readonly string[]): void {
  for (const name of names) {
    let count = 0;
    for (const child of element.children) {
      if (child.name !== name) continue;
      count += 1;
      if (count > 1) addError(check, child, { code: "VALUE_UNREADABLE", found: `a second <${name}>`, expected: `one ${name}` });
    }
  }
}
