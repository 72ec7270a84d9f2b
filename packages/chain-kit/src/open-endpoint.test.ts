import { createServer, type RequestListener, type Server } from "node:http";
import { gzipSync } from "node:zlib";
import { TributaryError } from "@tributary/domain";
import { afterEach, describe, expect, test } from "vitest";
import type { NumberReading } from "./endpoint.ts";
import { readExactNumber } from "./exact-json.ts";
import { type OpenEndpoint, openEndpoint } from "./open-endpoint.ts";

const limits = {
  retryMilliseconds: 1,
  requestMillisecondsMax: 300,
  responseBytesMax: 10_000,
  nestingMax: 20,
  attemptsMax: 3,
  throttledAttemptsMax: 4,
  rateStart: 5_000,
};
const key = "secret-key-0123456789";
let server: Server | undefined;
let opened: OpenEndpoint[] = [];

afterEach(async () => {
  for (const endpoint of opened) endpoint.close();
  opened = [];
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

describe("an endpoint that misbehaves", () => {
  const says =
    (body: string | Buffer, status = 200, headers = {}): RequestListener =>
    (_request, response) =>
      void response.writeHead(status, headers).end(body);
  test.each<[string, RequestListener, readonly [code: string, requests: number, failure: string]]>([
    ["never answers", () => undefined, ["SOURCE_UNAVAILABLE", 3, "timeout"]],
    ["answers with a server error", says("busy", 503), ["SOURCE_UNAVAILABLE", 3, "server"]],
    ["hangs up", (request) => request.socket.destroy(), ["SOURCE_UNAVAILABLE", 3, "connection"]],
    ["cuts the body", says('{"jsonrpc":"2.0","id":1,"result":"0x', 200, {}), ["SOURCE_MALFORMED", 3, "malformed"]],
    ["hangs up within the body", says("{", 200, { "content-length": "30" }), ["SOURCE_UNAVAILABLE", 3, "timeout"]],
    ["sends another content", says("<html>"), ["SOURCE_MALFORMED", 3, "malformed"]],
    ["sends nothing", says(""), ["SOURCE_MALFORMED", 3, "malformed"]],
    ["sends what is not UTF-8", says(Buffer.from([0x22, 0xff, 0x22])), ["SOURCE_MALFORMED", 3, "malformed"]],
    ["nests without end", says(`${"[".repeat(21)}${"]".repeat(21)}`), ["SOURCE_MALFORMED", 1, "malformed"]],
    ["sends too much", says(`"${"0".repeat(20_000)}"`), ["SOURCE_UNAVAILABLE", 1, "too-large"]],
    [
      "sends too much, packed",
      says(gzipSync(`"${"0".repeat(1_000_000)}"`), 200, { "content-encoding": "gzip" }),
      ["SOURCE_UNAVAILABLE", 1, "too-large"],
    ],
    ["answers another request", says('{"jsonrpc":"2.0","id":99,"result":"0x1"}'), ["SOURCE_MALFORMED", 3, "malformed"]],
    ["answers with a list", says("[]"), ["SOURCE_MALFORMED", 3, "malformed"]],
    ["answers without a result", says('{"jsonrpc":"2.0","id":1}'), ["SOURCE_MALFORMED", 3, "malformed"]],
    [
      "gives a number that a float does not hold",
      says('{"jsonrpc":"2.0","id":1,"result":9007199254740993}'),
      ["SOURCE_MALFORMED", 1, "malformed"],
    ],
    ["does not know the caller", says("no", 401), ["SOURCE_UNAVAILABLE", 1, "refused"]],
    ["leads elsewhere", says("", 307, { location: "http://127.0.0.1:9/" }), ["SOURCE_UNAVAILABLE", 1, "refused"]],
    ["throttles for ever", says("", 429), ["SOURCE_UNAVAILABLE", 4, "throttled"]],
  ])("%s", async (_name, listener, [code, requests, failure]) => {
    const endpoint = open(await listen(listener));
    const error = await failureOf(endpoint.demand("eth_chainId", []));
    expect(error.code).toBe(code);
    expect(everything(error)).not.toContain(key);
    expect(everything(error)).not.toContain("127.0.0.1");
    expect(error.finding.where).toEqual({ path: "endpoint 1 eth_chainId" });
    expect(endpoint.metrics()).toMatchObject({ requests: BigInt(requests), failures: { [failure]: BigInt(requests) } });
  });

  test("is not there", async () => {
    const url = await listen(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    const error = await failureOf(open(url).demand("eth_chainId", []));
    expect(error.finding).toMatchObject({ code: "SOURCE_UNAVAILABLE", found: "a connection that broke (ECONNREFUSED)" });
  });

  test("echoes its own address: the echo is not repeated", async () => {
    const url = await listen((_request, response) =>
      response.end(`{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"project ${key} is unknown\\u0007"}}`),
    );
    const reply = await open(url).ask("eth_chainId", []);
    expect(reply).toEqual({ ok: false, code: "-32000", message: "project … is unknown\\u{7}" });
  });
});

describe("an endpoint that refuses", () => {
  test("Bitcoin Core words a refusal in the body of status 500 and 404: it is an answer", async () => {
    const url = await listen((_request, response) =>
      response.writeHead(500).end('{"result":null,"error":{"code":-8,"message":"Block height out of range"},"id":1}'),
    );
    const endpoint = open(url, "exact");
    expect(await endpoint.ask("getblockhash", [1])).toEqual({ ok: false, code: "-8", message: "Block height out of range" });
    expect(endpoint.metrics()).toMatchObject({ requests: 1n, retries: 0n, failures: {} });
  });

  test("java-tron words it under status 200", async () => {
    const url = await listen((_request, response) => response.end('{"Error":"class java.lang.NumberFormatException : null"}'));
    const error = await failureOf(open(url).post("/wallet/getblockbynum", { num: "x" }));
    expect(error.finding.found).toContain("java.lang.NumberFormatException");
  });

  test("an error without an id is its word on this request", async () => {
    const url = await listen((_request, response) => response.end('{"error":{"code":-32700,"message":"parse"},"id":null}'));
    expect(await open(url).ask("x", [])).toEqual({ ok: false, code: "-32700", message: "parse" });
  });
});

test("recovers: a request is repeated after a server error and after a limit on the rate", async () => {
  let asked = 0;
  const url = await listen((request, response) => {
    asked += 1;
    if (asked === 1) response.writeHead(502).end();
    else if (asked === 2) response.end('{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"slow down"}}');
    else if (asked === 3) response.end('{"jsonrpc":"2.0","id":1,"result":"0x7"}');
    else response.end(`"${request.url}"`);
  });
  const endpoint = open(url);
  expect(await endpoint.demand("eth_chainId", [])).toBe("0x7");
  expect(endpoint.metrics()).toMatchObject({ requests: 3n, retries: 2n, answers: 3n, failures: { server: 1n, throttled: 1n } });
  expect(await endpoint.post("/wallet/getnowblock", {})).toBe(`/v3/${key}/wallet/getnowblock`);
});

test("numbers are read as the text that stood there", async () => {
  const url = await listen((_request, response) =>
    response.end('{"result":{"value":0.10000000,"big":12345678901234567890},"error":null,"id":1}'),
  );
  const result = await open(url, "exact").demand("getblock", []);
  const { value, big } = fieldsOf(result);
  expect([readExactNumber(value), readExactNumber(big)]).toEqual(["0.10000000", "12345678901234567890"]);
});

test.each(["ftp://host/secret-key-0123456789", "secret-key-0123456789", "", "http://%ff:x@host/secret-key-0123456789"])(
  "an address that cannot be used is not repeated: %#",
  (url) => {
    const error = thrownBy(() => openEndpoint({ url, numbers: "plain" }));
    expect(error).toMatchObject({ code: "USAGE" });
    expect(String(error)).not.toContain(key);
  },
);

test("a user and password go into the header, not into the address", async () => {
  let header: string | undefined;
  const url = await listen((request, response) => {
    header = request.headers.authorization;
    response.end('{"jsonrpc":"2.0","id":1,"result":"0x7"}');
  });
  await open(url.replace("http://", "http://name:pass@")).demand("eth_chainId", []);
  expect(header).toBe(`Basic ${Buffer.from("name:pass").toString("base64")}`);
});

test("a stop from outside ends what is under way and refuses what comes", async () => {
  const stop = new AbortController();
  const url = await listen(() => stop.abort());
  const endpoint = openEndpoint({ url, numbers: "plain", limits: { requestMillisecondsMax: 60_000 }, signal: stop.signal });
  opened.push(endpoint);
  const error = await failureOf(endpoint.demand("eth_chainId", []));
  expect(error.finding.found).toBe("nothing, since the work was stopped");
  await failureOf(endpoint.demand("eth_chainId", []));
  expect(endpoint.metrics()).toMatchObject({ requests: 1n, failures: {}, circuit: "closed" });
});

function open(url: string, numbers: NumberReading = "plain"): OpenEndpoint {
  const endpoint = openEndpoint({ url, numbers, limits });
  opened.push(endpoint);
  return endpoint;
}

async function listen(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const address = started.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return `http://127.0.0.1:${address.port}/v3/${key}`;
}

async function failureOf(asked: Promise<unknown>): Promise<TributaryError> {
  const error = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof TributaryError) return error;
  throw error ?? new Error("the endpoint answered");
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** All that a log could print of an error, its causes included. */
function everything(error: TributaryError): string {
  return `${error.stack} ${JSON.stringify(error.finding)} ${String(error.cause)}`.replaceAll(/file:\S+/g, "");
}

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return undefined;
}
