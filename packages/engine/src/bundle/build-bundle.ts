import {
  type AnsweredRequest,
  type BagFile,
  type BagInformation,
  buildSchedules,
  bundlePaths,
  type CaseContents,
  caseReadme,
  encodeInputs,
  flowFolder,
  listInputs,
  makeBag,
  methodStatement,
  orderContents,
  resultFolder,
  type Schedule,
  scheduleFolder,
  textFile,
  viewCase,
  writeJsonLines,
  writeMethodStatement,
} from "@tributary/casefile";
import { canonicalJson, csvLine, digestBytes } from "@tributary/domain";
import { buildReport, type ReportDocument } from "@tributary/report";
import { tracingRules } from "@tributary/trace";
import { answerRequests } from "./answer-requests.ts";
import type { BundleTools } from "./bundle-tools.ts";
import { transferTable } from "./transfer-table.ts";

/** A whole bag, made from a case's contents alone, and the report as data. */
export interface BuiltBundle {
  /** Inputs first, then what is worked out from them in the order in which it is worked out, then the tag files. */
  readonly files: readonly BagFile[];
  readonly inputCount: number;
  readonly report: ReportDocument;
}

/**
 * Makes every file of a bundle. Sealing writes what this returns; verifying makes it again from a bundle's inputs and compares:
 * there is no other way to make a bundle.
 */
export async function buildBundle(given: CaseContents, tools: BundleTools): Promise<BuiltBundle> {
  const contents = orderContents(given);
  const inputs = encodeInputs(contents);
  const inputList = listInputs(inputs);
  const view = viewCase(contents, answerRequests(contents, tools));
  const schedules = buildSchedules(view);
  const report = buildReport(view, schedules, digestBytes(inputList.bytes));
  const payload = [
    ...inputs,
    inputList,
    ...view.answers.flatMap(answerFiles),
    ...(await tableFiles({ name: "transfers", ...transferTable(contents.ledger.transfers) }, tools, "data/ledger/")),
    ...(await scheduleFiles(schedules, tools)),
    textFile(bundlePaths.method, writeMethodStatement(methodStatement(tracingRules, contents.software.version))),
    textFile(bundlePaths.readme, caseReadme(contents.caseId, schedules)),
    { path: bundlePaths.report, bytes: tools.typeset(report) },
  ];
  const bag = makeBag(payload, bagInformation(contents));
  const tags = bag.filter((file) => !file.path.startsWith("data/"));
  return { files: [...payload, ...tags], inputCount: inputs.length, report };
}

function bagInformation(contents: CaseContents): BagInformation {
  return [
    ["Bag-Software-Agent", `Tributary ${contents.software.version}`],
    ["External-Identifier", contents.caseId],
    ["External-Description", contents.title],
  ];
}

function answerFiles(answer: AnsweredRequest): BagFile[] {
  const results = [...answer.forward, ...answer.backward].map((result) =>
    textFile(`${resultFolder}${answer.id}/${result.method}.json`, canonicalJson(result)),
  );
  return answer.flows === null ? results : [...results, textFile(`${flowFolder}${answer.id}.json`, canonicalJson(answer.flows))];
}

async function scheduleFiles(schedules: readonly Schedule[], tools: BundleTools): Promise<BagFile[]> {
  const files: BagFile[] = [];
  for (const schedule of schedules) {
    files.push(textFile(`${scheduleFolder}${schedule.name}.ndjson`, scheduleLines(schedule)));
    files.push(...(await tableFiles(schedule, tools, scheduleFolder)));
  }
  return files;
}

function scheduleLines({ columns, rows }: Schedule): string {
  return writeJsonLines(rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null]))));
}

async function tableFiles(
  table: Pick<Schedule, "name" | "columns" | "rows">,
  tools: BundleTools,
  folder: string,
): Promise<BagFile[]> {
  const names = table.columns.map((column) => column.name);
  return [
    textFile(`${folder}${table.name}.csv`, [names, ...table.rows].map((row) => csvLine(row, "\r\n")).join("")),
    { path: `${folder}${table.name}.parquet`, bytes: await tools.writeParquet(table) },
  ];
}
