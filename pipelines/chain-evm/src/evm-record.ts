import { hash } from "node:crypto";
import { type Refusal, type SourceRecord, toDigest } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { compactJson } from "./compact-json.ts";
import type { EvmChain } from "./evm-chain.ts";
import { malformed, type RpcObject } from "./rpc-value.ts";

/** `raw` is the canonical text of what the record says. */
export function makeRecord(chain: EvmChain, source: { locator: string; raw: string }): SourceRecord {
  return { fileSha256: chain.fileSha256, locator: source.locator, rawSha256: toDigest(hash("sha256", source.raw)) };
}

/** A record that does not load: kept with its reason and all that the endpoint said of it. */
/** A record of what a later reading may know better: its name carries what it says, so that the two stand beside each other. */
export function makeVersionedRecord(chain: EvmChain, source: { locator: string; raw: string }): SourceRecord {
  return makeRecord(chain, { ...source, locator: `${source.locator}/${hash("sha256", source.raw).slice(0, versionDigits)}` });
}

const versionDigits = 16;

export function keepApart(chain: EvmChain, source: { locator: string; value: RpcObject; refusal: Refusal }): IngestItem {
  const { locator, value, refusal } = source;
  const raw = canonical(locator, value);
  return { record: makeRecord(chain, { locator, raw }), findings: [{ ...refusal, where: { record: locator } }], raw };
}

export function canonical(locator: string, value: RpcObject): string {
  return compactJson(value) ?? malformed(locator, { found: "a number beyond 2^53", expected: "hex quantities" });
}
