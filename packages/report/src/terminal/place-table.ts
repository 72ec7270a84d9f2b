import { leastOf, mostOf, type Place } from "@tributary/casefile";
import type { AmountWriter } from "../display-amount.ts";
import { terminalTable } from "./terminal-table.ts";

const rowsShownMax = 20;

/** The places with most value, and how many are not shown. */
export function placeTable(
  places: readonly Place[],
  screen: { readonly amounts: AmountWriter; readonly width: number },
): string[] {
  const sorted = [...places].sort((a, b) =>
    a.asset === b.asset ? compare(mostOf(b.sums), mostOf(a.sums)) : a.asset < b.asset ? -1 : 1,
  );
  const rows = sorted
    .slice(0, rowsShownMax)
    .map((place) => [
      place.account,
      place.status === "held" ? "held" : place.reason,
      `${screen.amounts.range(leastOf(place.sums), mostOf(place.sums), place.asset)} ${screen.amounts.name(place.asset)}`,
    ]);
  const columns = [
    { heading: "Account", kind: "text" as const },
    { heading: "Why it is there", kind: "text" as const },
    { heading: "Least to most", kind: "text" as const },
  ];
  const omitted = sorted.length - rows.length;
  return [
    terminalTable({ columns, rows }, screen.width),
    ...(omitted > 0 ? [`... and ${omitted} more places; --json has all of them.`] : []),
    "",
  ];
}

function compare(a: bigint, b: bigint): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
