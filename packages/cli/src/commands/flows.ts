import { fail } from "@tributary/domain";
import { exitCodes } from "../exit-code.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

interface FlowsOptions extends CommonOptions {
  readonly toCompounds?: true;
}

export function addFlowsCommand({ program, setExitCode }: Register): void {
  addCommand(program, {
    usage: "flows <request>",
    description: "How much of each claim reached which compound's accounts, over which paths, and what is held where now.",
    example: "tributary flows fixtures/demo/requests/case.yaml --to-compounds",
  })
    .option("--to-compounds", "to the accounts and clusters that are linked to compounds")
    .action(async (requestPath: string, options: FlowsOptions) => {
      if (options.toCompounds !== true)
        fail("USAGE", { found: "flows without a destination", expected: "flows REQUEST --to-compounds" });
      const { flowsQuestion, readTraceRequest } = await import("@tributary/engine");
      const { flowsText } = await import("@tributary/report");
      const talk = talkOf(options);
      const request = await readTraceRequest(requestPath);
      const answer = await withStore({ ...options, mode: "read" }, (store) => flowsQuestion(store, request));
      talk.result(answer.document, flowsText(answer.document, { assets: answer.assets, width: talk.width }));
      setExitCode(answer.isComplete ? exitCodes.ok : exitCodes.incomplete);
    });
}
