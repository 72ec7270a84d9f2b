import { readTokenScale, readTokenSymbol } from "@tributary/chain-kit";
import type { AssetId } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { toQuantity } from "./chain-reader.ts";
import { compactJson } from "./compact-json.ts";
import type { EvmChain } from "./evm-chain.ts";
import { makeVersionedRecord } from "./evm-record.ts";
import type { RpcClient } from "./rpc-client.ts";

export interface TokenReaderOptions {
  readonly chain: EvmChain;
  readonly client: RpcClient;
  /** The block at which the contracts are asked: the last of the range. */
  readonly block: bigint;
}

export interface TokenReader {
  /** What the contracts of these assets say of themselves, each asked once in a run; the native asset says nothing. */
  readonly read: (assets: readonly AssetId[]) => Promise<readonly IngestItem[]>;
}

export function openTokenReader({ chain, client, block }: TokenReaderOptions): TokenReader {
  const known = new Map<AssetId, Promise<IngestItem>>();

  async function call(contract: string, selector: string): Promise<string | null> {
    const reply = await client.ask("eth_call", [{ to: contract, data: selector }, toQuantity(block)]);
    return reply.ok && typeof reply.value === "string" && /^0x[0-9a-fA-F]*$/.test(reply.value) ? reply.value.toLowerCase() : null;
  }

  async function describe(id: AssetId): Promise<IngestItem> {
    if (id === chain.nativeAsset) {
      const raw = compactJson({ chain: chain.name }) ?? "";
      return {
        record: makeVersionedRecord(chain, { locator: "native", raw }),
        rows: { assets: [{ id, scale: 18, symbol: null }] },
      };
    }
    const contract = id.slice(id.lastIndexOf(":") + 1);
    const decimals = await call(contract, decimalsSelector);
    const symbol = await call(contract, symbolSelector);
    const raw = compactJson({ contract, decimals, symbol }) ?? "";
    const asset = { id, scale: readDecimals(decimals), symbol: readSymbol(symbol) };
    return { record: makeVersionedRecord(chain, { locator: `token/${contract}`, raw }), rows: { assets: [asset] } };
  }

  return {
    read: async (assets) => {
      const items: IngestItem[] = [];
      for (const id of [...new Set(assets)].sort()) {
        const asked = known.get(id) ?? describe(id);
        known.set(id, asked);
        asked.catch(() => known.delete(id));
        items.push(await asked);
      }
      return items;
    },
  };
}

/** keccak-256 of `decimals()` and `symbol()`, their first four bytes. */
export const decimalsSelector = "0x313ce567";
const symbolSelector = "0x95d89b41";

/** `readTokenScale` of an answer, `0x…`. */
export function readDecimals(answer: string | null): number | null {
  return readTokenScale(answer?.slice(2) ?? null);
}

/** `readTokenSymbol` of an answer, `0x…`. */
export function readSymbol(answer: string | null): string | null {
  return readTokenSymbol(answer?.slice(2) ?? null);
}
