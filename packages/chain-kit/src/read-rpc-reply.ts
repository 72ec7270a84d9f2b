import type { RpcReply } from "./endpoint.ts";
import { readExactNumber } from "./exact-json.ts";
import { saysTooFast } from "./read-http-answer.ts";
import { failedRequest, type RequestFailure } from "./request-failure.ts";

export interface ReplyPlace {
  readonly id: number;
  readonly hideSecrets: (text: string) => string;
}

type ReadReply = { readonly kind: "value"; readonly value: RpcReply } | RequestFailure;

/** One JSON-RPC reply, 1.0 or 2.0, to the request of this id. */
export function readRpcReply(value: unknown, place: ReplyPlace): ReadReply {
  if (!isFields(value)) return failedRequest("malformed", `${describe(value)} where one JSON-RPC reply belongs`);
  const error = value["error"];
  const hasError = error !== undefined && error !== null;
  const id = readExactNumber(value["id"]) ?? value["id"] ?? null;
  // An endpoint that could not read the request, or would not, does not know its id.
  const isOwn = String(id) === String(place.id) || (hasError && id === null);
  if (!isOwn)
    return failedRequest("malformed", `a reply with id ${place.hideSecrets(String(id))} to the request with id ${place.id}`);
  if (hasError) return readRefusal(error, place);
  if (!("result" in value)) return failedRequest("malformed", "a reply with neither result nor error");
  return { kind: "value", value: { ok: true, value: value["result"] } };
}

/** The value of an HTTP API beside JSON-RPC; java-tron words its refusals as `{"Error": …}` under status 200. */
export function readPostedValue(
  value: unknown,
  hideSecrets: (text: string) => string,
): { readonly kind: "value"; readonly value: unknown } | RequestFailure {
  const error = isFields(value) ? (value["Error"] ?? value["error"]) : undefined;
  if (error === undefined || error === null) return { kind: "value", value };
  const message = isFields(error) ? String(error["message"]) : String(error);
  return saysTooFast(message)
    ? failedRequest("throttled", `the refusal "${hideSecrets(message)}"`)
    : failedRequest("refused", `the refusal "${hideSecrets(message)}"`);
}

/** EIP-1474 gives -32005 to every limit; one on the size of a result is not cured by waiting. */
const tooFastCodes: ReadonlySet<string> = new Set(["429", "-32005", "-32097"]);
/** Bitcoin Core: still loading its blocks. */
const warmingUpCode = "-28";

function readRefusal(error: unknown, { hideSecrets }: ReplyPlace): ReadReply {
  const said = isFields(error) ? error : { code: "without a code", message: error };
  const code = hideSecrets(readExactNumber(said["code"]) ?? String(said["code"] ?? "without a code"));
  const message = hideSecrets(String(said["message"] ?? ""));
  const isTooFast = saysTooFast(message) || (tooFastCodes.has(code) && !/range|results|response size|blocks/i.test(message));
  if (isTooFast) return failedRequest("throttled", `error ${code} ${message}`);
  if (code === warmingUpCode) return failedRequest("server", `error ${code} ${message}`);
  return { kind: "value", value: { ok: false, code, message } };
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && readExactNumber(value) === undefined;
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return value === null ? "null" : `a ${typeof value}`;
}
