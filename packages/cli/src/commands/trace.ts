import type { WrittenResult } from "@tributary/engine";
import { exitCodes } from "../exit-code.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

interface TraceOptions extends CommonOptions {
  readonly out?: string;
}

export function addTraceCommand({ program, setExitCode }: Register): void {
  addCommand(program, {
    usage: "trace <request>",
    description: "Trace a request (JSON or YAML) through the ledger: exact positions, flows, and what was not followed.",
    example: "tributary trace fixtures/demo/requests/case.yaml --json > result.json",
  })
    .option("--out <dir>", "write every row into a new folder, as Parquet and as lines of JSON, with digests and an end marker")
    .action(async (requestPath: string, options: TraceOptions) => {
      const { assertOneDocument, assertResultFolderFree, readTraceRequest, traceQuestion, writeResultFolder } = await import(
        "@tributary/engine"
      );
      const { traceText } = await import("@tributary/report");
      const talk = talkOf(options);
      const { out } = options;
      if (out !== undefined) await assertResultFolderFree(out);
      const request = await readTraceRequest(requestPath);
      const answer = await withStore({ ...options, mode: "read" }, (store) => traceQuestion(store, request));
      const text = talk.isJson ? "" : traceText(answer.document, { assets: answer.assets, width: talk.width });
      if (out === undefined) {
        if (talk.isJson) assertOneDocument(answer.document);
        talk.result(answer.document, text);
      } else {
        const onStep = (path: string): void => talk.progress(`writing ${path}`);
        const written = await writeResultFolder({ ...answer, request }, out, { onStep });
        talk.result(folderDocument(written, out), `${text}\n\n${folderLines(written, out).join("\n")}`);
      }
      setExitCode(answer.isComplete ? exitCodes.ok : exitCodes.incomplete);
    });
}

/** Each row stands in two files. */
function countRows({ files }: WrittenResult): number {
  return files.reduce((sum, { rows }) => sum + (rows ?? 0), 0) / 2;
}

function folderDocument(written: WrittenResult, out: string): object {
  return {
    directory: out,
    files: written.files.length,
    rows: countRows(written),
    request_sha256: written.requestSha256,
    manifest_sha256: written.manifestSha256,
  };
}

function folderLines(written: WrittenResult, out: string): readonly string[] {
  return [
    `${countRows(written)} rows in ${written.files.length} files in ${out}`,
    `SHA-256 of its manifest: ${written.manifestSha256}`,
  ];
}
