import { setMaxListeners } from "node:events";
import { type ErrorCode, fail, TributaryError } from "@tributary/domain";
import PQueue from "p-queue";
import { openCircuitBreaker } from "./circuit-breaker.ts";
import type { Endpoint, NumberReading, RpcReply } from "./endpoint.ts";
import { readEndpointAddress } from "./endpoint-address.ts";
import { type EndpointLimits, endpointLimits } from "./endpoint-limits.ts";
import { startEndpointTally } from "./endpoint-tally.ts";
import { fetchTransport } from "./fetch-transport.ts";
import { openPacer, type Turn } from "./pacer.ts";
import { readHttpAnswer } from "./read-http-answer.ts";
import { readPostedValue, readRpcReply } from "./read-rpc-reply.ts";
import { countsAgainstEndpoint, failedRequest, type RequestFailure, stoppedRequest } from "./request-failure.ts";
import { openSender } from "./send-request.ts";
import { systemScheduler } from "./system-scheduler.ts";
import type { HttpRequest, Scheduler, Transport } from "./transport.ts";

export interface EndpointOptions {
  /** http or https; user and password in it become a header. It appears in no error. */
  readonly url: string;
  /** What errors and metrics call it; default `endpoint 1`. */
  readonly name?: string | undefined;
  readonly numbers: NumberReading;
  readonly limits?: Partial<EndpointLimits> | undefined;
  /** Default: the network. */
  readonly transport?: Transport | undefined;
  /** Default: the machine's time. */
  readonly scheduler?: Scheduler | undefined;
  /** Ends every request under way and refuses further ones. */
  readonly signal?: AbortSignal | undefined;
}

export interface OpenEndpoint extends Endpoint {
  /** The same endpoint for an asker that has others to ask: fails at once while the circuit is open, instead of waiting. */
  readonly hasty: Endpoint;
  /** An error that came of this endpoint's answer, as its own: it bears the endpoint's name, and nothing of the address that the answer may have repeated. */
  readonly blame: (error: TributaryError, path: string) => TributaryError;
  readonly close: () => void;
}

/** Contacts nothing before the first request, and never anything but `url`. Errors: USAGE for a URL that is none. */
export function openEndpoint(options: EndpointOptions): OpenEndpoint {
  const limits: EndpointLimits = { ...endpointLimits, ...options.limits };
  const name = options.name ?? "endpoint 1";
  const address = readEndpointAddress(options.url);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const close = (): void => closing.abort();
  // One signal may stop many endpoints, and many listeners of one signal are no leak.
  if (options.signal !== undefined) setMaxListeners(0, options.signal);
  options.signal?.addEventListener("abort", close, { once: true });
  if (options.signal?.aborted === true) close();
  const exchange = openExchange({ ...options, limits, name, signal: closing.signal });
  let id = 0;

  function facade(isPatient: boolean): Endpoint {
    const ask: Endpoint["ask"] = (method, params) => {
      id += 1;
      const place = { id, hideSecrets: address.hideSecrets };
      const body = JSON.stringify({ jsonrpc: "2.0", id, method, params });
      const request: HttpRequest = { method: "POST", url: address.url, headers: address.headers, body };
      return exchange.run<RpcReply>({ path: method, isPatient, request, read: (value) => readRpcReply(value, place) });
    };
    return {
      name,
      ask,
      demand: async (method, params) => {
        const reply = await ask(method, params);
        return reply.ok
          ? reply.value
          : failRequest("SOURCE_UNAVAILABLE", { name, path: method, found: `error ${reply.code} ${reply.message}` });
      },
      post: (path, body) => {
        const request: HttpRequest = {
          method: "POST",
          url: address.under(path),
          headers: address.headers,
          body: JSON.stringify(body),
        };
        return exchange.run({ path, isPatient, request, read: (value) => readPostedValue(value, address.hideSecrets) });
      },
      metrics: exchange.metrics,
    };
  }

  return {
    ...facade(true),
    hasty: facade(false),
    blame: ({ finding, cause }, path) => {
      const place = address.leaveOut(finding.where.path ?? path);
      const where = { ...finding.where, path: place.startsWith(`${name} `) ? place : `${name} ${place}` };
      const [found, expected] = [address.leaveOut(finding.found), address.leaveOut(finding.expected)];
      return new TributaryError({ ...finding, found, expected, where }, cause);
    },
    close: () => {
      options.signal?.removeEventListener("abort", close);
      close();
    },
  };
}

interface Question<Value> {
  readonly path: string;
  readonly isPatient: boolean;
  readonly request: HttpRequest;
  readonly read: (value: unknown) => { readonly kind: "value"; readonly value: Value } | RequestFailure;
}

interface ExchangeOptions extends EndpointOptions {
  readonly limits: EndpointLimits;
  readonly name: string;
  readonly signal: AbortSignal;
}

interface Exchange {
  readonly run: <Value>(question: Question<Value>) => Promise<Value>;
  readonly metrics: Endpoint["metrics"];
}

function openExchange({ limits, name, signal, numbers, ...options }: ExchangeOptions): Exchange {
  const scheduler = options.scheduler ?? systemScheduler;
  const bounds = { limits, scheduler, signal };
  const send = openSender({ ...bounds, transport: options.transport ?? fetchTransport });
  const pacer = openPacer(bounds);
  const circuit = openCircuitBreaker(bounds);
  const tally = startEndpointTally();
  const queue = new PQueue({ concurrency: limits.concurrencyMax });
  let retries = 0;

  async function attempt<Value>(
    question: Question<Value>,
    turn: Turn,
  ): Promise<{ readonly kind: "value"; readonly value: Value } | RequestFailure> {
    const sent = await send(question.request);
    if (sent.kind === "failure") return sent;
    tally.countAnswer(sent.answer.body.length);
    const answer = readHttpAnswer(sent.answer, { numbers, nestingMax: limits.nestingMax });
    const read = answer.kind === "value" ? question.read(answer.value) : answer;
    if (read.kind === "value") pacer.answered(turn);
    else if (read.failure === "throttled") pacer.throttled(turn, read.pauseMilliseconds);
    return read;
  }

  async function pass<Value>(
    question: Question<Value>,
    isRetry: boolean,
  ): Promise<{ readonly kind: "value"; readonly value: Value } | RequestFailure> {
    const entered = await circuit.enter(question.isPatient);
    if (entered === "shut")
      return failedRequest("connection", "an endpoint that failed again and again (its circuit is open)", {
        isRetried: question.isPatient,
      });
    let outcome: "alive" | "dead" | "unknown" = "unknown";
    try {
      const turn = await pacer.turn();
      if (signal.aborted) return stoppedRequest();
      tally.countRequest(isRetry);
      const read = await attempt(question, turn);
      if (signal.aborted) return read;
      outcome = read.kind === "failure" && countsAgainstEndpoint(read) ? "dead" : "alive";
      if (read.kind === "failure") tally.countFailure(read.failure);
      return read;
    } finally {
      circuit.settle(entered, outcome);
    }
  }

  async function exchange<Value>(question: Question<Value>): Promise<Value> {
    let [failures, throttled] = [0, 0];
    for (;;) {
      const read = await pass(question, failures + throttled > 0);
      if (read.kind === "value") return read.value;
      if (read.failure === "throttled") throttled += 1;
      else failures += 1;
      const isLast = failures >= limits.attemptsMax || throttled >= limits.throttledAttemptsMax;
      if (!read.isRetried || isLast || signal.aborted)
        failRequest(read.failure === "malformed" ? "SOURCE_MALFORMED" : "SOURCE_UNAVAILABLE", {
          name,
          path: question.path,
          found: read.found,
        });
      retries += 1;
      const before = scheduler.now();
      await scheduler.wait(retryPause(limits, { count: failures + throttled, retries, pause: read.pauseMilliseconds }), signal);
      tally.countWait(scheduler.now() - before);
    }
  }

  return {
    run: (question) => queue.add(() => exchange(question)),
    metrics: () => {
      const counts = tally.counts();
      const millisecondsWaited = counts.millisecondsWaited + pacer.millisecondsWaited();
      return { endpoint: name, ...counts, millisecondsWaited, rate: pacer.rate(), circuit: circuit.state() };
    },
  };
}

interface RetryState {
  readonly count: number;
  readonly retries: number;
  readonly pause: number | null;
}

/** Doubled each time; spread by a fixed sequence, so that requests which failed together do not come again together, and a run can be repeated. */
function retryPause(limits: EndpointLimits, { count, retries, pause }: RetryState): number {
  const spread = 0.75 + ((Math.imul(retries, 2_654_435_761) >>> 0) / 2 ** 32) * 0.5;
  const own = Math.min(limits.retryMilliseconds * 2 ** (count - 1), limits.retryMillisecondsMax) * spread;
  return pause === null ? own : Math.min(pause, limits.retryAfterMillisecondsMax);
}

function failRequest(code: ErrorCode, failed: { readonly name: string; readonly path: string; readonly found: string }): never {
  const expected =
    code === "SOURCE_MALFORMED"
      ? "an answer in the shape of its method"
      : "an answer; check that the endpoint runs, may be reached and serves this method";
  return fail(code, { found: failed.found, expected, where: { path: `${failed.name} ${failed.path}` } });
}
