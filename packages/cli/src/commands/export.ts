import { extname } from "node:path";
import { fail } from "@tributary/domain";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

interface ExportOptions extends CommonOptions {
  readonly out: string;
  readonly format?: "csv" | "parquet" | "arrow";
}

const formats = ["csv", "parquet", "arrow"] as const;

export function addExportCommands({ program }: Register): void {
  const parent = program.command("export").description("Write parts of the ledger to files.");
  addCommand(parent, {
    usage: "transfers",
    description: "Write the transfer table (CSV, Parquet or Arrow) in ledger order; the same ledger gives the same bytes.",
    example: "tributary export transfers --out ledger.parquet",
  })
    .requiredOption("--out <file>", "file to write; its ending chooses the format: .csv, .parquet, .arrow")
    .option("--format <format>", "csv, parquet or arrow", (text) => readFormat(text))
    .action(async (options: ExportOptions) => {
      const format = options.format ?? readFormat(extname(options.out).slice(1));
      const written = await withStore({ ...options, mode: "read" }, (store) =>
        store.exportTransfers({ path: options.out, format }),
      );
      const document = { path: options.out, format, rows: written.rows.toString(), sha256: written.sha256 };
      talkOf(options).result(document, `${written.rows} transfers in ${options.out} (SHA-256 ${written.sha256})`);
    });
}

function readFormat(text: string): (typeof formats)[number] {
  const format = formats.find((known) => known === text);
  return (
    format ??
    fail("USAGE", { found: `format "${text}"`, expected: "a file that ends with .csv, .parquet or .arrow, or --format" })
  );
}
