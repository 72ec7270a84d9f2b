import type { Answer, SubmissionFormat } from "@tributary/bank-kit";
import { fail } from "@tributary/domain";
import type { Command } from "commander";

/** How the operator says what the files are. */
export interface FormatOptions {
  /** `goaml-ae`, `iso20022`, `fincen`, …; or a profile file of the operator's own. */
  readonly profile?: string;
  /** The mapping file of a bank's own table. */
  readonly map?: string;
  readonly zoneOffset?: string;
  /** Of goAML transactions sent alone, which have no header. */
  readonly reference?: string;
  readonly currency?: string;
  /** Of SWIFT MT files, which do not say it themselves. */
  readonly encoding?: string;
}

/** Adds the options by which `loadFormat` knows the files. */
export function addFormatOptions(command: Command): Command {
  return command
    .option("--profile <profile>", `${profileWords}; or a profile file of your own`)
    .option("--map <map.yaml>", "how the columns of a bank's own table are read")
    .option("--zone-offset <offset>", "offset of times that state none, where the profile has no zone: +07:00")
    .option("--reference <reference>", "the report's reference, of goAML transactions that were sent without a report")
    .option("--currency <code>", "their local currency, where the profile has none")
    .option("--encoding <name>", "of SWIFT MT files that are not UTF-8: windows-874");
}

type LoadFormat = (options: FormatOptions) => Promise<SubmissionFormat>;

/** Formats by the name that `--profile` takes; every other name is an edition of goAML. Each loads its reader only when it is asked for. */
const loaders: ReadonlyMap<string, LoadFormat> = new Map<string, LoadFormat>([
  ["iso20022", async (options) => (await import("@tributary/pipeline-iso20022")).iso20022Format(options)],
  ["swift-mt", loadSwiftMt],
  ["ivms101", async () => (await import("@tributary/pipeline-ivms101")).ivms101Format()],
  ["fincen", async () => (await import("@tributary/pipeline-fincen")).fincenFormat],
  ["fintrac", async ({ zoneOffset }) => (await import("@tributary/pipeline-fintrac")).fintracFormat({ zoneOffset })],
]);

async function loadSwiftMt({ zoneOffset, encoding }: FormatOptions): Promise<SubmissionFormat> {
  const { encodingNames, encodingOfLabel } = await import("@tributary/bank-kit");
  const { swiftMtFormat } = await import("@tributary/pipeline-swift-mt");
  if (encoding === undefined) return swiftMtFormat({ zoneOffset });
  const known = encodingOfLabel(encoding);
  if (known === undefined) fail("USAGE", { found: `encoding "${encoding}"`, expected: `one of ${encodingNames.join(", ")}` });
  return swiftMtFormat({ zoneOffset, encoding: known });
}

/** What `--profile` takes, for help texts. */
const profileWords: string =
  "goaml-base, goaml-ae, goaml-gh, goaml-lk-1.1.4, goaml-lk-2.0, fincen, fintrac, iso20022, swift-mt, ivms101";

/** The reader of the files. Error USAGE where neither or both of profile and map are given, or the profile is unknown. */
export async function loadFormat(options: FormatOptions): Promise<SubmissionFormat> {
  const { profile, map } = options;
  if ((profile === undefined) === (map === undefined))
    fail("USAGE", {
      found: profile === undefined ? "neither --profile nor --map" : "both --profile and --map",
      expected: `--profile with one of ${profileWords}, or --map with the mapping file of a table`,
    });
  assertTaken(options);
  if (map !== undefined) return (await import("@tributary/pipeline-bank-table")).bankTableFormat({ mapPath: map });
  const load = loaders.get(profile ?? "");
  if (load !== undefined) return load(options);
  const { zoneOffset, reference, currency } = options;
  const defaults = {
    ...(reference === undefined ? {} : { reference }),
    ...(currency === undefined ? {} : { localCurrency: currency }),
  };
  return (await import("@tributary/pipeline-goaml")).goamlFormat({ profile: profile ?? "", zoneOffset, defaults });
}

/** Formats whose times may lack an offset. */
const zonedFormats: ReadonlySet<string> = new Set(["iso20022", "swift-mt", "fintrac"]);

/** An option that a format does not know would be passed over, and the files read otherwise than the operator believes. */
function assertTaken({ profile, map, zoneOffset, reference, currency, encoding }: FormatOptions): void {
  const isGoaml = map === undefined && !loaders.has(profile ?? "");
  const isZoned = isGoaml || (map === undefined && zonedFormats.has(profile ?? ""));
  const what = map === undefined ? `--profile ${profile}` : "--map";
  if (zoneOffset !== undefined && !isZoned)
    fail("USAGE", {
      found: `--zone-offset with ${what}`,
      expected: map === undefined ? "no offset: its times say their own" : "the zone in the map",
    });
  if ((reference !== undefined || currency !== undefined) && !isGoaml)
    fail("USAGE", { found: `--reference or --currency with ${what}`, expected: "them with a profile of goAML only" });
  if (encoding !== undefined && profile !== "swift-mt")
    fail("USAGE", {
      found: `--encoding with ${what}`,
      expected: map === undefined ? "no encoding: the file says it" : "the encoding in the map",
    });
}

/** A file that an answer goes to, for the parser of an option that takes several. Error: USAGE for an ending that says no form. */
export function readAnswerPath(path: string, before: readonly string[] = []): readonly string[] {
  return /\.(json|csv|html?)$/.test(path)
    ? [...before, path]
    : fail("USAGE", { found: `--answer ${path}`, expected: "a file name that ends in .json, .csv or .html" });
}

/** What an answer is written as: by the ending of the file's name. */
export async function writeAnswers(answers: readonly Answer[], path: string, documentText: string): Promise<string> {
  const { answersCsv, answersPage } = await import("@tributary/bank-kit");
  if (path.endsWith(".csv")) return answersCsv(answers);
  return path.endsWith(".json") ? documentText : answersPage(answers);
}
