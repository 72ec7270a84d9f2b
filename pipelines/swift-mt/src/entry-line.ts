import { accept, type Result, refuse } from "@tributary/domain";

/** What `:61:` says, before anything of it is judged. */
export interface EntryLine {
  /** `YYMMDD`. */
  readonly valueDate: string;
  /** `MMDD`, or null. */
  readonly entryDate: string | null;
  /** `C`, `D`; `RC`, `RD` take an entry back; `EC`, `ED` are expected. */
  readonly mark: "C" | "D" | "RC" | "RD" | "EC" | "ED";
  /** As written, with a comma. */
  readonly amount: string;
  /** `NTRF`: the first letter says whose code it is. */
  readonly type: string;
  /** What the account's owner calls it; null where it says NONREF. */
  readonly reference: string | null;
  /** What the bank calls it, behind two slashes. */
  readonly bankReference: string | null;
}

// The entry date may be left out; some banks write four spaces for it. The letter before the amount is the third one of the currency.
const form = /^([0-9]{6})([0-9]{4}| {4})?(RC|RD|EC|ED|C|D)([A-Z])?([0-9][0-9,]{0,40})([A-Z][A-Z0-9]{3})(.*)$/;

/** Reads the first line of `:61:`. */
export function readEntryLine(text: string): Result<EntryLine> {
  const match = form.exec(text.trimEnd());
  if (match === null)
    return refuse(
      "VALUE_UNREADABLE",
      text === "" ? "nothing" : text,
      "value date YYMMDD, entry date MMDD or none, C, D, RC or RD, an amount with a comma, a type such as NTRF, a reference",
    );
  const [, valueDate = "", entryDate = "", mark = "C", , amount = "", type = "", rest = ""] = match;
  const at = rest.indexOf("//");
  const [reference, bankReference] = at === -1 ? [rest, ""] : [rest.slice(0, at), rest.slice(at + 2)];
  return accept({
    valueDate,
    entryDate: entryDate.trim() === "" ? null : entryDate,
    mark: mark as EntryLine["mark"],
    amount,
    type,
    reference: stated(reference),
    bankReference: stated(bankReference),
  });
}

function stated(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === "" || /^NON ?REF$/i.test(trimmed) ? null : trimmed;
}

/** What an entry adds to the balance: money in, or a debit taken back. */
export function isCredit({ mark }: Pick<EntryLine, "mark">): boolean {
  return mark === "C" || mark === "RD" || mark === "EC";
}
