import type { WrittenResult } from "@tributary/engine";
import type { TraceAnswer, TraceBounds, TraceRequest } from "@tributary/engine/quick-trace";
import { type BoundsOptions, readBounds } from "../bounds-option.ts";
import { exitCodes } from "../exit-code.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import type { Talk } from "../talk.ts";
import { withStore } from "../with-store.ts";

interface TraceOptions extends CommonOptions, BoundsOptions {
  readonly out?: string;
}

export function addTraceCommand({ program, setExitCode }: Register): void {
  addCommand(program, {
    usage: "trace <request>",
    description: "Trace a request (JSON or YAML) through the ledger: exact positions, flows, and what was not followed.",
    example: "tributary trace fixtures/demo/requests/case.yaml --json > result.json",
  })
    .option("--out <dir>", "write every row into a new folder, as Parquet and as lines of JSON, with digests and an end marker")
    .option("--deadline <seconds>", "end in about this time with what was found, and list what was not followed")
    .option(
      "--memory <mebibytes>",
      "what a trace over the index may hold beside it, then as with --deadline; binds no trace that the store answers",
    )
    .action(async (requestPath: string, options: TraceOptions) => {
      const { assertOneDocument, readTraceRequest, traceBounds, traceQuickly } = await import("@tributary/engine/quick-trace");
      const talk = talkOf(options);
      const { out } = options;
      if (out !== undefined) await (await import("@tributary/engine")).assertResultFolderFree(out);
      const request = await readTraceRequest(requestPath);
      const onProgress = (done: number, total: number): void => talk.progress(`${done} of ${total} transfers followed`);
      const bounds = traceBounds({ ...readBounds(options), onProgress });
      const answer = (await traceQuickly(options.store, request, bounds)) ?? (await askStore(options, request, bounds));
      const text = await textOf(talk, answer);
      if (out === undefined) {
        if (talk.isJson) assertOneDocument(answer.document);
        talk.result(answer.document, text);
      } else {
        const { writeResultFolder } = await import("@tributary/engine");
        const onStep = (path: string): void => talk.progress(`writing ${path}`);
        const written = await writeResultFolder({ ...answer, request }, out, { onStep });
        talk.result(folderDocument(written, out), `${text}\n\n${folderLines(written, out).join("\n")}`);
      }
      setExitCode(answer.isComplete ? exitCodes.ok : exitCodes.incomplete);
    });
}

async function askStore(options: TraceOptions, request: TraceRequest, bounds: TraceBounds): Promise<TraceAnswer> {
  const { traceQuestion } = await import("@tributary/engine");
  return withStore({ ...options, mode: "read" }, (store) => traceQuestion(store, request, bounds));
}

async function textOf(talk: Talk, { document, assets }: TraceAnswer): Promise<string> {
  if (talk.isJson) return "";
  const { traceText } = await import("@tributary/report");
  return traceText(document, { assets, width: talk.width });
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
