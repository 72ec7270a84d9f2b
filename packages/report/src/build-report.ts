import { type CaseView, digestsOfDocuments, methodStatement, type Schedule } from "@tributary/casefile";
import { assertNever, type Digest, formatInstant } from "@tributary/domain";
import { tracingRules } from "@tributary/trace";
import { heading, list } from "./report-block.ts";
import type { ReportBlock, ReportDate, ReportDocument, ReportFact } from "./report-document.ts";
import { type ReportScene, setScene } from "./report-scene.ts";
import { assumptionsSection } from "./sections/assumptions-section.ts";
import { attributionSection } from "./sections/attribution-section.ts";
import { claimsSection } from "./sections/claims-section.ts";
import { compoundsSection } from "./sections/compounds-section.ts";
import { originsSection } from "./sections/origins-section.ts";
import { placesSection } from "./sections/places-section.ts";
import { rulesSection } from "./sections/rules-section.ts";
import { sensitivitySection } from "./sections/sensitivity-section.ts";
import { questionSentence, summarySection } from "./sections/summary-section.ts";
import { verifySection } from "./sections/verify-section.ts";
import { visibleText } from "./visible-text.ts";

/** Printed on every page until a person signs. */
export const draftStatus = "Machine-generated draft, not reviewed, not signed";

/**
 * The report of a case as data: the answer on page 1, then rules, places, paths, claims, assumptions, attribution,
 * method, and how to check it. `inputsDigest` is the SHA-256 of the bundle's list of inputs.
 */
export function buildReport(view: CaseView, schedules: readonly Schedule[], inputsDigest: Digest): ReportDocument {
  const scene = setScene(view);
  const named = new Map(schedules.map((schedule) => [schedule.name, schedule]));
  const chapter = (name: string, draw: (schedule: Schedule) => ReportBlock[]): ReportBlock[] => {
    const schedule = named.get(name);
    return schedule === undefined ? [] : draw(schedule);
  };
  const rules = tracingRules.filter((rule) =>
    view.answers.some((answer) => [...answer.forward, ...answer.backward].some((result) => result.method === rule)),
  );
  const blocks: readonly ReportBlock[] = [
    { kind: "facts", rows: controlFacts(view) },
    ...answers(scene),
    ...chapter("schedule-B-claims", (schedule) => claimsSection(scene, schedule)),
    ...chapter("schedule-A-attributions", (schedule) => attributionSection(scene, schedule)),
    heading(1, "Method statement"),
    ...methodStatement(rules, view.contents.software.version).flatMap(({ heading: title, sentences }) => [
      heading(2, title),
      ...list(sentences),
    ]),
    ...verifySection(scene, digestsOfDocuments(view.contents)),
  ];
  return {
    title: visibleText(view.contents.title),
    caseId: visibleText(view.contents.caseId),
    preparedAt: reportDate(formatInstant(view.contents.preparedAt)),
    status: draftStatus,
    inputsDigest,
    blocks: blocks.map(visibleBlock),
  };
}

function visibleBlock(block: ReportBlock): ReportBlock {
  switch (block.kind) {
    case "heading":
    case "paragraph":
      return { ...block, text: visibleText(block.text) };
    case "list":
      return { ...block, items: block.items.map(visibleText) };
    case "facts":
      return {
        ...block,
        rows: block.rows.map((row) => ({ ...row, label: visibleText(row.label), value: visibleText(row.value) })),
      };
    case "table":
      return { ...block, caption: visibleText(block.caption), rows: block.rows.map((row) => row.map(visibleText)) };
    case "page-break":
      return block;
    default:
      return assertNever(block);
  }
}

function controlFacts({ contents, transfers }: CaseView): ReportFact[] {
  const first = contents.ledger.transfers.at(0);
  const last = contents.ledger.transfers.at(-1);
  const period =
    first === undefined || last === undefined
      ? "no transfers"
      : `${transfers.size} transfers, ${minuteText(formatInstant(first.occurredAt))} to ${minuteText(formatInstant(last.occurredAt))}`;
  return [
    { label: "Case", value: contents.caseId, isCode: true },
    { label: "Prepared", value: minuteText(formatInstant(contents.preparedAt)), isCode: false },
    { label: "Records", value: period, isCode: false },
  ];
}

function minuteText(instant: string): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

function answers(scene: ReportScene): ReportBlock[] {
  const forward = scene.view.answers.filter((answer) => answer.forward.length > 0);
  const backward = scene.view.answers.filter((answer) => answer.backward.length > 0);
  const isSingle = scene.view.answers.length === 1;
  const summaries = forward.flatMap((answer) => [
    heading(1, isSingle ? "Summary of findings" : `Summary of findings: ${answer.name}`),
    questionSentence(scene, answer),
    ...summarySection(scene, answer),
  ]);
  const details = forward.flatMap((answer) => [
    ...rulesSection(scene, answer),
    ...compoundsSection(scene, answer),
    ...placesSection(scene, answer),
    ...sensitivitySection(scene, answer),
    ...assumptionsSection(scene, answer),
  ]);
  return [...summaries, ...backward.flatMap((answer) => originsSection(scene, answer)), ...details];
}

function reportDate(instant: string): ReportDate {
  const part = (start: number, end: number): number => Number(instant.slice(start, end));
  return {
    year: part(0, 4),
    month: part(5, 7),
    day: part(8, 10),
    hour: part(11, 13),
    minute: part(14, 16),
    second: part(17, 19),
  };
}
