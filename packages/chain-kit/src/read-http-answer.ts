import { type AnswerBounds, parseAnswer } from "./parse-answer.ts";
import { failedRequest, type RequestFailure } from "./request-failure.ts";
import type { HttpAnswer } from "./transport.ts";

export type AnsweredValue = { readonly kind: "value"; readonly value: unknown };

/** The JSON of an answer, or why there is none. A refusal that the endpoint words in JSON is a value, whatever its status (Bitcoin Core: 500). */
export function readHttpAnswer(answer: HttpAnswer, bounds: AnswerBounds): AnsweredValue | RequestFailure {
  const { status } = answer;
  const pauseMilliseconds = readRetryAfter(answer.headers);
  if (status === 429) return failedRequest("throttled", "HTTP status 429", { pauseMilliseconds });
  const isGood = status >= 200 && status < 300;
  const parsed = parseAnswer(answer.body, bounds);
  if (isGood)
    return parsed.ok
      ? { kind: "value", value: parsed.value }
      : failedRequest("malformed", parsed.found, { isRetried: parsed.isCut });
  if (status === 403 && saysTooFast(Buffer.from(answer.body).toString("latin1")))
    return failedRequest("throttled", "HTTP status 403 for asking too fast", { pauseMilliseconds });
  if (parsed.ok && saysError(parsed.value)) return { kind: "value", value: parsed.value };
  const found =
    status >= 300 && status < 400 ? `HTTP status ${status}, a redirection, which is not followed` : `HTTP status ${status}`;
  if (status === 408) return failedRequest("timeout", found, { pauseMilliseconds });
  return failedRequest(status >= 500 ? "server" : "refused", found, { pauseMilliseconds });
}

/** Providers word their limits on the rate of asking differently. */
export function saysTooFast(message: string): boolean {
  return /rate.?limit|rate exceeded|too many requests|requests? per (second|minute)|frequency limit|lack of computing resources|compute units per/i.test(
    message,
  );
}

function saysError(value: unknown): boolean {
  return (
    typeof value === "object" && value !== null && "error" in value && typeof value.error === "object" && value.error !== null
  );
}

/** Seconds, or a date, which is held against the answer's own date: whose clock is wrong does not matter then. */
function readRetryAfter(headers: HttpAnswer["headers"]): number | null {
  const text = headers["retry-after"];
  if (text === undefined) return null;
  if (/^[0-9]{1,9}(\.[0-9]{1,3})?$/.test(text)) return Number(text) * 1000;
  const pause = Date.parse(text) - Date.parse(headers["date"] ?? "");
  return Number.isFinite(pause) && pause > 0 ? pause : null;
}
