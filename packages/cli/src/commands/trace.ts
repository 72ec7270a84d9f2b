import { exitCodes } from "../exit-code.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

export function addTraceCommand({ program, setExitCode }: Register): void {
  addCommand(program, {
    usage: "trace <request>",
    description: "Trace a request (JSON or YAML) through the ledger: exact positions, flows, and what was not followed.",
    example: "tributary trace fixtures/demo/requests/case.yaml --json > result.json",
  }).action(async (requestPath: string, options: CommonOptions) => {
    const { readTraceRequest, traceQuestion } = await import("@tributary/engine");
    const { traceText } = await import("@tributary/report");
    const talk = talkOf(options);
    const request = await readTraceRequest(requestPath);
    const answer = await withStore({ ...options, mode: "read" }, (store) => traceQuestion(store, request));
    talk.result(answer.document, traceText(answer.document, { assets: answer.assets, width: talk.width }));
    setExitCode(answer.isComplete ? exitCodes.ok : exitCodes.incomplete);
  });
}
