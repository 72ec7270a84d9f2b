import { setTimeout as wait } from "node:timers/promises";
import { fail, showFound, TributaryError } from "@tributary/domain";
import { FetchRequest, type GetUrlResponse, JsonRpcProvider } from "ethers";
import type { RpcLimits } from "./rpc-limits.ts";
import { isRpcObject, malformed } from "./rpc-value.ts";

/** What an endpoint says to one request: its result, or its own refusal. */
export type RpcReply =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** One endpoint. Its address is in no error and no log, since providers put keys into paths. */
export interface RpcClient {
  /** Answers a refusal of the endpoint as a value. Errors: SOURCE_UNAVAILABLE, SOURCE_MALFORMED. */
  readonly ask: (method: string, parameters: readonly unknown[]) => Promise<RpcReply>;
  /** The result, or SOURCE_UNAVAILABLE where the endpoint refuses. */
  readonly demand: (method: string, parameters: readonly unknown[]) => Promise<unknown>;
  /** Ends every request under way. */
  readonly close: () => void;
}

export interface RpcClientOptions {
  readonly url: string;
  readonly limits: RpcLimits;
}

/** Contacts nothing before the first request, and never anything but `url`: a redirection is an error. */
export function openRpcClient({ url, limits }: RpcClientOptions): RpcClient {
  const closing = new AbortController();
  const endpoint = readEndpoint(url);
  const request = new FetchRequest(endpoint.address);
  if (endpoint.user !== "") request.setCredentials(endpoint.user, endpoint.password);
  request.timeout = limits.requestMillisecondsMax;
  request.setThrottleParams({ maxAttempts: limits.attemptsMax, slotInterval: limits.retryMilliseconds });
  request.getUrlFunc = (own) => fetchBounded(own, { limits, signal: closing.signal });
  // Network 1 is a placeholder that keeps the provider from asking by itself; `_send` carries the requests as they are.
  const provider = new JsonRpcProvider(request, 1, { staticNetwork: true, batchMaxCount: 1, cacheTimeout: -1 });
  let id = 0;

  async function ask(method: string, parameters: readonly unknown[]): Promise<RpcReply> {
    id += 1;
    const payload = { jsonrpc: "2.0" as const, id, method, params: [...parameters] };
    for (let attempt = 1; ; attempt += 1) {
      const isLast = attempt >= limits.attemptsMax || closing.signal.aborted;
      try {
        const reply = readReply(await provider._send(payload), { id: payload.id, method, secrets: endpoint.secrets });
        if (reply.ok || isLast || !isThrottled(reply)) return reply;
      } catch (error) {
        if (error instanceof TributaryError) throw error;
        if (isLast || closing.signal.aborted) failUnavailable(method, reasonOf(error));
      }
      await wait(limits.retryMilliseconds * 2 ** (attempt - 1), undefined, { signal: closing.signal }).catch(() => undefined);
    }
  }

  async function demand(method: string, parameters: readonly unknown[]): Promise<unknown> {
    const reply = await ask(method, parameters);
    return reply.ok ? reply.value : failUnavailable(method, `error ${reply.code} ${reply.message}`);
  }

  return {
    ask,
    demand,
    close: () => {
      closing.abort();
      provider.destroy();
    },
  };
}

/** Providers word their limits on the rate of asking differently; -32005 is the code of EIP-1474. */
function isThrottled(reply: Extract<RpcReply, { ok: false }>): boolean {
  return reply.code === "-32005" || reply.code === "429" || /rate limit|too many requests/i.test(reply.message);
}

interface Endpoint {
  readonly address: string;
  readonly user: string;
  readonly password: string;
  /** Parts of the address that must not be repeated, should the endpoint echo them. */
  readonly secrets: readonly string[];
}

const secretLengthMin = 4;

function readEndpoint(text: string): Endpoint {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return fail("USAGE", {
      found: "an endpoint that is no http or https URL",
      expected: "a JSON-RPC endpoint, for example http://127.0.0.1:8545",
    });
  const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  const queried = [...url.searchParams.values()];
  const secrets = [text, url.host, url.hostname, user, password, ...url.pathname.split("/"), ...queried]
    .filter((part) => part.length >= secretLengthMin)
    .sort((a, b) => b.length - a.length);
  url.username = "";
  url.password = "";
  return { address: url.href, user, password, secrets };
}

async function fetchBounded(request: FetchRequest, bounds: { limits: RpcLimits; signal: AbortSignal }): Promise<GetUrlResponse> {
  const signal = AbortSignal.any([bounds.signal, AbortSignal.timeout(bounds.limits.requestMillisecondsMax)]);
  const response = await fetch(request.url, {
    method: request.method,
    headers: request.headers,
    body: request.body,
    redirect: "error",
    signal,
  });
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of response.body ?? []) {
    byteCount += chunk.length;
    if (byteCount > bounds.limits.responseBytesMax) failTooLarge(bounds.limits.responseBytesMax);
    chunks.push(chunk);
  }
  return {
    statusCode: response.status,
    statusMessage: response.statusText,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(Buffer.concat(chunks)),
  };
}

interface ReplyPlace {
  readonly id: number;
  readonly method: string;
  readonly secrets: readonly string[];
}

function readReply(answers: readonly unknown[], place: ReplyPlace): RpcReply {
  const [answer] = answers;
  if (answers.length !== 1 || !isRpcObject(answer))
    return malformed(place.method, { found: "no single answer", expected: "one JSON-RPC answer" });
  if (answer["id"] !== place.id) return malformed(`${place.method} id`, { found: answer["id"], expected: `id ${place.id}` });
  const error = answer["error"];
  if (isRpcObject(error))
    return { ok: false, code: showFound(String(error["code"])), message: hideSecrets(String(error["message"]), place.secrets) };
  if (!("result" in answer)) return malformed(place.method, { found: "neither result nor error", expected: "one of them" });
  return { ok: true, value: answer["result"] };
}

function hideSecrets(message: string, secrets: readonly string[]): string {
  return showFound(secrets.reduce((text, secret) => text.replaceAll(secret, "…"), message));
}

/** The kind of failure and nothing of its text: the texts of network errors hold the address. */
function reasonOf(error: unknown): string {
  const causes = [error, property(error, "error"), property(error, "cause"), property(property(error, "error"), "cause")];
  const status = property(property(error, "response"), "statusCode");
  if (typeof status === "number") return `HTTP status ${status}`;
  const codes = causes
    .map((cause) => property(cause, "code"))
    .filter((code) => typeof code === "string" && /^[A-Z][A-Z0-9_]{2,40}$/.test(code));
  // The library's word for a body that it could not parse.
  if (codes.at(-1) === "UNSUPPORTED_OPERATION") return "an answer that is not JSON";
  if (codes.length > 0) return String(codes.at(-1));
  const names = causes.map((cause) => property(cause, "name"));
  return names.includes("TimeoutError") ? "TIMEOUT" : "no readable answer";
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}

function failTooLarge(byteCountMax: number): never {
  return fail("SOURCE_UNAVAILABLE", {
    found: `an answer of more than ${byteCountMax} bytes`,
    expected: `at most ${byteCountMax} bytes (responseBytesMax)`,
  });
}

function failUnavailable(method: string, reason: string): never {
  return fail("SOURCE_UNAVAILABLE", {
    found: reason,
    expected: "an answer from the JSON-RPC endpoint; check that it runs, may be reached and serves this method",
    where: { path: method },
  });
}
