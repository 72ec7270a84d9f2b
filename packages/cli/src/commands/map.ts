import { writeFile } from "node:fs/promises";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";

/** `map suggest`: a first mapping file for a bank's own table. */
export function addMapCommands({ program }: Register): void {
  const parent = program.command("map").description("Mapping files for tables of banks.");
  addCommand(parent, {
    usage: "suggest <sample>",
    description: "Propose how a CSV or XLSX is read, with the reasons; what is unsure has to be answered before it loads.",
    example: "tributary map suggest fixtures/bank/table/statement.csv --out map.yaml",
  })
    .option("--sheet <name>", "the sheet of a spreadsheet that has several")
    .option("--out <file>", "write the map there instead of printing it")
    .action(async (sample: string, options: CommonOptions & { readonly sheet?: string; readonly out?: string }) => {
      const { suggestMapOfFile } = await import("@tributary/pipeline-bank-table");
      const { yaml, choices } = await suggestMapOfFile(sample, options.sheet ?? null);
      if (options.out !== undefined) await writeFile(options.out, yaml, { mode: 0o600, flag: "wx" });
      talkOf(options).result({ yaml, choices }, options.out === undefined ? yaml : writtenText(options.out, choices));
    });
}

function writtenText(path: string, choices: readonly { readonly key: string; readonly answer: string | null }[]): string {
  const open = choices.filter(({ answer }) => answer === null).map(({ key }) => key);
  return `Written: ${path}; ${open.length === 0 ? "no question is open" : `to be answered there before it loads: ${open.join(", ")}`}`;
}
