import { fromHex } from "./hex-bytes.ts";
import { sha256 } from "./sha256.ts";
import { readTronAddress } from "./tron-address.ts";
import { readTronContract, type TronContract } from "./tron-contract.ts";
import {
  type Answer,
  checkSame,
  malformed,
  readHash,
  readHexDigits,
  readHexList,
  readInner,
  readInteger,
  readList,
  readOptionalAddress,
  readText,
  type TronObject,
} from "./tron-value.ts";

/** A transaction as its block shows it. */
export interface TronTransaction {
  /** SHA-256 of `rawData`, 64 hex digits. */
  readonly id: string;
  readonly index: bigint;
  readonly rawData: Uint8Array;
  readonly signatures: readonly Uint8Array[];
  readonly results: readonly TransactionResult[];
  /** `SUCCESS`, `REVERT`, …; empty where the block does not say. */
  readonly contractRet: string;
  /** Null where `rawData` does not hold one contract. */
  readonly contract: TronContract | null;
  readonly raw: TronObject;
}

/** An entry of `ret`. */
export interface TransactionResult {
  readonly fee: bigint;
  readonly code: string;
  readonly contractRet: string;
}

/** Reads a transaction and holds its JSON against the bytes that its id is the hash of. Errors: SOURCE_MALFORMED, SOURCE_INCONSISTENT. */
export function parseTransaction(answer: Answer, index: number): TronTransaction {
  const id = readHash(answer, "txID");
  const rawData = fromHex(readHexDigits(answer, "raw_data_hex"));
  checkSame(answer.path, ["SHA-256 of raw_data_hex", sha256(rawData)], ["txID", id]);
  const contract = readTronContract(rawData);
  if (contract.ok) checkContractJson(answer, contract.value);
  const results = readList(answer, "ret").map(parseResult);
  return {
    id,
    index: BigInt(index),
    rawData,
    signatures: readHexList(answer, "signature").map(fromHex),
    results,
    contractRet: results[0]?.contractRet ?? "",
    contract: contract.ok ? contract.value : null,
    raw: answer.value,
  };
}

function parseResult(answer: Answer): TransactionResult {
  const code = readText(answer, "ret") || readText(answer, "code");
  return {
    fee: readInteger(answer, "fee"),
    code: code === "" ? "SUCESS" : code,
    contractRet: readText(answer, "contractRet"),
  };
}

/** The JSON is the endpoint's reading of the bytes; one that says otherwise than they do is a lie. */
function checkContractJson(answer: Answer, contract: TronContract): void {
  // A node that is older than a type leaves it out of the JSON.
  if (contract.type.startsWith("unknown")) return;
  const stated = readList(readInner(answer, "raw_data"), "contract");
  const [first] = stated;
  if (first === undefined || stated.length !== 1)
    malformed(`${answer.path}.raw_data.contract`, {
      found: stated.length,
      expected: "the one contract that raw_data_hex holds",
    });
  checkSame(first.path, ["type in raw_data_hex", contract.type], ["type", readText(first, "type")]);
  const value = readInner(readInner(first, "parameter"), "value");
  for (const [key, expected] of statedFields(contract))
    checkSame(value.path, [`${key} in raw_data_hex`, expected], [key, readStated(value, key, expected)]);
}

/** What the JSON of each type that moves value must say. */
function statedFields({
  type,
  owner,
  receiver,
  amount,
  tokenAmount,
  tokenId,
  assetName,
}: TronContract): readonly (readonly [string, unknown])[] {
  switch (type) {
    case "TransferContract":
      return [
        ["owner_address", owner],
        ["to_address", receiver],
        ["amount", amount],
      ];
    case "TransferAssetContract":
    case "ParticipateAssetIssueContract":
      return [
        ["owner_address", owner],
        ["to_address", receiver],
        ["amount", amount],
        ["asset_name", assetName],
      ];
    case "TriggerSmartContract":
      return [
        ["owner_address", owner],
        ["contract_address", receiver],
        ["call_value", amount],
        ["call_token_value", tokenAmount],
        ["token_id", tokenId],
      ];
    case "CreateSmartContract":
      return [
        ["owner_address", owner],
        ["new_contract", amount],
        ["call_token_value", tokenAmount],
        ["token_id", tokenId],
      ];
    case "AssetIssueContract":
      return [
        ["owner_address", owner],
        ["total_supply", amount],
      ];
    default:
      return owner === null ? [] : [["owner_address", owner]];
  }
}

function readStated(value: Answer, key: string, expected: unknown): unknown {
  if (key === "new_contract") return readInteger(readInner(value, key), "call_value");
  const text = key === "asset_name" || key.endsWith("_address") ? readText(value, key) : "";
  // With `visible: true` the name stands as text, else as the hex of its bytes.
  if (key === "asset_name") return Buffer.from(text, "utf8").toString("hex") === expected ? expected : text.toLowerCase();
  if (!key.endsWith("_address")) return readInteger(value, key);
  // The genesis block has owners that are no addresses.
  return text === "" || readTronAddress(text).ok ? readOptionalAddress(value, key) : null;
}
