import type { Endpoint, EndpointPool, RpcReply } from "@tributary/chain-kit";
import { fail, type ProofState, TributaryError } from "@tributary/domain";
import { checkTraces, textOfTraces } from "./check-traces.ts";
import { checkSame } from "./contradict.ts";
import type { BlockAnswer } from "./decode-block.ts";
import { toQuantity } from "./fetch-block.ts";
import { parseFlatTraces, parseNestedTraces, type RpcBlockTraces } from "./rpc-trace.ts";
import { isRpcObject } from "./rpc-value.ts";

/** `auto`: where an endpoint has them; `require`: a block without is an error; `off`: never asked for. */
export type TraceMode = "auto" | "require" | "off";

export interface ReadTraces {
  readonly traces: RpcBlockTraces;
  /** Null where the block's transactions say it: it has none. */
  readonly state: ProofState | null;
}

/** Call traces of blocks, by the method that each endpoint has. */
export interface TraceReader {
  /** Null where no endpoint has traces of this block. Errors: SOURCE_UNAVAILABLE in mode `require`; SOURCE_INCONSISTENT, SOURCE_MALFORMED. */
  readonly read: (answer: BlockAnswer) => Promise<ReadTraces | null>;
}

type Shape = "nested" | "flat";

const nothing: ReadTraces = { traces: { transactions: [], rewards: [] }, state: null };

export function openTraceReader(pool: EndpointPool, mode: TraceMode): TraceReader {
  /** Which method an endpoint answered with; `null`: it knows neither. */
  const shapes = new Map<string, Shape | null>();

  async function ask(endpoint: Endpoint, answer: BlockAnswer): Promise<RpcBlockTraces> {
    const known = shapes.get(endpoint.name);
    if (known === null) return failRefused();
    const order: readonly Shape[] = known === "flat" ? ["flat", "nested"] : ["nested", "flat"];
    const refusals: RpcReply[] = [];
    for (const shape of order) {
      const reply = await askShape(endpoint, { shape, answer });
      if (reply.ok && Array.isArray(reply.value)) {
        shapes.set(endpoint.name, shape);
        const traces = parseShape(reply.value, { shape, answer });
        checkTraces(answer, traces);
        return traces;
      }
      // No list and no refusal: an endpoint that lags answers so of blocks that it does not have.
      if (reply.ok) return failMissing(answer);
      refusals.push(reply);
    }
    if (refusals.every(isUnknownMethod)) shapes.set(endpoint.name, null);
    return failRefused();
  }

  return {
    read: async (answer) => {
      if (mode === "off") return null;
      // Nothing ran; but rewards of mined blocks stand in the flat list.
      if (answer.block.transactions.length === 0 && answer.block.difficulty === 0n) return nothing;
      let failures = 0;
      let refusals = 0;
      try {
        const { value, state } = await pool.agree({
          path: `block ${answer.block.number} traces`,
          ask: (endpoint) =>
            ask(endpoint, answer).catch((error: unknown) => {
              failures += 1;
              if (isRefusal(error)) refusals += 1;
              throw error;
            }),
          canonical: textOfTraces,
        });
        return { traces: value, state };
      } catch (error) {
        if (mode === "auto" && isSourceError(error) && failures === pool.size && refusals === failures) return null;
        throw error;
      }
    },
  };
}

/** With the places of logs, as nodes of today give them; by hash, so that the answer is of this block. */
const callTracer = { tracer: "callTracer", tracerConfig: { withLog: true } };

interface Asked {
  readonly shape: Shape;
  readonly answer: BlockAnswer;
}

function askShape(endpoint: Endpoint, { shape, answer }: Asked): Promise<RpcReply> {
  return shape === "nested"
    ? endpoint.ask("debug_traceBlockByHash", [answer.block.hash, callTracer])
    : endpoint.ask("trace_block", [toQuantity(answer.block.number)]);
}

function parseShape(value: readonly unknown[], { shape, answer: { block } }: Asked): RpcBlockTraces {
  const path = `block ${block.number} traces`;
  if (shape === "nested") return parseNestedTraces(value, path);
  for (const trace of value)
    if (isRpcObject(trace) && typeof trace["blockHash"] === "string")
      checkSame(path, ["hash of the block", block.hash], ["trace's blockHash", trace["blockHash"].toLowerCase()]);
  return parseFlatTraces(value, path);
}

/** The codes of JSON-RPC for a method that is not there, and for one that is switched off, however providers word it. */
function isUnknownMethod(reply: RpcReply): boolean {
  return (
    !reply.ok && (reply.code === "-32601" || /method.*(not|un)|not.*(supported|available|allowed|enabled)/i.test(reply.message))
  );
}

const refusalPath = "traces";

function failRefused(): never {
  return fail("SOURCE_UNAVAILABLE", {
    found: "no call traces",
    expected: "an answer to debug_traceBlockByHash with callTracer, or to trace_block",
    where: { path: refusalPath },
  });
}

function failMissing({ block }: BlockAnswer): never {
  return fail("SOURCE_UNAVAILABLE", {
    found: "no traces",
    expected: "a list of traces, one for each transaction",
    where: { path: `block ${block.number} traces` },
  });
}

function isSourceError(error: unknown): error is TributaryError {
  return error instanceof TributaryError && error.code === "SOURCE_UNAVAILABLE";
}

function isRefusal(error: unknown): boolean {
  return isSourceError(error) && error.finding.where.path === refusalPath;
}
