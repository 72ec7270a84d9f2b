import type { HttpAnswer, Transport } from "@tributary/chain-kit";
import type { Json } from "./block-json.ts";
import { type LieHabit, makeLiar, type ToldLie } from "./liar.ts";
import { answerHonestly, type ProviderSkills } from "./provider.ts";
import { type Random, seededRandom } from "./random.ts";
import type { TrueWorld } from "./true-world.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** What a provider's line and machine do wrong, without a lie. */
export type FaultKind =
  | "throttled"
  | "throttled-without-word"
  | "rpc-throttled"
  | "server-error"
  | "hanging"
  | "reset"
  | "cut-body"
  | "not-json"
  | "wrong-id"
  | "answered-twice"
  | "empty-body"
  | "too-large"
  | "slow"
  | "redirection"
  | "refused"
  | "nothing-known"
  | "clock-jump";

export interface ProviderStyle {
  readonly skills: ProviderSkills;
  /** Milliseconds that its chain is behind the true one. */
  readonly lag: number;
  readonly latencyMin: number;
  readonly latencyMax: number;
  readonly faults: readonly { readonly kind: FaultKind; readonly share: number }[];
  readonly lies: readonly LieHabit[];
}

export interface NetworkOptions {
  readonly seed: number;
  readonly world: TrueWorld;
  readonly time: VirtualTime;
  readonly providers: readonly ProviderStyle[];
  /** With one provider's word alone nobody can tell a whole block of a dropped branch from the chain's own: such a lie takes a second provider. */
  readonly quorum: number;
}

/** Providers that are there only in memory. */
export interface SimulatedNetwork {
  readonly urls: readonly string[];
  readonly transport: Transport;
  /** Lies that reached the asker in full, in the order told. */
  readonly lies: readonly ToldLie[];
  readonly requests: () => number;
  /** From now on every provider is well, honest and up to date. */
  readonly repair: () => void;
  /** From now on a provider has no lag and no lies, and keeps its faults. */
  readonly convert: () => void;
}

export function openSimulatedNetwork(options: NetworkOptions): SimulatedNetwork {
  const { seed, world, time } = options;
  const lies: ToldLie[] = [];
  let state: "as-drawn" | "honest" | "repaired" = "as-drawn";
  let requests = 0;
  const providers = options.providers.map((style, index) => ({
    style,
    index,
    random: seededRandom(seed, `provider ${index}`),
    liar: makeLiar({ seed, provider: index, habits: style.lies, knowsBranches: options.quorum > 1 }),
  }));

  function answerRpc(
    provider: (typeof providers)[number],
    body: string,
  ): { readonly text: string; readonly lie: ToldLie | null } {
    const { style, liar } = provider;
    const { id, method, params } = readCall(body);
    const view = world.at(state === "as-drawn" ? time.now() - style.lag : time.now());
    const place = { world, view, skills: style.skills, time: time.now() };
    const honest = answerHonestly({ method, parameters: params }, place);
    if (honest.kind === "refusal")
      return { text: rpcText(id, { error: { code: honest.code, message: honest.message } }), lie: null };
    if (state !== "as-drawn") return { text: rpcText(id, { result: honest.result }), lie: null };
    const { result, lie } = liar.answer({ method, parameters: params }, honest, place);
    return { text: rpcText(id, { result }), lie };
  }

  const transport: Transport = async (request, { signal, bytesMax }) => {
    const provider = providers[Number(/provider-([0-9]+)\./.exec(request.url)?.[1])];
    if (provider === undefined) throw new Error("a request to nobody that the operator named");
    requests += 1;
    const { style, random } = provider;
    const fault = state === "repaired" ? undefined : style.faults.find(({ share }) => random.chance(share))?.kind;
    const latency = style.latencyMin + random.below(1 + style.latencyMax - style.latencyMin);
    if (fault === "clock-jump") time.jump(3_600_000);
    await time.wait(fault === "hanging" ? 10_000_000 : fault === "slow" ? latency * 20 : latency, signal);
    signal.throwIfAborted();
    if (fault === "reset") throw new Error("connection reset");
    const spoilt = fault === undefined ? undefined : spoil(fault, { body: request.body ?? "", random, bytesMax });
    if (spoilt !== undefined) return spoilt;
    const { text, lie } = answerRpc(provider, request.body ?? "");
    const damaged = damage(fault, text, random);
    if (lie !== null && damaged === text) lies.push(lie);
    return { status: 200, headers: { "content-type": "application/json" }, body: Buffer.from(damaged) };
  };

  return {
    urls: providers.map(({ index }) => `http://provider-${index}.invalid/`),
    transport,
    lies,
    requests: () => requests,
    repair: () => {
      state = "repaired";
    },
    convert: () => {
      if (state === "as-drawn") state = "honest";
    },
  };
}

/** Answers that come in place of the right one. */
function spoil(
  fault: FaultKind,
  place: { readonly body: string; readonly random: Random; readonly bytesMax: number },
): HttpAnswer | undefined {
  const { random } = place;
  const { id } = readCall(place.body);
  const answer = (status: number, text: string, headers: Record<string, string> = {}): HttpAnswer => ({
    status,
    headers,
    body: Buffer.from(text),
  });
  switch (fault) {
    case "throttled":
      return answer(429, "too many requests", { "retry-after": String(1 + random.below(3)) });
    case "throttled-without-word":
      return answer(429, "");
    case "rpc-throttled":
      return answer(200, rpcText(id, { error: { code: -32_005, message: "rate limit exceeded" } }));
    case "server-error":
      return answer(random.pick([500, 502, 503]), "<html>upstream</html>");
    case "not-json":
      return answer(200, "<html>please log in</html>");
    case "empty-body":
      return answer(200, "");
    case "wrong-id":
      return answer(200, rpcText(id + 7, { result: "0x1" }));
    case "redirection":
      return answer(302, "", { location: "http://elsewhere.invalid/" });
    case "refused":
      return answer(403, "forbidden");
    case "nothing-known":
      return answer(200, rpcText(id, { result: null }));
    case "too-large":
      return { status: 200, headers: {}, body: Buffer.alloc(place.bytesMax + 1, " ") };
    default:
      return undefined;
  }
}

/** The right answer, not as it was sent. */
function damage(fault: FaultKind | undefined, text: string, random: Random): string {
  if (fault === "cut-body") return text.slice(0, 1 + random.below(text.length - 1));
  return fault === "answered-twice" ? `${text}${text}` : text;
}

function rpcText(id: number, answer: Record<string, Json>): string {
  return JSON.stringify({ jsonrpc: "2.0", id, ...answer });
}

function readCall(body: string): { readonly id: number; readonly method: string; readonly params: readonly unknown[] } {
  const call: unknown = JSON.parse(body);
  if (typeof call !== "object" || call === null) throw new Error("a request that is no JSON-RPC call");
  const id: unknown = Reflect.get(call, "id");
  const method: unknown = Reflect.get(call, "method");
  const params: unknown = Reflect.get(call, "params");
  if (typeof id !== "number" || typeof method !== "string" || !Array.isArray(params))
    throw new Error("a request that is no JSON-RPC call");
  return { id, method, params };
}
