import { type AccountId, type AssetId, destroyedAccount, erc20Asset, evmAccount, mintAccount } from "@tributary/domain";
import type { LogReading } from "./decode-log.ts";
import type { InternalMove } from "./decode-trace.ts";
import type { TransactionAnswer } from "./decode-transaction.ts";
import { isKnownWrapper } from "./known-contracts.ts";
import { amountAt } from "./log-word.ts";
import type { RpcLog } from "./rpc-block.ts";
import type { Unread } from "./unread.ts";

/** A change of supply that the log alone does not say: value made for an account or taken from it. */
export interface SupplyMovement {
  readonly asset: AssetId;
  readonly from: AccountId;
  readonly to: AccountId;
  readonly atoms: bigint;
}

/** One transaction's logs, read one by one, with the native value that moved beside them. */
export interface LogsToSettle {
  readonly answer: TransactionAnswer;
  readonly readings: readonly LogReading[];
  readonly moves: readonly InternalMove[];
}

/**
 * Settles by the whole transaction what a log alone leaves open. By the log's position: what it moved. A log that is not in the answer moved
 * nothing, or what another one of the transaction says already, or is counted as not read.
 */
export function settleLogs(logs: LogsToSettle, unread: Unread): ReadonlyMap<number, SupplyMovement> {
  const settled = new Map<number, SupplyMovement>();
  const { tokens } = logs.answer.chain;
  let found: Found | null = null;
  for (const [position, reading] of logs.readings.entries()) {
    const log = logs.answer.receipt.logs[position];
    if (log === undefined || (tokens !== null && !tokens.has(log.address))) continue;
    if (reading.kind !== "wrap" && reading.kind !== "supply") continue;
    found ??= { said: saidSupplies(logs.readings), natives: nativeMoves(logs) };
    const movement =
      reading.kind === "wrap"
        ? settleWrap({ ...found, answer: logs.answer, log, reading }, unread)
        : settleSupply({ ...found, answer: logs.answer, log, reading }, unread);
    if (movement !== null) settled.set(position, movement);
  }
  return settled;
}

interface Found {
  /** What `Transfer` events of the transaction make and destroy (`saidSupplies`). */
  readonly said: ReadonlySet<string>;
  /** How many native movements of an amount into or out of a contract no wrap has used. */
  readonly natives: Map<string, number>;
}

function nativeMoves({ answer, moves }: LogsToSettle): Map<string, number> {
  const { transaction, receipt } = answer;
  const natives = new Map<string, number>();
  const add = (key: string): unknown => natives.set(key, (natives.get(key) ?? 0) + 1);
  const own = { from: transaction.from, to: transaction.to ?? receipt.contractAddress, atoms: transaction.value };
  for (const { from, to, atoms } of [own, ...moves]) {
    add(nativeKey("out", from, atoms));
    if (to !== null) add(nativeKey("in", to, atoms));
  }
  return natives;
}

function nativeKey(way: "in" | "out", contract: string, atoms: bigint): string {
  return `${way} ${contract} ${atoms}`;
}

interface WrapToSettle extends Found {
  readonly answer: TransactionAnswer;
  readonly log: RpcLog;
  readonly reading: Extract<LogReading, { kind: "wrap" }>;
}

/**
 * A wrapper takes in, or pays out, exactly the native value that its event names. Where calls are known, that must have happened; where they are not, the
 * contract must be known to keep amounts. A contract that says the same in a `Transfer` is read there alone.
 */
function settleWrap({ answer, log, reading, said, natives }: WrapToSettle, unread: Unread): SupplyMovement | null {
  const { chain, knowledge, trace } = answer;
  const movement = supplyMovement(erc20Asset(chain.chainId, log.address), {
    isMade: reading.way === "in",
    account: evmAccount(chain.chainId, reading.holder),
    atoms: reading.atoms,
  });
  const isToken = isKnownWrapper(chain.chainId, log.address) || knowledge.isToken(log.address);
  if (said.has(supplyKey(movement))) return null;
  const key = nativeKey(reading.way, log.address, reading.atoms);
  const left = natives.get(key) ?? 0;
  if (left > 0) natives.set(key, left - 1);
  const isMoved = left > 0 || reading.atoms === 0n || (trace === null && isToken === true);
  if (isMoved && isToken !== false) return movement;
  // A lone endpoint's word that a contract keeps no amounts leaves its wraps out, and is no reason to leave them uncounted.
  unread.unsettledWraps += 1n;
  return null;
}

function supplyMovement(
  asset: AssetId,
  { isMade, account, atoms }: { isMade: boolean; account: AccountId; atoms: bigint },
): SupplyMovement {
  return isMade
    ? { asset, from: mintAccount(asset), to: account, atoms }
    : { asset, from: account, to: destroyedAccount(asset), atoms };
}

/** What `Transfer` events make and destroy: `supplyKey` of each, and `amountKey` of each. */
export function saidSupplies(readings: readonly LogReading[]): ReadonlySet<string> {
  const said = new Set<string>();
  for (const reading of readings) {
    if (reading.kind !== "movement") continue;
    const isMade = reading.from === mintAccount(reading.asset);
    if (!isMade && reading.to !== destroyedAccount(reading.asset)) continue;
    said.add(supplyKey(reading));
    said.add(exactKey(reading));
    said.add(amountKey(isMade ? reading.from : reading.to, reading.atoms));
  }
  return said;
}

/** Made for, or taken from, an account. */
function supplyKey({ from, to }: SupplyMovement): string {
  return `${from} ${to}`;
}

/** The same of one amount. */
export function exactKey({ from, to, atoms }: SupplyMovement): string {
  return `${from} ${to} ${atoms}`;
}

/** Made or destroyed, for whomever. */
function amountKey(special: AccountId, atoms: bigint): string {
  return `${special} ${atoms}`;
}

interface SupplyToSettle extends Found {
  readonly answer: TransactionAnswer;
  readonly log: RpcLog;
  readonly reading: Extract<LogReading, { kind: "supply" }>;
}

/** First four bytes of keccak-256 of Tether's `issue(uint256)` and `redeem(uint256)`, which only the contract's owner may call. */
const supplySelectors: Readonly<Record<"issue" | "redeem", string>> = { issue: "0xcc872b66", redeem: "0xdb006a75" };

/** The owner is whoever called: the transaction's sender, or the caller in its trace. Otherwise counted, not guessed. */
function settleSupply({ answer, log, reading, said }: SupplyToSettle, unread: Unread): SupplyMovement | null {
  const asset = erc20Asset(answer.chain.chainId, log.address);
  const special = reading.way === "issue" ? mintAccount(asset) : destroyedAccount(asset);
  if (said.has(amountKey(special, reading.atoms))) return null;
  const owner = ownerOf(answer, { log, reading });
  if (owner === null) {
    unread.supplyChanges += 1n;
    return null;
  }
  const account = evmAccount(answer.chain.chainId, owner);
  return supplyMovement(asset, { isMade: reading.way === "issue", account, atoms: reading.atoms });
}

function ownerOf(answer: TransactionAnswer, { log, reading }: Pick<SupplyToSettle, "log" | "reading">): string | null {
  const { transaction, trace } = answer;
  const selector = supplySelectors[reading.way];
  const isDirect = transaction.to === log.address && transaction.input.startsWith(selector);
  if (isDirect && amountAt(`0x${transaction.input.slice(selector.length)}`, 0) === reading.atoms) return transaction.from;
  const callers = new Set<string | null>();
  for (const call of trace?.calls ?? [])
    if (call.to === log.address && call.kind === "call" && !call.isFailed && call.selector === selector) callers.add(call.from);
  const [caller] = callers;
  return callers.size === 1 ? (caller ?? null) : null;
}
