import type { JsonObject } from "./block-json.ts";
import { signers } from "./cast.ts";
import { bump, edit, isObject, objects, pickOne } from "./edit-json.ts";
import type { Random } from "./random.ts";

/** Nothing in a block commits to its traces: these are the lies that no proof finds. */
export type TraceLie = "changed-trace" | "missing-trace" | "added-trace" | "failed-trace";

export const traceLies: readonly TraceLie[] = ["changed-trace", "missing-trace", "added-trace", "failed-trace"];

/** Traces of a block in another version that moves other value, or undefined where there is no room for it. Both shapes; edits what it is given. */
export function lieAboutTraces(kind: TraceLie, traces: readonly JsonObject[], random: Random): JsonObject[] | undefined {
  const all = [...traces];
  return all.some((trace) => "txHash" in trace) ? lieAboutNested(kind, all, random) : lieAboutFlat(kind, all, random);
}

function lieAboutNested(kind: TraceLie, all: JsonObject[], random: Random): JsonObject[] | undefined {
  const frames = all.flatMap(({ result }) => (isObject(result) ? happenedFrames(result) : []));
  const moving = frames.flatMap((frame) =>
    objects(frame["calls"])
      .filter(movesValue)
      .map((call) => ({ frame, call })),
  );
  const chosen = moving.length === 0 ? undefined : random.pick(moving);
  if (kind === "added-trace")
    return edit(all, pickOne(random, frames), (frame) => {
      frame["calls"] = [
        ...objects(frame["calls"]),
        {
          type: "CALL",
          from: frame["to"] ?? null,
          to: random.pick(signers).address,
          gas: "0x1",
          gasUsed: "0x0",
          input: "0x",
          value: "0x2a",
        },
      ];
    });
  return edit(all, chosen, ({ frame, call }) => {
    if (kind === "changed-trace") bump(call, "value");
    else if (kind === "failed-trace") call["error"] = "execution reverted";
    else frame["calls"] = objects(frame["calls"]).filter((other) => other !== call);
  });
}

/** A frame that happened, and those below it. */
function happenedFrames(frame: JsonObject): readonly JsonObject[] {
  return frame["error"] === undefined ? [frame, ...objects(frame["calls"]).flatMap(happenedFrames)] : [];
}

function lieAboutFlat(kind: TraceLie, all: JsonObject[], random: Random): JsonObject[] | undefined {
  const happened = all.filter((trace) => !all.some((other) => other["error"] !== undefined && isWithin(trace, other)));
  if (kind === "added-trace")
    return addFlat(
      all,
      pickOne(
        random,
        happened.filter(({ type }) => type === "call"),
      ),
      random,
    );
  const moving = happened.filter(
    ({ traceAddress, action }) => isObject(action) && String(traceAddress) !== "" && movesValue(action),
  );
  const chosen = pickOne(random, kind === "missing-trace" ? moving.filter(({ subtraces }) => subtraces === 0) : moving);
  const action = chosen?.["action"];
  if (chosen === undefined || !isObject(action)) return undefined;
  if (kind === "missing-trace") return all.filter((trace) => trace !== chosen);
  if (kind === "changed-trace") bump(action, "value" in action ? "value" : "balance");
  else chosen["error"] = "Reverted";
  return all;
}

function isWithin(trace: JsonObject, outer: JsonObject): boolean {
  if (trace["transactionHash"] !== outer["transactionHash"]) return false;
  return `${String(trace["traceAddress"])},`.startsWith(
    String(outer["traceAddress"]) === "" ? "" : `${String(outer["traceAddress"])},`,
  );
}

/** One more payment, as the last thing that a call did. */
function addFlat(all: JsonObject[], parent: JsonObject | undefined, random: Random): JsonObject[] | undefined {
  const action = parent?.["action"];
  const path = parent?.["traceAddress"];
  if (parent === undefined || !isObject(action) || !Array.isArray(path)) return undefined;
  const count = Number(parent["subtraces"]);
  const added = {
    ...parent,
    subtraces: 0,
    traceAddress: [...path, count],
    action: { ...action, callType: "call", from: action["to"] ?? null, to: random.pick(signers).address, value: "0x2a" },
  };
  parent["subtraces"] = count + 1;
  const at = all.findLastIndex((trace) => isWithin(trace, parent));
  return [...all.slice(0, at + 1), added, ...all.slice(at + 1)];
}

/** Of a frame or an action: does it pay something by itself? */
function movesValue(call: JsonObject): boolean {
  const value = call["value"] ?? call["balance"];
  const kind = "refundAddress" in call ? "selfdestruct" : String(call["callType"] ?? call["type"] ?? "call").toLowerCase();
  const isToItself = (call["from"] ?? call["address"]) === (call["to"] ?? call["refundAddress"]);
  const isPayment = kind === "call" || kind === "create" || (kind === "selfdestruct" && !isToItself);
  return isPayment && typeof value === "string" && value !== "0x0" && call["error"] === undefined;
}
