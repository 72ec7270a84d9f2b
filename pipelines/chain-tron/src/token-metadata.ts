import { type Endpoint, type EndpointPool, readTokenScale, readTokenSymbol, showTokenSymbol } from "@tributary/chain-kit";
import { type Asset, type AssetId, hexFromTronAddress, nativeTronAsset, scaleMax, TributaryError } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { makeFinding, type RecordMaker } from "./tron-record.ts";
import { isTronObject, readHexDigits, readHexList, readInteger, toAnswer } from "./tron-value.ts";

export interface TokenReader {
  /** What the tokens say of themselves, each asked once in a run. A token that answers nothing has neither scale nor symbol. */
  readonly read: (assets: readonly AssetId[]) => Promise<readonly IngestItem[]>;
}

/** Contracts and the node's list of TRC-10 tokens are asked as they are now: java-tron has no state of the past. */
export function openTokenReader(pool: EndpointPool, makeRecord: RecordMaker): TokenReader {
  const known = new Map<AssetId, Promise<IngestItem>>();

  async function describe(id: AssetId): Promise<IngestItem> {
    const asset = await describeAsset(pool, id);
    const value = { id, scale: asset.scale?.toString() ?? null, symbol: asset.symbol };
    const { record } = makeFinding(makeRecord, { place: `token/${id}`, value });
    return { record, rows: { assets: [asset] } };
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

async function describeAsset(pool: EndpointPool, id: AssetId): Promise<Asset> {
  if (id === nativeTronAsset) return { id, scale: 6, symbol: "TRX" };
  const name = id.slice(id.lastIndexOf(":") + 1);
  if (id.includes("/trc10:")) return { id, ...(await pool.first(`token ${name}`, (endpoint) => describeTrc10(endpoint, name))) };
  const decimals = await pool.first(`token ${name}`, (endpoint) =>
    callConstant(endpoint, { contract: name, selector: "decimals()" }),
  );
  const symbol = await pool.first(`token ${name}`, (endpoint) =>
    callConstant(endpoint, { contract: name, selector: "symbol()" }),
  );
  return { id, scale: readTokenScale(decimals), symbol: readTokenSymbol(symbol) };
}

/** A precision of 0 is left out of the answer; `{}` is a token that does not exist. */
async function describeTrc10(endpoint: Endpoint, number: string): Promise<Pick<Asset, "scale" | "symbol">> {
  const answer = toAnswer(await endpoint.post("/wallet/getassetissuebyid", { value: number }), `token ${number}`);
  if (Object.keys(answer.value).length === 0) return { scale: null, symbol: null };
  const precision = readInteger(answer, "precision");
  const symbol = showTokenSymbol(Buffer.from(readHexDigits(answer, "abbr") || readHexDigits(answer, "name"), "hex"));
  return { scale: precision >= 0n && precision <= BigInt(scaleMax) ? Number(precision) : null, symbol };
}

/** Anybody may ask a contract; nobody in particular does. */
const nobody = `41${"0".repeat(40)}`;

/** The first answer of a constant function as hex; null where the contract has none such. */
async function callConstant(
  endpoint: Endpoint,
  call: { readonly contract: string; readonly selector: string },
): Promise<string | null> {
  const body = {
    owner_address: nobody,
    contract_address: hexFromTronAddress(call.contract),
    function_selector: call.selector,
    visible: false,
  };
  try {
    const value = await endpoint.post("/wallet/triggerconstantcontract", body);
    if (!isTronObject(value)) return null;
    return readHexList(toAnswer(value, `token ${call.contract}`), "constant_result")[0] ?? null;
  } catch (error) {
    // A node that is not set up for such calls refuses them all: then the token is without a scale.
    if (error instanceof TributaryError && error.code === "SOURCE_UNAVAILABLE") return null;
    throw error;
  }
}
