import { fail, parseAccount, unwrap } from "@tributary/domain";
import { exitCodes } from "../exit-code.ts";
import { readCount } from "../number-option.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

const choices = ["largest", "earliest", "all"] as const;

interface PathsOptions extends CommonOptions {
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
    .action(async (requestPath: string, options: PathsOptions) => {
      const which = choices.find((choice) => choice === options.which);
      if (which === undefined) fail("USAGE", { found: `--which ${options.which}`, expected: `--which ${choices.join(", ")}` });
      const most = readCount("--most", options.most);
      const to = (options.to ?? []).map((text) => unwrap(parseAccount(text), { path: "--to" }));
      const { pathsQuestion, readTraceRequest } = await import("@tributary/engine");
      const { pathsText } = await import("@tributary/report");
      const talk = talkOf(options);
      const request = await readTraceRequest(requestPath);
      const answer = await withStore({ ...options, mode: "read" }, (store) => pathsQuestion(store, request, { to, which, most }));
      talk.result(answer.document, pathsText(answer.document, { assets: answer.assets, width: talk.width }));
      setExitCode(answer.isComplete ? exitCodes.ok : exitCodes.incomplete);
    });
}

export function addLayersCommand({ program, setExitCode }: Register): void {
  addCommand(program, {
    usage: "layers <request>",
    description: "From the claims to the ends, layer by layer: what came in, what stayed and why, what went on.",
    example: "tributary layers fixtures/demo/requests/case.yaml",
  }).action(async (requestPath: string, options: CommonOptions) => {
    const { layersQuestion, readTraceRequest } = await import("@tributary/engine");
    const { layersText } = await import("@tributary/report");
    const talk = talkOf(options);
    const request = await readTraceRequest(requestPath);
    const answer = await withStore({ ...options, mode: "read" }, (store) => layersQuestion(store, request));
    talk.result(answer.document, layersText(answer.document, { assets: answer.assets, width: talk.width }));
    setExitCode(answer.isComplete ? exitCodes.ok : exitCodes.incomplete);
  });
}
