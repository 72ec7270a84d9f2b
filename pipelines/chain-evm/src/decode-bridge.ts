import { type AccountId, evmAccount } from "@tributary/domain";
import { bridgeContractsOf, chainOfDomain } from "./bridge-contracts.ts";
import { addressAt, amountAt, smallNumberAt, wordAt, wordDigits } from "./log-word.ts";
import type { RpcLog } from "./rpc-block.ts";

/** One end of a bridge as its own event states it. */
export interface BridgeEnd {
  readonly direction: "deposit" | "release";
  readonly protocol: string;
  /** What both ends share. */
  readonly key: string;
  /** Who paid here, or was paid here. */
  readonly account: string;
  /** Of the receiver on the other chain, where the event says it. */
  readonly recipient: AccountId | null;
  /** The token's contract; null where the event does not say it: then the contract that emitted it keeps, makes or destroys the token. */
  readonly token: string | null;
  readonly atoms: bigint;
}

export interface BridgeLog {
  readonly chainId: bigint;
  readonly log: RpcLog;
  /** All logs of the transaction, and the place of this one among them. */
  readonly logs: readonly RpcLog[];
  readonly position: number;
}

type BridgeReader = (bridgeLog: BridgeLog) => BridgeEnd | null;

/** keccak-256 of the events' signatures; a test recomputes each. */
export const bridgeTopics = {
  /** `DepositForBurn(uint64,address,uint256,address,bytes32,uint32,bytes32,bytes32)`. */
  cctpDeposit: "0x2fa9ca894982930190727e75500a97d8dc500233a5065e0f3126c48fbe0343c0",
  /** `MessageReceived(address,uint32,uint64,bytes32,bytes)`. */
  cctpReceived: "0x58200b4c34ae05ee816d710053fff3fb75af4395915d3d2a771b24aa10e3cc5d",
  /** `MintAndWithdraw(address,uint256,address)`. */
  cctpMint: "0x1b2a7ff080b8cb6ff436ce0372e399692bbfb6d4ae5766fd8d58a7b8cc6142e6",
  /** `OFTSent(bytes32,uint32,address,uint256,uint256)`. */
  oftSent: "0x85496b760a4b7f8d66384b9df21b381f5d1b1e79f229a47aaf4c232edc2fe59a",
  /** `OFTReceived(bytes32,uint32,address,uint256)`. */
  oftReceived: "0xefed6d3500546b29533b128a29e3a94d70788727f0507505ac12eaf2e578fd9c",
  /** `V3FundsDeposited(address,address,uint256,uint256,uint256,uint32,uint32,uint32,uint32,address,address,address,bytes)`. */
  acrossDeposit: "0xa123dc29aebf7d0c3322c8eeb5b999e859f39937950ed31056532713d0de396f",
  /** `FilledV3Relay(…)`: the relayer's payment, with what the depositor changed later. */
  acrossFill: "0x571749edf1d5c9599318cdbc4e28a6475d65e87fd3b2ddbe1e9a8d5e7a0f0ff7",
  /** `FundsDeposited(…)` and `FilledRelay(…)`: the same with accounts of 32 bytes, since other kinds of chain take part. */
  acrossWideDeposit: "0x32ed1a409ef04c7b0227189c3a103dc5ac10e775a15b785dcc510201f7c25ad3",
  acrossWideFill: "0x44b559f101f8fbcc8a0ea43fa91a05a729a5ea6e14a7c75aa750374690137208",
  /** `Send(bytes32,address,address,address,uint256,uint64,uint64,uint32)`. */
  cbridgeSend: "0x89d8051e597ab4178a863a5190407b98abfeff406aa8db90c59af76612e58f01",
  /** `Relay(bytes32,address,address,address,uint256,uint64,bytes32)`. */
  cbridgeRelay: "0x79fa08de5149d912dce8e5e8da7a7c17ccdf23dd5d3bfe196802e6eb86347c7c",
} as const;

const readers: ReadonlyMap<string, BridgeReader> = new Map<string, BridgeReader>([
  [bridgeTopics.cctpDeposit, readCctpDeposit],
  [bridgeTopics.cctpReceived, readCctpRelease],
  [bridgeTopics.oftSent, (entry) => readOft(entry, "deposit")],
  [bridgeTopics.oftReceived, (entry) => readOft(entry, "release")],
  [bridgeTopics.acrossDeposit, readAcrossDeposit],
  [bridgeTopics.acrossWideDeposit, readAcrossDeposit],
  [bridgeTopics.acrossFill, (entry) => readAcrossFill(entry, executionOffset(entry.log.data))],
  [bridgeTopics.acrossWideFill, (entry) => readAcrossFill(entry, executionWord)],
  [bridgeTopics.cbridgeSend, (entry) => readCbridge(entry, "deposit")],
  [bridgeTopics.cbridgeRelay, (entry) => readCbridge(entry, "release")],
]);

export function isBridgeTopic(topic: string | undefined): boolean {
  return topic !== undefined && readers.has(topic);
}

/** Null for another event, another shape, and for a contract that is not the bridge's own. */
export function decodeBridge(entry: BridgeLog): BridgeEnd | null {
  return readers.get(entry.log.topics[0] ?? "")?.(entry) ?? null;
}

/** Circle's Cross-Chain Transfer Protocol, version 1: the token is burned here and made there. Key: source domain and nonce. */
function readCctpDeposit({ chainId, log: { address, topics, data } }: BridgeLog): BridgeEnd | null {
  const { cctp } = bridgeContractsOf(chainId);
  const nonce = amountAt(topics[1] ?? "", 0);
  const token = addressAt(topics[2] ?? "", 0);
  const account = addressAt(topics[3] ?? "", 0);
  const atoms = amountAt(data, 0);
  const domain = amountAt(data, 2);
  if (cctp?.messenger !== address || nonce === null || token === null || account === null || atoms === null || domain === null)
    return null;
  const recipient = accountOn(chainOfDomain(domain), addressAt(data, 1));
  return { direction: "deposit", protocol: "cctp", key: `${cctp.domain}:${nonce}`, account, recipient, token, atoms };
}

const bodyWord = 4;
/** Version 4 bytes; then the burned token, the receiver, the amount and the sender, 32 each. */
const burnBodyBytes = 132;
const versionDigits = 8;

/** The message says who gets how much; the mint before it, which token. */
function readCctpRelease({ chainId, log: { address, topics, data }, logs, position }: BridgeLog): BridgeEnd | null {
  const { cctp } = bridgeContractsOf(chainId);
  const nonce = amountAt(topics[2] ?? "", 0);
  const domain = amountAt(data, 0);
  if (cctp?.transmitter !== address || nonce === null || domain === null) return null;
  if (smallNumberAt(data, 2) !== (bodyWord - 1) * (wordDigits / 2) || smallNumberAt(data, bodyWord - 1) !== burnBodyBytes)
    return null;
  const body = `0x${data.slice(2 + bodyWord * wordDigits + versionDigits)}`;
  const account = addressAt(body, 1);
  const atoms = amountAt(body, 2);
  const mint = logs.findLast(
    (log, index) =>
      index < position &&
      log.address === cctp.messenger &&
      log.topics[0] === bridgeTopics.cctpMint &&
      addressAt(log.topics[1] ?? "", 0) === account &&
      amountAt(log.data, 0) === atoms,
  );
  const token = addressAt(mint?.topics[2] ?? "", 0);
  if (account === null || atoms === null || token === null) return null;
  return { direction: "release", protocol: "cctp", key: `${domain}:${nonce}`, account, recipient: null, token, atoms };
}

/** LayerZero's omnichain fungible tokens, version 2. Key: the message's own id. The amount is what leaves or reaches the account here. */
function readOft({ log: { topics, data } }: BridgeLog, direction: BridgeEnd["direction"]): BridgeEnd | null {
  const key = topics[1];
  const account = addressAt(topics[2] ?? "", 0);
  const atoms = amountAt(data, 1);
  if (key === undefined || account === null || atoms === null) return null;
  return { direction, protocol: "layerzero-oft", key, account, recipient: null, token: null, atoms };
}

/** Across, version 3: a relayer pays from its own there. Key: the chain paid on and the number of the deposit there. */
function readAcrossDeposit({ chainId, log: { address, topics, data } }: BridgeLog): BridgeEnd | null {
  const destination = amountAt(topics[1] ?? "", 0);
  const number = amountAt(topics[2] ?? "", 0);
  const account = addressAt(topics[3] ?? "", 0);
  const token = addressAt(data, 0);
  const atoms = amountAt(data, 2);
  if (bridgeContractsOf(chainId).across !== address || destination === null || number === null) return null;
  if (account === null || token === null || atoms === null) return null;
  const recipient = accountOn(destination, addressAt(data, 7));
  return { direction: "deposit", protocol: "across", key: `${chainId}:${number}`, account, recipient, token, atoms };
}

const executionWord = 11;

/** Where the last field of `FilledV3Relay` begins: it holds bytes of any length, so its offset stands in its place. */
function executionOffset(data: string): number | null {
  const offset = smallNumberAt(data, executionWord);
  return offset === null || offset % (wordDigits / 2) !== 0 ? null : offset / (wordDigits / 2);
}

/** The receiver and the amount in force when the relayer paid stand in the last field, which begins with word `start`. */
function readAcrossFill({ chainId, log: { address, topics, data } }: BridgeLog, start: number | null): BridgeEnd | null {
  const origin = amountAt(topics[1] ?? "", 0);
  const number = amountAt(topics[2] ?? "", 0);
  const token = addressAt(data, 1);
  if (bridgeContractsOf(chainId).across !== address || origin === null || number === null || start === null) return null;
  const account = addressAt(data, start);
  const atoms = amountAt(data, start + 2);
  if (account === null || token === null || atoms === null) return null;
  return { direction: "release", protocol: "across", key: `${origin}:${number}`, account, recipient: null, token, atoms };
}

/** Celer's cBridge, liquidity pools: no field is indexed. Key: the id of the transfer on the chain paid on. */
function readCbridge({ chainId, log: { address, data } }: BridgeLog, direction: BridgeEnd["direction"]): BridgeEnd | null {
  const isDeposit = direction === "deposit";
  const key = wordAt(data, isDeposit ? 0 : 6);
  const sender = addressAt(data, 1);
  const receiver = addressAt(data, 2);
  const token = addressAt(data, 3);
  const atoms = amountAt(data, 4);
  if (bridgeContractsOf(chainId).cbridge !== address || key === null || sender === null || receiver === null) return null;
  if (token === null || atoms === null) return null;
  const recipient = isDeposit ? accountOn(amountAt(data, 5), receiver) : null;
  return { direction, protocol: "cbridge", key: `0x${key}`, account: isDeposit ? sender : receiver, recipient, token, atoms };
}

function accountOn(chainId: bigint | null, address: string | null): AccountId | null {
  return chainId === null || address === null ? null : evmAccount(chainId, address);
}
