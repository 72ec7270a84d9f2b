import type { LeadReason, Leads } from "@tributary/trace";
import { visibleText } from "../visible-text.ts";
import { wrapText } from "./wrap-text.ts";

const leadsShownMax = 25;
/** Too little to be worth a line. */
const noShare = "0.00";

/** Where to look next, for a terminal: a document without amounts. No colour codes. */
export function leadsText(document: Leads, { width }: { readonly width: number }): string {
  const { leads, left_out, limits, notes } = document;
  const shown = leads.slice(0, leadsShownMax).flatMap(({ account, score, reasons }, index) => [
    ...wrapText(visibleText(`${index + 1}. ${account}`), width),
    ...wrapText(
      visibleText(
        `score ${score}: ${reasons
          .filter(({ share }) => share !== noShare)
          .map(reasonText)
          .join("; ")}`,
      ),
      width - 6,
    ).map((line) => `    ${line}`),
  ]);
  const omitted = leads.length - Math.min(leads.length, leadsShownMax) + Number(left_out.below);
  const counts = `Left out: ${left_out.stops} stops, ${left_out.claims_own} accounts that the claims start from, ${left_out.protected_persons} of protected persons. Not spread to the end: ${limits.residual}.`;
  return [
    "Leads: where to look next",
    "",
    ...(leads.length === 0 ? ["None."] : shown),
    ...(omitted > 0 ? [`... and ${omitted} accounts with lower scores.`] : []),
    "",
    ...wrapText(counts, width),
    ...(limits.edges_max_reached
      ? wrapText("The budget of movements ended the search: scores are those found so far.", width)
      : []),
    ...notes.flatMap((note) => wrapText(`Note: ${note}`, width)),
  ].join("\n");
}

const words = {
  seeded: "a claim's payment arrived here",
  "paid-by": "paid by",
  "paid-to": "paid to",
  "converted-by": "from conversion",
  "converted-into": "into conversion",
  others: "other ways",
} as const;

function reasonText({ kind, share, from, transfers }: LeadReason): string {
  const other = from === undefined ? (kind === "seeded" || kind === "others" ? "" : " an account that is not named") : ` ${from}`;
  return `${share} ${words[kind]}${other}${kind === "seeded" ? "" : ` (${transfers} ${transfers === "1" ? "transfer" : "transfers"})`}`;
}
