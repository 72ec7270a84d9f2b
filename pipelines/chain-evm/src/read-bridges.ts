import {
  type AccountId,
  type BridgeEvent,
  destroyedAccount,
  erc20Asset,
  evmAccount,
  mintAccount,
  type Transfer,
  toAtoms,
} from "@tributary/domain";
import { type BridgeEnd, decodeBridge, isBridgeTopic } from "./decode-bridge.ts";
import type { TransactionAnswer } from "./decode-transaction.ts";
import type { EvmChain } from "./evm-chain.ts";
import { isKnownWrapper } from "./known-contracts.ts";
import type { RpcLog } from "./rpc-block.ts";
import type { Unread } from "./unread.ts";

/**
 * The ends of bridges in one transaction, each with the transfer that carried its value. An event beside which no such transfer happened says nothing about
 * money: it is counted. `transfers`: those of the transaction, in ledger order.
 */
export function findBridgeEvents(
  answer: TransactionAnswer,
  { transfers, unread }: { transfers: readonly Transfer[]; unread: Unread },
): readonly BridgeEvent[] {
  const { chain, receipt, time, transaction } = answer;
  const events: BridgeEvent[] = [];
  const used = new Set<Transfer>();
  let parties: ReadonlyMap<string, Transfer[]> | null = null;
  for (const [position, log] of receipt.logs.entries()) {
    if (!isBridgeTopic(log.topics[0])) continue;
    const end = decodeBridge({ chainId: chain.chainId, log, logs: receipt.logs, position });
    if (end === null) continue;
    parties ??= groupByParty(transfers);
    const party = evmAccount(chain.chainId, end.account);
    const group = parties.get(partyKey(end.direction, party, end.atoms)) ?? [];
    const at = group.findIndex((transfer) => !used.has(transfer) && carries(transfer, { chain, end, log }));
    const [carrier] = at < 0 ? [] : group.splice(at, 1);
    const atoms = toAtoms(end.atoms);
    if (carrier === undefined || !atoms.ok) {
      unread.unplacedBridgeEvents += 1n;
      continue;
    }
    used.add(carrier);
    events.push({
      source: chain.source,
      id: `${transaction.hash}:log:${log.index}`,
      direction: end.direction,
      protocol: end.protocol,
      key: end.key,
      transfers: [carrier.id],
      account: party,
      recipient: end.recipient,
      asset: carrier.asset,
      atoms: atoms.value,
      occurredAt: time,
    });
  }
  return events;
}

/** By who pays or is paid how much. */
function groupByParty(transfers: readonly Transfer[]): ReadonlyMap<string, Transfer[]> {
  const groups = new Map<string, Transfer[]>();
  for (const transfer of transfers)
    for (const key of [partyKey("deposit", transfer.from, transfer.atoms), partyKey("release", transfer.to, transfer.atoms)]) {
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [transfer]);
      else group.push(transfer);
    }
  return groups;
}

function partyKey(direction: BridgeEnd["direction"], account: AccountId, atoms: bigint): string {
  return `${direction} ${account} ${atoms}`;
}

/**
 * Is a transfer of the whole amount, from or to the account, the value itself? In the token that the event names, or in the native asset where that is a
 * wrapped one. Where it names no token, the contract that emitted the event must be the other party, or the token that was made or destroyed.
 */
function carries(transfer: Transfer, { chain, end, log }: { chain: EvmChain; end: BridgeEnd; log: RpcLog }): boolean {
  const isDeposit = end.direction === "deposit";
  if (end.token !== null) {
    const isUnwrapped = transfer.asset === chain.nativeAsset && isKnownWrapper(chain.chainId, end.token);
    return isUnwrapped || transfer.asset === erc20Asset(chain.chainId, end.token);
  }
  const party = isDeposit ? transfer.to : transfer.from;
  const own = erc20Asset(chain.chainId, log.address);
  const isOwn = transfer.asset === own && party === (isDeposit ? destroyedAccount(own) : mintAccount(own));
  return isOwn || party === evmAccount(chain.chainId, log.address);
}
