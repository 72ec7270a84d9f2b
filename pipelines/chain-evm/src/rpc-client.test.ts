import { createServer, type RequestListener, type Server } from "node:http";
import { TributaryError } from "@tributary/domain";
import { afterEach, describe, expect, test } from "vitest";
import { openRpcClient } from "./rpc-client.ts";
import { rpcLimits } from "./rpc-limits.ts";

const limits = { ...rpcLimits, retryMilliseconds: 1, requestMillisecondsMax: 300, responseBytesMax: 10_000 };
const key = "secret-key-0123456789";
let server: Server | undefined;

afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((resolve) => (server === undefined ? resolve(undefined) : server.close(resolve)));
  server = undefined;
});

describe("an endpoint that misbehaves", () => {
  test.each<[string, RequestListener, string]>([
    ["never answers", () => undefined, "SOURCE_UNAVAILABLE"],
    ["answers with a server error", (_request, response) => response.writeHead(503).end(), "SOURCE_UNAVAILABLE"],
    ["hangs up", (request) => request.socket.destroy(), "SOURCE_UNAVAILABLE"],
    ["sends another content", (_request, response) => response.end("<html>"), "SOURCE_UNAVAILABLE"],
    [
      "sends too much",
      (_request, response) => response.end(`{"jsonrpc":"2.0","id":1,"result":"${"0".repeat(20_000)}"}`),
      "SOURCE_UNAVAILABLE",
    ],
    [
      "answers another request",
      (_request, response) => response.end('{"jsonrpc":"2.0","id":99,"result":"0x1"}'),
      "SOURCE_MALFORMED",
    ],
    ["answers with nothing", (_request, response) => response.end('{"jsonrpc":"2.0","id":1}'), "SOURCE_MALFORMED"],
    [
      "leads elsewhere",
      (_request, response) => response.writeHead(307, { location: "http://127.0.0.1:9/" }).end(),
      "SOURCE_UNAVAILABLE",
    ],
  ])("%s", async (_name, listener, code) => {
    const error = await failureOf(await listen(listener));
    expect(error.code).toBe(code);
    expect(everything(error)).not.toContain(key);
    expect(everything(error)).not.toContain("127.0.0.1");
  });

  test("sends another content: the person is told so", async () => {
    const error = await failureOf(await listen((_request, response) => response.end("<html>")));
    expect(error.finding.found).toBe("an answer that is not JSON");
  });

  test("echoes its own address: the echo is not repeated", async () => {
    const url = await listen((_request, response) =>
      response.end(`{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"project ${key} exceeded\\u0007"}}`),
    );
    const error = await failureOf(url);
    expect(error.message).toContain("-32005");
    expect(error.message).toContain("exceeded\\u{7}");
    expect(everything(error)).not.toContain(key);
  });

  test("is not there", async () => {
    const url = await listen(() => undefined);
    server?.close();
    const error = await failureOf(url);
    expect(error.code).toBe("SOURCE_UNAVAILABLE");
    expect(everything(error)).not.toContain(key);
  });

  test("recovers: a request is repeated after a server error and after a limit on the rate", async () => {
    let asked = 0;
    const url = await listen((_request, response) => {
      asked += 1;
      if (asked === 1) response.writeHead(502).end();
      else if (asked === 2) response.end('{"jsonrpc":"2.0","id":1,"error":{"code":-32005,"message":"slow down"}}');
      else response.end('{"jsonrpc":"2.0","id":1,"result":"0x7"}');
    });
    const client = openRpcClient({ url, limits });
    expect(await client.demand("eth_chainId", [])).toBe("0x7");
    client.close();
  });

  test.each(["ftp://host/secret-key-0123456789", "secret-key-0123456789", ""])(
    "an address that cannot be used is not repeated: %#",
    (url) => {
      const error = thrownBy(() => openRpcClient({ url, limits }));
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
    const client = openRpcClient({ url: url.replace("http://", "http://name:pass@"), limits });
    await client.demand("eth_chainId", []);
    client.close();
    expect(header).toBe(`Basic ${Buffer.from("name:pass").toString("base64")}`);
  });
});

async function listen(listener: RequestListener): Promise<string> {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const address = started.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return `http://127.0.0.1:${address.port}/v3/${key}`;
}

async function failureOf(url: string): Promise<TributaryError> {
  const client = openRpcClient({ url, limits });
  try {
    await client.demand("eth_chainId", []);
  } catch (error) {
    if (error instanceof TributaryError) return error;
    throw error;
  } finally {
    client.close();
  }
  throw new Error("the endpoint answered");
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
