import { type AnsweredRequest, listPlaces, type Place } from "@tributary/casefile";
import { formatInstant } from "@tributary/domain";
import { namePlace, speaksOf } from "../name-place.ts";
import { amountColumn, codeColumn, heading, list, paragraph, table, textColumn } from "../report-block.ts";
import type { ReportBlock } from "../report-document.ts";
import { type ReportScene, rangeOf } from "../report-scene.ts";
import { byAssetAndMost } from "../row-order.ts";
import { nameService } from "./service-name.ts";

const rowsPrintedMax = 30;
const file = "data/schedules/schedule-E-positions.csv";

/** Where value sits now, where it entered services, and what was not followed and why. */
export function placesSection(scene: ReportScene, answer: AnsweredRequest): ReportBlock[] {
  const places = [...listPlaces(answer)].sort(byAssetAndMost);
  const held = places.filter((place) => place.status === "held");
  const stopped = places.filter((place) => place.status === "stopped");
  const left = places.filter((place) => place.status !== "held" && place.status !== "stopped");
  return [
    heading(1, "Where value sits now"),
    paragraph(
      "Accounts that hold value which at least one rule attributes to a claim, the largest of each asset first. An account is not a person: who controlled it is not shown here.",
    ),
    holdings(scene, held),
    ...list(restraints(scene, held)),
    heading(1, "Where following stopped"),
    table({
      caption: "Services that traced value entered",
      columns: [
        codeColumn("Account", 3),
        textColumn("Service as tagged", 1.2),
        textColumn("Asset", 0),
        amountColumn("Least to most"),
      ],
      rows: stopped.map((place) => [
        namePlace(place),
        nameService(scene, place) === place.account ? place.reason : nameService(scene, place),
        scene.amounts.name(place.asset),
        rangeOf(scene, place.sums, place.asset),
      ]),
      file,
      rowsMax: rowsPrintedMax,
    }),
    table({
      caption: "Value destroyed, paid as fees, or not followed",
      columns: [codeColumn("Account", 3), textColumn("Reason", 1.2), textColumn("Asset", 0), amountColumn("Least to most")],
      rows: left.map((place) => [
        namePlace(place),
        place.reason,
        scene.amounts.name(place.asset),
        rangeOf(scene, place.sums, place.asset),
      ]),
      file,
      rowsMax: rowsPrintedMax,
    }),
  ];
}

function holdings(scene: ReportScene, held: readonly Place[]): ReportBlock {
  return table({
    caption: "Held",
    columns: [
      codeColumn("Account", 4),
      textColumn("Linked to", 1),
      textColumn("Hops", 0),
      textColumn("Asset", 0),
      amountColumn("Least to most"),
    ],
    rows: held.map((place) => [
      namePlace(place),
      linkedTo(scene, place),
      place.hops.toString(),
      scene.amounts.name(place.asset),
      rangeOf(scene, place.sums, place.asset),
    ]),
    file,
    rowsMax: rowsPrintedMax,
  });
}

/** What an issuer has frozen of that: it cannot be moved by whoever holds the account, and the issuer can be asked to keep it there. */
function restraints(scene: ReportScene, held: readonly Place[]): string[] {
  return held.flatMap((place) => {
    const last = scene.view.contents.issuerActs
      .filter((act) => act.account === place.account && act.asset === place.asset)
      .at(-1);
    if (last?.act !== "blacklisted") return [];
    const asset = scene.amounts.name(place.asset);
    const at = formatInstant(last.occurredAt).replace("T", " ").replace(".000000Z", " UTC");
    return [
      `${place.account} was blacklisted by the issuer of ${asset} at ${at}, and no later act on it is known: the ${asset} there can be restrained by the issuer. Traced there: ${rangeOf(scene, place.sums, place.asset)} ${asset}.`,
    ];
  });
}

function linkedTo(scene: ReportScene, place: Place): string {
  const names = scene.view.compounds
    .filter((compound) => compound.accounts.some((linked) => speaksOf(linked.account, place)))
    .map((compound) => compound.name);
  return names.join(", ");
}
