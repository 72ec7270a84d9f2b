import { leastOf, mostOf, type Place } from "@tributary/casefile";
import type { AmountWriter } from "../display-amount.ts";
import { namePlace } from "../name-place.ts";
import { byAssetAndMost } from "../row-order.ts";
import { visibleText } from "../visible-text.ts";
import { wrapText } from "./wrap-text.ts";

const placesShownMax = 20;

/** The places with most value, two lines each, and how many are not shown. */
export function placeLines(
  places: readonly Place[],
  screen: { readonly amounts: AmountWriter; readonly width: number },
): string[] {
  const sorted = [...places].sort(byAssetAndMost);
  const shown = sorted.slice(0, placesShownMax).flatMap((place) => {
    const why = place.status === "held" ? "held" : place.reason;
    const amount = `${screen.amounts.range(leastOf(place.sums), mostOf(place.sums), place.asset)} ${screen.amounts.name(place.asset)}`;
    const lines = [namePlace(place), `${amount}  ${why}`].map(visibleText);
    return lines.flatMap((line, index) => indent(wrapText(line, screen.width - 4), index === 0 ? "" : "    "));
  });
  const omitted = sorted.length - placesShownMax;
  return [...shown, ...(omitted > 0 ? [`... and ${omitted} more places; --json has all of them.`] : []), ""];
}

function indent(lines: readonly string[], space: string): string[] {
  return lines.map((line, index) => `${index === 0 ? space : "    "}${line}`);
}
