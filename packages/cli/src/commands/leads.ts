import { type BoundsOptions, readBounds } from "../bounds-option.ts";
import { exitCodes } from "../exit-code.ts";
import { readCount, readShare } from "../number-option.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

interface LeadsOptions extends CommonOptions, BoundsOptions {
  readonly most: string;
  readonly alpha: string;
  readonly beta: string;
  readonly epsilon: string;
  readonly movements: string;
  readonly withStops?: true;
}

export function addLeadsCommand({ program, setExitCode }: Register): void {
  addCommand(program, {
    usage: "leads <request>",
    description: "Which accounts to look at next: a ranking by relevance. Scores are leads and no amounts.",
    example: "tributary leads fixtures/demo/requests/case.yaml --most 20",
  })
    .option("--most <leads>", "accounts to tell", "50")
    .option("--alpha <share>", "share of the relevance that stays where it arrives", "0.15")
    .option("--beta <share>", "share of the rest that goes on; what is left goes back to earlier payers", "0.8")
    .option("--epsilon <share>", "relevance that is too little to spread", "0.000001")
    .option("--movements <count>", "movements to look at", "50000000")
    .option("--deadline <seconds>", "end in about this time with the scores found so far, or say what was missing")
    .option("--with-stops", "rank exchanges and other stops too")
    .action(async (requestPath: string, options: LeadsOptions) => {
      const question = {
        most: readCount("--most", options.most),
        alpha: readShare("--alpha", options.alpha),
        beta: readShare("--beta", options.beta),
        epsilon: readShare("--epsilon", options.epsilon),
        edgesMax: readCount("--movements", options.movements),
        withStops: options.withStops === true,
      };
      const { assertOneJson, leadsQuestion, readTraceRequest, traceBounds } = await import("@tributary/engine");
      const { leadsText } = await import("@tributary/report");
      const { shouldStop } = traceBounds(readBounds(options));
      const talk = talkOf(options);
      const request = await readTraceRequest(requestPath);
      const answer = await withStore({ ...options, mode: "read" }, (store) =>
        leadsQuestion(store, request, { ...question, shouldStop }),
      );
      if (talk.isJson) assertOneJson(answer.document, "a lower --most");
      talk.result(answer.document, leadsText(answer.document, { width: talk.width }));
      setExitCode(answer.isComplete ? exitCodes.ok : exitCodes.incomplete);
    });
}
