import { exitCodes } from "../exit-code.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

interface ChangesOptions extends CommonOptions {
  readonly before: string;
  readonly after?: string;
}

export function addChangesCommand({ program, setExitCode }: Register): void {
  addCommand(program, {
    usage: "changes <request>",
    description:
      "What changed in the answer to a request: rows that are new, gone or changed, and the totals. Each side is a store, a snapshot of its index, the JSON of `trace --json`, or a folder of `trace --out`.",
    example: "tributary changes fixtures/demo/requests/case.yaml --before result.json --store ./tributary-store",
  })
    .requiredOption(
      "--before <place>",
      "the earlier answer: a store, a snapshot (STORE/index/DIGEST), a saved result, or a folder of a result",
    )
    .option("--after <place>", "the later answer, likewise; without it, the store")
    .action(async (requestPath: string, options: ChangesOptions) => {
      const { answerAt, assertOneDifference, compareAnswers, readTraceRequest, traceQuestion } = await import(
        "@tributary/engine"
      );
      const { changesText } = await import("@tributary/report");
      const talk = talkOf(options);
      const { before, after = options.store } = options;
      const request = await readTraceRequest(requestPath);
      const askStore = (directory: string): ReturnType<typeof traceQuestion> =>
        withStore({ ...options, store: directory, mode: "read" }, (store) => traceQuestion(store, request));
      const earlier = await answerAt(before, { request, askStore, side: "before" });
      const later = await answerAt(after, { request, askStore, side: "after" });
      const changes = compareAnswers(request, earlier, later);
      if (talk.isJson) assertOneDifference(changes.document);
      const { assets, reasons } = changes;
      const screen = { assets, width: talk.width, before, after, reasons };
      talk.result(changes.document, talk.isJson ? "" : changesText(changes.document, screen));
      if (talk.isJson) for (const reason of reasons) talk.say(reason);
      setExitCode(changes.isComplete ? exitCodes.ok : exitCodes.incomplete);
    });
}
