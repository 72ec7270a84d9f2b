import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../contract/source-files.ts";

/** How a seed is built, so that mutations know its parts. */
export type Family = "xml" | "json" | "mt" | "csv" | "xlsx" | "settings";

/** A reader as the process under test loads it. */
interface ReaderChoice {
  readonly reader: string;
  readonly format: string;
  readonly options: Readonly<Record<string, string>>;
}

export interface Seed extends ReaderChoice {
  readonly name: string;
  /** Format as results are counted: the plain scan of the same name says what a file states. */
  readonly scan: string;
  readonly family: Family;
  readonly bytes: Buffer;
  /** For settings: the file that is read with them, and the option that names them. */
  readonly readWith?: { readonly path: string; readonly option: string };
}

const fixtures: string = join(projectRoot, "fixtures/bank");

const goaml = (profile: string): ReaderChoice => ({
  reader: "@tributary/pipeline-goaml",
  format: "goamlFormat",
  options: { profile },
});
const table = (map: string): ReaderChoice => ({
  reader: "@tributary/pipeline-bank-table",
  format: "bankTableFormat",
  options: { mapPath: join(fixtures, "table", map) },
});
const zoned = (pipeline: string, format: string): ReaderChoice => ({
  reader: `@tributary/pipeline-${pipeline}`,
  format,
  options: { zoneOffset: "+07:00" },
});

function seedOf(name: string, [scan, family]: readonly [string, Family], choice: ReaderChoice): Seed {
  return { name, scan, family, bytes: readFileSync(join(fixtures, name)), ...choice };
}

/** All fixtures of a folder, in the order of their names. */
function folderSeeds(folder: string, ending: RegExp, make: (name: string) => Seed): readonly Seed[] {
  return readdirSync(join(fixtures, folder))
    .filter((name) => ending.test(name))
    .sort()
    .map((name) => make(`${folder}/${name}`));
}

/** Every format, each fixture that is meant to be read; in the same order each time. */
export function loadSeeds(): readonly Seed[] {
  return [
    seedOf("gh-5.0.1-str.xml", ["goaml", "xml"], goaml("goaml-gh")),
    seedOf("lk-2.0-str.xml", ["goaml", "xml"], goaml("goaml-lk-2.0")),
    seedOf("goaml/gh-reportdata.xml", ["goaml", "xml"], goaml("goaml-gh")),
    ...folderSeeds("iso20022", /\.xml$/, (name) => seedOf(name, ["iso20022", "xml"], zoned("iso20022", "iso20022Format"))),
    seedOf("fincen/sar-batch.xml", ["fincen", "xml"], {
      reader: "@tributary/pipeline-fincen",
      format: "fincenFormat",
      options: {},
    }),
    seedOf("fintrac/str.json", ["fintrac", "json"], zoned("fintrac", "fintracFormat")),
    ...folderSeeds("ivms101", /\.json$/, (name) =>
      seedOf(name, ["ivms101", "json"], { reader: "@tributary/pipeline-ivms101", format: "ivms101Format", options: {} }),
    ),
    ...folderSeeds("swift-mt", /\.(fin|rje|sta)$/, (name) =>
      seedOf(name, ["swift-mt", "mt"], zoned("swift-mt", "swiftMtFormat")),
    ),
    seedOf("table/statement.csv", ["table", "csv"], table("statement.yaml")),
    seedOf("table/thai-windows-874.csv", ["table", "csv"], table("thai-windows-874.yaml")),
    seedOf("table/chinese-gbk.csv", ["table", "csv"], table("chinese-gbk.yaml")),
    seedOf("table/movements.xlsx", ["xlsx", "xlsx"], table("movements.yaml")),
    {
      ...seedOf("goaml/profile-np-example.json", ["settings", "settings"], goaml("")),
      readWith: { path: join(fixtures, "gh-5.0.1-str.xml"), option: "profile" },
    },
    {
      ...seedOf("table/statement.yaml", ["settings", "settings"], table("")),
      readWith: { path: join(fixtures, "table/statement.csv"), option: "mapPath" },
    },
  ];
}
