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
  let natives: NativeMove[] | null = null;
  for (const [position, reading] of logs.readings.entries()) {
    const log = logs.answer.receipt.logs[position];
    if (log === undefined || (tokens !== null && !tokens.has(log.address))) continue;
    if (reading.kind === "wrap") {
      natives ??= nativeMoves(logs);
      const wrapped = settleWrap({ ...logs, log, reading, natives }, unread);
      if (wrapped !== null) settled.set(position, wrapped);
    } else if (reading.kind === "supply") {
      const changed = settleSupply({ ...logs, log, reading }, unread);
      if (changed !== null) settled.set(position, changed);
    }
  }
  return settled;
}

interface NativeMove {
  readonly from: string;
  readonly to: string | null;
  readonly atoms: bigint;
}

function nativeMoves({ answer, moves }: LogsToSettle): NativeMove[] {
  const { transaction, receipt } = answer;
  return [{ from: transaction.from, to: transaction.to ?? receipt.contractAddress, atoms: transaction.value }, ...moves];
}

interface WrapToSettle extends LogsToSettle {
  readonly log: RpcLog;
  readonly reading: Extract<LogReading, { kind: "wrap" }>;
  /** Those that no wrap has used. */
  readonly natives: NativeMove[];
}

/**
 * A wrapper takes in, or pays out, exactly the native value that its event names. Where calls are known, that must have happened; where they are not, the
 * contract must be known to keep amounts. A contract that says the same in a `Transfer` is read there alone.
 */
function settleWrap(wrap: WrapToSettle, unread: Unread): SupplyMovement | null {
  const { answer, log, reading, readings, natives } = wrap;
  const { chain, knowledge, trace } = answer;
  const movement = supplyMovement(erc20Asset(chain.chainId, log.address), {
    isMade: reading.way === "in",
    account: evmAccount(chain.chainId, reading.holder),
    atoms: reading.atoms,
  });
  const isToken = isKnownWrapper(chain.chainId, log.address) || knowledge.isToken(log.address);
  if (isToken === false || readings.some((other) => isSameSupply(other, movement, { isExact: false }))) return null;
  const found = natives.findIndex(
    ({ from, to, atoms }) => (reading.way === "in" ? to : from) === log.address && atoms === reading.atoms,
  );
  if (found >= 0) natives.splice(found, 1);
  if (found >= 0 || reading.atoms === 0n || (trace === null && isToken === true)) return movement;
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

/** Does a `Transfer` of the transaction make or destroy this already? */
export function isSameSupply(reading: LogReading, movement: SupplyMovement, { isExact }: { isExact: boolean }): boolean {
  return (
    reading.kind === "movement" &&
    reading.asset === movement.asset &&
    reading.from === movement.from &&
    reading.to === movement.to &&
    (!isExact || reading.atoms === movement.atoms)
  );
}

interface SupplyToSettle extends LogsToSettle {
  readonly log: RpcLog;
  readonly reading: Extract<LogReading, { kind: "supply" }>;
}

/** First four bytes of keccak-256 of Tether's `issue(uint256)` and `redeem(uint256)`, which only the contract's owner may call. */
const supplySelectors: Readonly<Record<"issue" | "redeem", string>> = { issue: "0xcc872b66", redeem: "0xdb006a75" };

/** The owner is whoever called: the transaction's sender, or the caller in its trace. Otherwise counted, not guessed. */
function settleSupply({ answer, log, reading, readings }: SupplyToSettle, unread: Unread): SupplyMovement | null {
  const asset = erc20Asset(answer.chain.chainId, log.address);
  const special = reading.way === "issue" ? mintAccount(asset) : destroyedAccount(asset);
  const isSaid = readings.some(
    (other) =>
      other.kind === "movement" &&
      other.asset === asset &&
      other.atoms === reading.atoms &&
      (reading.way === "issue" ? other.from : other.to) === special,
  );
  if (isSaid) return null;
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
