import { fail } from "@tributary/domain";
import type { Transport } from "./transport.ts";

/** The network. A redirection is an answer like any other and is not followed; a body is given up as soon as it is larger than allowed. */
export const fetchTransport: Transport = async (request, { signal, bytesMax }) => {
  const response = await fetch(request.url, {
    method: request.method,
    headers: request.headers,
    body: request.body,
    redirect: "manual",
    signal,
  });
  return { status: response.status, headers: Object.fromEntries(response.headers), body: await readBody(response, bytesMax) };
};

async function readBody(response: Response, bytesMax: number): Promise<Uint8Array> {
  const stated = response.headers.get("content-length");
  // The stated length bounds the body only where it is not compressed.
  if (stated !== null && !response.headers.has("content-encoding")) {
    if (Number(stated) > bytesMax) failTooLarge(bytesMax);
    return new Uint8Array(await response.arrayBuffer());
  }
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of response.body ?? []) {
    byteCount += chunk.length;
    if (byteCount > bytesMax) failTooLarge(bytesMax);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, byteCount);
}

/** Errors: SOURCE_UNAVAILABLE; the one error of a transport that is no failure to connect. */
function failTooLarge(bytesMax: number): never {
  return fail("SOURCE_UNAVAILABLE", {
    found: `an answer of more than ${bytesMax} bytes`,
    expected: `at most ${bytesMax} bytes (responseBytesMax)`,
  });
}
