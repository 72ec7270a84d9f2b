import { setMaxListeners } from "node:events";
import { TributaryError } from "@tributary/domain";
import type { EndpointLimits } from "./endpoint-limits.ts";
import { failedRequest, type RequestFailure, stoppedRequest } from "./request-failure.ts";
import type { HttpAnswer, HttpRequest, Scheduler, Transport } from "./transport.ts";

export interface SenderOptions {
  readonly transport: Transport;
  readonly scheduler: Scheduler;
  readonly limits: Pick<EndpointLimits, "requestMillisecondsMax" | "responseBytesMax">;
  /** Ends every request under way. */
  readonly signal: AbortSignal;
}

type SentAnswer = { readonly kind: "answer"; readonly answer: HttpAnswer } | RequestFailure;

/** Sends one request within its bounds of time and bytes; whatever the transport throws becomes a failure without its text, which holds the address. */
export function openSender({
  transport,
  scheduler,
  limits,
  signal,
}: SenderOptions): (request: HttpRequest) => Promise<SentAnswer> {
  const underWay = new Set<AbortController>();
  const stopAll = (): void => {
    for (const attempt of underWay) attempt.abort(ended);
  };
  signal.addEventListener("abort", stopAll, { once: true });

  return async (request) => {
    const attempt = new AbortController();
    setMaxListeners(0, attempt.signal);
    underWay.add(attempt);
    let isLate = false;
    const late = scheduler.wait(limits.requestMillisecondsMax, attempt.signal).then(() => {
      isLate = !attempt.signal.aborted;
      attempt.abort(ended);
    });
    try {
      const bytesMax = limits.responseBytesMax;
      // A transport that does not heed the signal is not waited for.
      const answer = await Promise.race([transport(request, { signal: attempt.signal, bytesMax }), late]);
      if (answer === undefined) return isLate ? timedOut(limits) : stoppedRequest();
      return answer.body.length > bytesMax ? tooLarge(limits) : { kind: "answer", answer };
    } catch (error) {
      if (isLate) return timedOut(limits);
      if (signal.aborted) return stoppedRequest();
      return error instanceof TributaryError ? tooLarge(limits) : failedRequest("connection", reasonOf(error));
    } finally {
      underWay.delete(attempt);
      attempt.abort(ended);
    }
  };
}

/** Why an attempt's signal aborts; one for all, since the default reason is made anew, with its stack, for each request. */
const ended = new Error("the attempt has ended");

function timedOut({ requestMillisecondsMax }: SenderOptions["limits"]): RequestFailure {
  return failedRequest("timeout", `no answer within ${requestMillisecondsMax} milliseconds (requestMillisecondsMax)`);
}

function tooLarge({ responseBytesMax }: SenderOptions["limits"]): RequestFailure {
  return failedRequest("too-large", `an answer of more than ${responseBytesMax} bytes (responseBytesMax)`);
}

/** The system's word for the failure: `ECONNREFUSED`. */
function reasonOf(error: unknown): string {
  const codes = [error, property(error, "cause")].map((cause) => property(cause, "code"));
  const code = codes.findLast((text) => typeof text === "string" && /^[A-Z][A-Z0-9_]{2,40}$/.test(text));
  return code === undefined ? "a connection that broke" : `a connection that broke (${code})`;
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
