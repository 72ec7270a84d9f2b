import type { Endpoint, EndpointPool, RpcReply } from "@tributary/chain-kit";
import { fail, TributaryError } from "@tributary/domain";
import { compactJson } from "./compact-json.ts";
import { malformed } from "./rpc-value.ts";

export type { RpcReply } from "@tributary/chain-kit";

/** Questions about a chain's state, which no root of a block's own covers: as many endpoints as the quorum is must answer the same. */
export interface RpcClient {
  /** A refusal is a value: the endpoints do not know, or the contract reverts. Errors: SOURCE_UNAVAILABLE, SOURCE_INCONSISTENT, SOURCE_MALFORMED. */
  readonly ask: (method: string, parameters: readonly unknown[]) => Promise<RpcReply>;
  /** Does the answer say nothing about what was asked, only that it is not known? A contract that reverts has answered. */
  readonly isRefusal: (reply: RpcReply) => boolean;
}

export function openRpcClient(pool: EndpointPool): RpcClient {
  return {
    isRefusal: (reply) => !(reply.ok || isRevert(reply)),
    ask: async (method, parameters) => {
      const refused: RpcReply[] = [];
      let failures = 0;
      const ask = async (endpoint: Endpoint): Promise<RpcReply> => {
        try {
          const reply = await endpoint.ask(method, parameters);
          // Each of these methods answers hex text; an endpoint that lags answers nothing.
          if (reply.ok && typeof reply.value !== "string") return malformed(method, { found: reply.value, expected: "hex text" });
          if (reply.ok || isRevert(reply)) return reply;
          refused.push(reply);
        } catch (error) {
          failures += 1;
          throw error;
        }
        return failRefused(method);
      };
      try {
        return (await pool.agree({ path: method, ask, canonical: textOfReply })).value;
      } catch (error) {
        const [first] = refused;
        const isRefused = failures === 0 && refused.length > pool.size - pool.quorum;
        if (first !== undefined && isRefused && error instanceof TributaryError && error.code === "SOURCE_UNAVAILABLE")
          return first;
        throw error;
      }
    },
  };
}

/** An answer about a contract, not about the endpoint. Code 3 is of EIP-1474's extension that nodes use. */
function isRevert(reply: Extract<RpcReply, { ok: false }>): boolean {
  return reply.code === "3" || /revert|invalid opcode|out of gas/i.test(reply.message);
}

function textOfReply(reply: RpcReply): string {
  return reply.ok ? (compactJson(reply.value) ?? "an inexact number") : "reverted";
}

/** One text for every such refusal, so that a list of findings says it once for each endpoint. */
function failRefused(method: string): never {
  return fail("SOURCE_UNAVAILABLE", {
    found: `a refusal of ${method}`,
    expected: "an endpoint that knows the state of the block asked for (archive)",
    where: { path: method },
  });
}
