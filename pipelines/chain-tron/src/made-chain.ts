import { hexFromTronAddress, tronAddressFromHex } from "@tributary/domain";
import { fromHex, toHex } from "./hex-bytes.ts";
import { writeInnerMessage, writeInt64, writeProtoBytes } from "./protobuf.ts";
import { blockIdOf, transactionsRoot } from "./prove-block.ts";
import { sha256 } from "./sha256.ts";
import { genesisId } from "./tron-chain.ts";

/** A made chain in java-tron's documented shapes, whose ids and roots are right: for tests. */
export interface MadeChain {
  /** By number; block 0 has the main network's id. */
  readonly blocks: readonly MadeBlock[];
}

export interface MadeBlock {
  readonly id: string;
  /** The answer to `getblockbynum`. */
  readonly block: MadeObject;
  /** The answer to `gettransactioninfobyblocknum`. */
  readonly infos: readonly MadeObject[];
}

export type MadeObject = Readonly<Record<string, unknown>>;

/** A transaction as a test asks for it. */
export interface MadeTransaction {
  readonly type: string;
  readonly number: bigint;
  /** The serialised contract. */
  readonly value: Uint8Array;
  /** `parameter.value` in JSON. */
  readonly json: MadeObject;
  /** Default `SUCCESS`. */
  readonly contractRet?: string;
  /** Null: the node keeps none. Else what differs from an empty TransactionInfo. */
  readonly info?: MadeObject | null;
}

/** 41 and 20 times the same byte. */
export function madeAddress(byte: string): string {
  return tronAddressFromHex(byte.repeat(20));
}

export function hexOf(address: string): string {
  return hexFromTronAddress(address);
}

function addressField(field: number, address: string): Uint8Array {
  return writeProtoBytes(field, fromHex(hexOf(address)));
}

export function transferOf(from: string, to: string, amount: bigint): MadeTransaction {
  return {
    type: "TransferContract",
    number: 1n,
    value: Buffer.concat([addressField(1, from), addressField(2, to), writeInt64(3, amount)]),
    json: { owner_address: hexOf(from), to_address: hexOf(to), amount },
  };
}

export function tokenTransferOf(
  from: string,
  to: string,
  token: { readonly name: string; readonly amount: bigint },
): MadeTransaction {
  const name = Buffer.from(token.name, "utf8");
  return {
    type: "TransferAssetContract",
    number: 2n,
    value: Buffer.concat([writeProtoBytes(1, name), addressField(2, from), addressField(3, to), writeInt64(4, token.amount)]),
    json: { asset_name: toHex(name), owner_address: hexOf(from), to_address: hexOf(to), amount: token.amount },
  };
}

export function callOf(
  from: string,
  contract: string,
  sent: { readonly amount?: bigint; readonly tokenAmount?: bigint; readonly tokenId?: bigint } = {},
): MadeTransaction {
  const { amount = 0n, tokenAmount = 0n, tokenId = 0n } = sent;
  return {
    type: "TriggerSmartContract",
    number: 31n,
    value: Buffer.concat([
      addressField(1, from),
      addressField(2, contract),
      writeInt64(3, amount),
      writeProtoBytes(4, Buffer.from("a9059cbb", "hex")),
      writeInt64(5, tokenAmount),
      writeInt64(6, tokenId),
    ]),
    json: withoutZeros({
      owner_address: hexOf(from),
      contract_address: hexOf(contract),
      data: "a9059cbb",
      call_value: amount,
      call_token_value: tokenAmount,
      token_id: tokenId,
    }),
    info: { receipt: { result: "SUCCESS" }, contract_address: hexOf(contract) },
  };
}

export function creationOf(from: string, amount: bigint): MadeTransaction {
  return {
    type: "CreateSmartContract",
    number: 30n,
    value: Buffer.concat([
      addressField(1, from),
      writeInnerMessage(2, Buffer.concat([addressField(1, from), writeInt64(5, amount)])),
    ]),
    json: { owner_address: hexOf(from), new_contract: withoutZeros({ origin_address: hexOf(from), call_value: amount }) },
  };
}

/** A contract of which only the owner is read. */
export function ownedOf(type: string, number: bigint, owner: string): MadeTransaction {
  return { type, number, value: addressField(1, owner), json: { owner_address: hexOf(owner) } };
}

export function issueOf(owner: string, supply: bigint): MadeTransaction {
  return {
    type: "AssetIssueContract",
    number: 6n,
    value: Buffer.concat([addressField(1, owner), writeInt64(4, supply)]),
    json: { owner_address: hexOf(owner), total_supply: supply },
  };
}

export interface MadeLog {
  readonly address: string;
  readonly topics: readonly string[];
  readonly data: string;
}

/** A log as TransactionInfo holds it: 20 bytes of address, no `0x`. */
export function logOf(contract: string, topics: readonly string[], data = ""): MadeLog {
  return { address: hexOf(contract).slice(2), topics, data };
}

/** A 32-byte word with an address. */
export function wordOf(address: string): string {
  return hexOf(address).slice(2).padStart(64, "0");
}

/** A 32-byte word with an amount. */
export function wordOfAmount(amount: bigint): string {
  return amount.toString(16).padStart(64, "0");
}

export interface MadeInternal {
  readonly from: string;
  readonly to: string;
  readonly values: readonly MadeObject[];
  readonly note?: string;
  readonly rejected?: boolean;
}

export function internalOf({ from, to, values, note = "call", rejected = false }: MadeInternal): MadeObject {
  return {
    hash: "00".repeat(32),
    caller_address: hexOf(from),
    transferTo_address: hexOf(to),
    callValueInfo: values,
    note: Buffer.from(note, "utf8").toString("hex"),
    ...(rejected ? { rejected } : {}),
  };
}

const startMilliseconds = 1_700_000_000_000n;
const slotMilliseconds = 3_000n;

/** A chain whose blocks 1, 2, … hold these transactions, and whose first block may hold allotments. */
export function makeChain(
  bodies: readonly (readonly MadeTransaction[])[],
  allotments: readonly MadeTransaction[] = [],
): MadeChain {
  const blocks: MadeBlock[] = [genesis(allotments)];
  for (const [index, body] of bodies.entries())
    blocks.push(makeBlock(BigInt(index + 1), { parentId: blocks[index]?.id ?? "", body }));
  return { blocks };
}

/** A transaction of the first block: its owner is no address, and nothing became of it. */
export function allotmentOf(to: string, amount: bigint): MadeTransaction {
  const nobody = Buffer.from("0x000000000000000000000", "utf8");
  return {
    type: "TransferContract",
    number: 1n,
    value: Buffer.concat([writeProtoBytes(1, nobody), addressField(2, to), writeInt64(3, amount)]),
    json: { owner_address: toHex(nobody), to_address: hexOf(to), amount },
    contractRet: "",
    info: null,
  };
}

function genesis(allotments: readonly MadeTransaction[]): MadeBlock {
  const raw_data = { number: 0n, txTrieRoot: "00".repeat(32), parentHash: "00".repeat(32), timestamp: 0n };
  const transactions = allotments.map((made, index) => makeTransaction(made, { timestamp: BigInt(index) }).json);
  return {
    id: genesisId,
    block: { blockID: genesisId, block_header: { raw_data: withoutZeros(raw_data) }, transactions },
    infos: [],
  };
}

function makeBlock(
  number: bigint,
  { parentId, body }: { readonly parentId: string; readonly body: readonly MadeTransaction[] },
): MadeBlock {
  const timestamp = startMilliseconds + number * slotMilliseconds;
  const transactions = body.map((made, index) => makeTransaction(made, { timestamp: timestamp - 1_000n + BigInt(index) }));
  const fields = {
    timestamp,
    txTrieRoot: transactionsRoot(transactions.map(({ forRoot }) => forRoot)),
    parentHash: parentId,
    number,
    witnessId: 0n,
    witnessAddress: hexOf(madeAddress("ee")),
    version: 31n,
    accountStateRoot: "",
  };
  const id = blockIdOf(fields);
  const { txTrieRoot, parentHash, version, witnessAddress: witness_address } = fields;
  const raw_data = { number, txTrieRoot, witness_address, parentHash, version, timestamp };
  return {
    id,
    block: {
      blockID: id,
      block_header: { raw_data, witness_signature: "aa" },
      transactions: transactions.map(({ json }) => json),
    },
    infos: transactions.flatMap(({ txID, info }) =>
      info === null
        ? []
        : [
            {
              id: txID,
              blockNumber: number,
              blockTimeStamp: timestamp,
              contractResult: [""],
              receipt: { net_usage: 267n },
              ...info,
            },
          ],
    ),
  };
}

function makeTransaction(made: MadeTransaction, { timestamp }: { readonly timestamp: bigint }) {
  const parameter = Buffer.concat([
    writeProtoBytes(1, Buffer.from(`type.googleapis.com/protocol.${made.type}`, "utf8")),
    writeProtoBytes(2, made.value),
  ]);
  const contract = Buffer.concat([writeInt64(1, made.number), writeInnerMessage(2, parameter)]);
  const rawData = Buffer.concat([
    writeProtoBytes(1, Buffer.from("a358", "hex")),
    writeInt64(8, timestamp + 60_000n),
    writeInnerMessage(11, contract),
    writeInt64(14, timestamp),
  ]);
  const contractRet = made.contractRet ?? "SUCCESS";
  const txID = sha256(rawData);
  const signature = Buffer.concat([rawData.subarray(0, 8), Buffer.alloc(57, 7)]);
  const json = {
    ret: [{ contractRet }],
    signature: [toHex(signature)],
    txID,
    raw_data: {
      contract: [{ parameter: { value: made.json, type_url: `type.googleapis.com/protocol.${made.type}` }, type: made.type }],
      ref_block_bytes: "a358",
      expiration: timestamp + 60_000n,
      timestamp,
    },
    raw_data_hex: toHex(rawData),
  };
  const results = [{ fee: 0n, code: "SUCESS", contractRet }];
  const forRoot = { id: txID, index: 0n, rawData, signatures: [signature], results, contractRet, contract: null, raw: {} };
  return { txID, json, forRoot, info: made.info === undefined ? {} : made.info };
}

function withoutZeros(value: MadeObject): MadeObject {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== 0n));
}
