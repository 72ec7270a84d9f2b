import { type Answer, answersCsv, answersPage, type SubmissionFormat } from "@tributary/bank-kit";
import { fail } from "@tributary/domain";

/** How the operator says what the files are. */
export interface FormatOptions {
  /** `goaml-ae`, `iso20022`, `fincen`, …; or a profile file of the operator's own. */
  readonly profile?: string;
  /** The mapping file of a bank's own table. */
  readonly map?: string;
  readonly zoneOffset?: string;
}

type LoadFormat = (options: FormatOptions) => Promise<SubmissionFormat>;

/** Formats by the name that `--profile` takes; every other name is an edition of goAML. Each loads its reader only when it is asked for. */
const loaders: ReadonlyMap<string, LoadFormat> = new Map<string, LoadFormat>([
  ["iso20022", async (options) => (await import("@tributary/pipeline-iso20022")).iso20022Format(options)],
  ["swift-mt", async (options) => (await import("@tributary/pipeline-swift-mt")).swiftMtFormat(options)],
  ["ivms101", async () => (await import("@tributary/pipeline-ivms101")).ivms101Format()],
  ["fincen", async () => (await import("@tributary/pipeline-fincen")).fincenFormat],
  ["fintrac", async ({ zoneOffset }) => (await import("@tributary/pipeline-fintrac")).fintracFormat({ zoneOffset })],
]);

/** What `--profile` takes, for help texts. */
export const profileWords: string =
  "goaml-base, goaml-ae, goaml-gh, goaml-lk-1.1.4, goaml-lk-2.0, fincen, fintrac, iso20022, swift-mt, ivms101";

/** The reader of the files. Error USAGE where neither or both of profile and map are given, or the profile is unknown. */
export async function loadFormat(options: FormatOptions): Promise<SubmissionFormat> {
  const { profile, map } = options;
  if ((profile === undefined) === (map === undefined))
    fail("USAGE", {
      found: profile === undefined ? "neither --profile nor --map" : "both --profile and --map",
      expected: `--profile with one of ${profileWords}, or --map with the mapping file of a table`,
    });
  if (map !== undefined) return (await import("@tributary/pipeline-bank-table")).bankTableFormat({ mapPath: map });
  const load = loaders.get(profile ?? "");
  if (load !== undefined) return load(options);
  return (await import("@tributary/pipeline-goaml")).goamlFormat({ profile: profile ?? "", zoneOffset: options.zoneOffset });
}

/** What an answer is written as: by the ending of the file's name. */
export function writeAnswers(answers: readonly Answer[], path: string, documentText: string): string {
  if (path.endsWith(".csv")) return answersCsv(answers);
  if (/\.html?$/.test(path)) return answersPage(answers);
  return path.endsWith(".json")
    ? documentText
    : fail("USAGE", { found: `--answer ${path}`, expected: "a file name that ends in .json, .csv or .html" });
}
