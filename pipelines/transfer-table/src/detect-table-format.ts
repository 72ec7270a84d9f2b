import { fail } from "@tributary/domain";
import type { ReceivedFile } from "@tributary/pipeline-kit";

export type TableFormat = "csv" | "parquet" | "arrow";

const signatures: ReadonlyArray<readonly [signature: string, format: TableFormat | { readonly refused: string }]> = [
  ["50415231", "parquet"],
  ["4152524f5731", "arrow"],
  ["ffffffff", "arrow"],
  ["50415245", { refused: "an encrypted Parquet file" }],
  ["504b0304", { refused: "a zip archive (such as an XLSX file)" }],
  ["d0cf11e0", { refused: "an old Office file (such as XLS)" }],
  ["1f8b", { refused: "gzip data inside gzip data" }],
  ["28b52ffd", { refused: "a zstd file" }],
  ["425a68", { refused: "a bzip2 file" }],
  ["fd377a585a", { refused: "an xz file" }],
  ["fffe", { refused: "text in UTF-16" }],
  ["feff", { refused: "text in UTF-16" }],
];

/**
 * Tells the format by content. Parquet starts with `PAR1`, Arrow IPC files with `ARROW1`, Arrow IPC streams with the continuation mark
 * FF FF FF FF; what else could be text is CSV. A name that promises another format is refused: FILE_UNREADABLE.
 */
export function detectTableFormat(received: ReceivedFile): TableFormat {
  const head = Buffer.from(received.head).toString("hex");
  const detected = signatures.find(([signature]) => head.startsWith(signature))?.[1] ?? "csv";
  if (typeof detected === "object") {
    return fail("FILE_UNREADABLE", { found: detected.refused, expected: "CSV in UTF-8 (gzip allowed), Parquet or Arrow IPC" });
  }
  const promised = promisedFormat(received.origin);
  if (promised !== undefined && promised !== detected) {
    fail("FILE_UNREADABLE", { found: `a name that ends as ${promised} does, and other content`, expected: `a ${promised} file` });
  }
  return detected;
}

function promisedFormat(origin: string): TableFormat | undefined {
  if (/\.parquet(\.gz)?$/i.test(origin)) return "parquet";
  if (/\.(arrow|arrows|feather|ipc)(\.gz)?$/i.test(origin)) return "arrow";
  return /\.csv(\.gz)?$/i.test(origin) ? "csv" : undefined;
}
