import { bundlePaths, flowFolder, resultFolder, scheduleFolder } from "./bundle-path.ts";
import type { Schedule } from "./schedules/schedule.ts";

/** What is in a bundle and how to check it with and without this project's software. Plain text. */
export function caseReadme(caseId: string, schedules: readonly Schedule[]): string {
  const strip = (path: string): string => path.slice("data/".length);
  return [
    `Case file ${caseId.replace(/\s+/g, " ")}`,
    "",
    "CHECK IT WITHOUT THIS SOFTWARE, in the folder above this one:",
    "  sha256sum -c tagmanifest-sha256.txt manifest-sha256.txt    every file is as it was sealed",
    "  sha256sum tagmanifest-sha256.txt                           the root digest: compare it with the one you were given",
    "",
    "CHECK IT WITH THIS SOFTWARE:",
    "  tributary verify FOLDER --root DIGEST",
    "  It checks every hash, runs the traces again from the files in this folder alone, makes every other file again,",
    "  and names the first byte that differs. It writes nothing.",
    "",
    "WHAT IS HERE",
    `  ${strip(bundlePaths.report)}  the report, for reading`,
    `  ${strip(bundlePaths.method)}  how the figures were reached`,
    `  ${strip(bundlePaths.caseFile)}, requests/, ledger/, places/, documents/  the inputs: everything else is worked out from them`,
    `  ${strip(bundlePaths.inputs)}  their digests; its own SHA-256 is printed on every page of the report`,
    `  ${strip(resultFolder)}  one result a request and rule, as the specification writes it`,
    `  ${strip(flowFolder)}  what reached which compound, over which paths`,
    `  ${strip(scheduleFolder)}  the tables, each three times: CSV for spreadsheets, NDJSON and Parquet with the untouched text`,
    "",
    "In the CSV files a cell that a spreadsheet would run as a formula begins with an apostrophe. NDJSON and Parquet do not have it.",
    "Amounts are in atoms, the asset's smallest unit; schedule-A-assets says how many decimals a whole unit has.",
    "",
    "SCHEDULES AND THEIR COLUMNS",
    ...schedules.flatMap(describeSchedule),
    "",
  ].join("\n");
}

function describeSchedule({ name, title, columns, rows }: Schedule): string[] {
  const head = `  ${name}: ${title} (${rows.length} rows)`;
  return ["", head, ...columns.map((column) => `    ${column.name}: ${column.meaning}`)];
}
