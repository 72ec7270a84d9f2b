import { fail, parseAccount, unwrap } from "@tributary/domain";
import { type BoundsOptions, readBounds } from "../bounds-option.ts";
import { exitCodes } from "../exit-code.ts";
import { readCount } from "../number-option.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

const deadlineHelp = "end in about this time with what was found, or say what was missing";

const choices = ["largest", "earliest", "all"] as const;

interface PathsOptions extends CommonOptions, BoundsOptions {
  readonly to?: readonly string[];
  readonly which: string;
  readonly most: string;
}

export function addPathsCommand({ program, setExitCode }: Register): void {
  addCommand(program, {
    usage: "paths <request>",
    description: "Which ways the money came to where it is now: for each final position its paths, with the amount on every leg.",
    example: "tributary paths fixtures/demo/requests/case.yaml --most 3",
  })
    .option("--to <account...>", "only positions of these accounts; an address speaks for its outpoints")
    .option("--which <choice>", `which paths: ${choices.join(", ")}`, "largest")
    .option("--most <paths>", "paths of each position", "5")
    .option("--deadline <seconds>", deadlineHelp)
    .action(async (requestPath: string, options: PathsOptions) => {
      const which = choices.find((choice) => choice === options.which);
      if (which === undefined) fail("USAGE", { found: `--which ${options.which}`, expected: `--which ${choices.join(", ")}` });
      const most = readCount("--most", options.most);
      const to = (options.to ?? []).map((text) => unwrap(parseAccount(text), { path: "--to" }));
      const { assertOneJson, pathsQuestion, readTraceRequest, traceBounds } = await import("@tributary/engine");
      const { pathsText } = await import("@tributary/report");
      const talk = talkOf(options);
      const request = await readTraceRequest(requestPath);
      const asked = { to, which, most, control: traceBounds(readBounds(options)) };
      const answer = await withStore({ ...options, mode: "read" }, (store) => pathsQuestion(store, request, asked));
      if (talk.isJson) assertOneJson(answer.document, "fewer --to, or a lower --most");
      talk.result(answer.document, pathsText(answer.document, { assets: answer.assets, width: talk.width }));
      setExitCode(answer.isComplete ? exitCodes.ok : exitCodes.incomplete);
    });
}

export function addLayersCommand({ program, setExitCode }: Register): void {
  addCommand(program, {
    usage: "layers <request>",
    description: "From the claims to the ends, layer by layer: what came in, what stayed and why, what went on.",
    example: "tributary layers fixtures/demo/requests/case.yaml",
  })
    .option("--deadline <seconds>", deadlineHelp)
    .action(async (requestPath: string, options: CommonOptions & BoundsOptions) => {
      const { assertOneJson, layersQuestion, readTraceRequest, traceBounds } = await import("@tributary/engine");
      const { layersText } = await import("@tributary/report");
      const talk = talkOf(options);
      const request = await readTraceRequest(requestPath);
      const control = traceBounds(readBounds(options));
      const answer = await withStore({ ...options, mode: "read" }, (store) => layersQuestion(store, request, control));
      if (talk.isJson) assertOneJson(answer.document, "more stops, or a lower limits.hops_max");
      talk.result(answer.document, layersText(answer.document, { assets: answer.assets, width: talk.width }));
      setExitCode(answer.isComplete ? exitCodes.ok : exitCodes.incomplete);
    });
}
