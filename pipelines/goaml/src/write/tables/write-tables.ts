import { fail } from "@tributary/domain";
import { readReceivedText } from "@tributary/pipeline-kit";
import { findProfile, type GoamlProfile } from "../../goaml-profile.ts";
import { loadStructure } from "../../structure/load-structure.ts";
import type { DocumentKind, Structure } from "../../structure/structure.ts";
import { codeWordsOf } from "../code-words.ts";
import { writeWholeFile } from "../output-file.ts";
import { type WrittenGoaml, writeGoaml } from "../write-goaml.ts";
import { type WriteLimits, writeLimits } from "../write-limits.ts";
import { type FindingTally, sizeFinding, startTally, type WriteResult } from "../write-result.ts";
import { readHeaderFile } from "./header-file.ts";
import { type InputFiles, openInputFiles } from "./input-files.ts";
import { readInputTables } from "./input-tables.ts";
import { readTable, type TableRow } from "./read-table.ts";
import { headerForm, type TableName, tableForms } from "./table-columns.ts";
import { TableRunner } from "./table-run.ts";

export interface WriteTables {
  /** The folder of `header.yaml` and the tables; see WRITING.md. */
  readonly folder: string;
  /** The XML file; nothing of that name may be there yet. */
  readonly output: string;
  /** One of `listProfiles()`. */
  readonly profile: string;
  /** `report` where it is left out. */
  readonly document?: DocumentKind | undefined;
  /** The software version of the FIU, such as `5.0`, where it is another one than the profile says: elements that it does not read are left out, each with a warning. */
  readonly lowestSupported?: string | undefined;
  /** Leaves out transfers with errors instead of writing no file. */
  readonly isPartial?: boolean | undefined;
  readonly limits?: WriteLimits | undefined;
}

/**
 * Writes a goAML file from tables. What is wrong is told all at once, with file, line and column; what is missing is never made up. No file
 * is written while errors stand, but for a partial one, which leaves whole transfers out and names them. Errors: USAGE for an unknown profile, a document that the
 * edition does not have, an output that is there already; FILE_UNREADABLE and FILE_TOO_LARGE for the input files.
 */
export async function writeTables(request: WriteTables): Promise<WriteResult> {
  const profile = findProfile(request.profile);
  const structure = loadStructure(profile.structure);
  const document = request.document ?? "report";
  if (structure.roots[document].length === 0)
    fail("USAGE", { found: `a ${document} document`, expected: `one that ${structure.edition} has: report` });
  const files = await openInputFiles(request.folder);
  try {
    return await writeFrom(files, { request, profile, structure, document, limits: request.limits ?? writeLimits });
  } finally {
    await files.close();
  }
}

interface WriteSetting {
  readonly request: WriteTables;
  readonly profile: GoamlProfile;
  readonly structure: Structure;
  readonly document: DocumentKind;
  readonly limits: WriteLimits;
}

async function writeFrom(files: InputFiles, setting: WriteSetting): Promise<WriteResult> {
  const { document, limits, profile, request, structure } = setting;
  const tally = startTally(limits.findingsShownMax);
  const runner = await startRunner(files, setting, tally);
  let written: WrittenGoaml = { transactions: 0n, refusedTransactions: 0n, isRootWritten: false };
  const file = await writeWholeFile(request.output, async (sink) => {
    written = await writeGoaml({
      structure,
      document,
      attributes: [],
      origin: { file: headerForm.file },
      parts: runner.parts(),
      transactions: runner.transactions(transferRows(files, limits)),
      lowestSupported: request.lowestSupported ?? profile.softwareVersion,
      mandatory: profile.mandatory,
      sink,
      judge: runner.judge.bind(runner),
    });
    return runner.isAccepted(written.transactions);
  });
  const oversize = sizeFinding(file, profile);
  if (oversize !== null) tally.add(oversize);
  const inputs = [...(files.header === null ? [] : [files.header]), ...files.tables.values()];
  return {
    outcome: file === null ? "refused" : "written",
    profile: profile.id,
    edition: structure.edition,
    document,
    file,
    transactions: file === null ? 0n : written.transactions,
    leftOut: written.refusedTransactions + runner.unreadableRows(),
    inputs: inputs.map(({ origin, sha256 }) => ({ file: origin, sha256 })),
    findings: tally.shown(),
    findingsTotal: tally.total(),
  };
}

async function startRunner(files: InputFiles, setting: WriteSetting, tally: FindingTally): Promise<TableRunner> {
  const { document, limits, profile, request, structure } = setting;
  const header = await readHeader(files, limits);
  const held = await readInputTables((name) => files.tables.get(name)?.bytes() ?? null, limits);
  const tables = { ...held, findings: [...files.findings, ...held.findings] };
  const cells = { profile, structure, words: codeWordsOf(profile) };
  const isPartial = request.isPartial ?? false;
  return new TableRunner({ profile, structure, document, header, tables, cells, isPartial, tally, limits });
}

async function readHeader({ header }: InputFiles, limits: WriteLimits): Promise<TableRow | null> {
  return header === null ? null : readHeaderFile(await readReceivedText(header, limits.headerCharactersMax));
}

async function* transferRows({ tables }: InputFiles, limits: WriteLimits): AsyncGenerator<TableRow, void, undefined> {
  const name: TableName = "transfers";
  const bytes = tables.get(name)?.bytes();
  if (bytes !== undefined) yield* readTable(tableForms[name], { bytes, file: tableForms[name].file, limits });
}
