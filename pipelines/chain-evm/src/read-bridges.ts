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
  for (const [position, log] of receipt.logs.entries()) {
    if (!isBridgeTopic(log.topics[0])) continue;
    const end = decodeBridge({ chainId: chain.chainId, log, before: receipt.logs.slice(0, position) });
    if (end === null) continue;
    const carrier = transfers.find((transfer) => !used.has(transfer) && carries(transfer, { chain, end, log }));
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
      account: evmAccount(chain.chainId, end.account),
      recipient: end.recipient,
      asset: carrier.asset,
      atoms: atoms.value,
      occurredAt: time,
    });
  }
  return events;
}

/**
 * The value itself: the whole amount, from or to the account, in the token that the event names, or in the native asset where that is a
 * wrapped one. Where it names no token, the contract that emitted the event must be the other party, or the token that was made or destroyed.
 */
function carries(transfer: Transfer, { chain, end, log }: { chain: EvmChain; end: BridgeEnd; log: RpcLog }): boolean {
  const account: AccountId = evmAccount(chain.chainId, end.account);
  const isDeposit = end.direction === "deposit";
  if (transfer.atoms !== end.atoms || (isDeposit ? transfer.from : transfer.to) !== account) return false;
  if (end.token !== null) {
    const isUnwrapped = transfer.asset === chain.nativeAsset && isKnownWrapper(chain.chainId, end.token);
    return isUnwrapped || transfer.asset === erc20Asset(chain.chainId, end.token);
  }
  const party = isDeposit ? transfer.to : transfer.from;
  const own = erc20Asset(chain.chainId, log.address);
  const isOwn = transfer.asset === own && party === (isDeposit ? destroyedAccount(own) : mintAccount(own));
  return isOwn || party === evmAccount(chain.chainId, log.address);
}
