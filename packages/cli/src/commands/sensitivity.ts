import { type BoundsOptions, readBounds } from "../bounds-option.ts";
import { exitCodes } from "../exit-code.ts";
import { readCount } from "../number-option.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

interface SensitivityCommandOptions extends CommonOptions, BoundsOptions {
  readonly rules?: readonly string[];
  readonly openings?: readonly string[];
  readonly sameTime?: readonly string[];
  readonly inferred: string;
  readonly rows: string;
  readonly runsMax: string;
}

export function addSensitivityCommand({ program, setExitCode }: Register): void {
  addCommand(program, {
    usage: "sensitivity <request>",
    description:
      "One question under every rule, mode and switch: what the answer rests on, its intervals, and what inferred conversions add.",
    example: "tributary sensitivity fixtures/demo/requests/case.yaml --rules fifo pro-rata libr",
  })
    .option("--rules <rule...>", "only these rules, and the request's own: fifo, lifo, pro-rata, libr, pifo, poison")
    .option("--openings <mode...>", "only these openings, and the request's own: inferred, late, unbounded, listed")
    .option("--same-time <mode...>", "only these orders, and the request's own: recorded, credits-first, debits-first")
    .option("--inferred <choice>", "inferred conversions: both, without, with; and as the request says", "both")
    .option("--rows <count>", "rows of each list", "1000")
    .option("--deadline <seconds>", "refuse in about this time, and say how far the runs came")
    .option("--runs-max <count>", "refuse more runs than this", "150")
    .action(async (requestPath: string, options: SensitivityCommandOptions) => {
      const limits = { rowsMax: readCount("--rows", options.rows), runsMax: readCount("--runs-max", options.runsMax) };
      const engine = await import("@tributary/engine");
      const { assertOneJson, readSensitivityOptions, readTraceRequest, sensitivityQuestion, traceBounds } = engine;
      const { sensitivityText } = await import("@tributary/report");
      const { shouldStop } = traceBounds(readBounds(options));
      const asked = { ...readSensitivityOptions(options), ...limits, shouldStop };
      const talk = talkOf(options);
      const request = await readTraceRequest(requestPath);
      const answer = await withStore({ ...options, mode: "read" }, (store) => sensitivityQuestion(store, request, asked));
      if (talk.isJson) assertOneJson(answer.document, "a lower --rows");
      talk.result(answer.document, sensitivityText(answer.document, { assets: answer.assets, width: talk.width }));
      setExitCode(answer.isComplete ? exitCodes.ok : exitCodes.incomplete);
    });
}
