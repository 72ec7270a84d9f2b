import type { RpcTransactionTrace } from "./rpc-trace.ts";

/** Native value that a contract moved below the transaction's own call. */
export interface InternalMove {
  /** Positions from the transaction's own call down. */
  readonly path: string;
  readonly from: string;
  /** Null: destroyed with the contract that held it. */
  readonly to: string | null;
  readonly atoms: bigint;
  readonly logsBefore: number | null;
}

export interface TraceRules {
  /** EIP-6780 (Cancun): a contract is destroyed only in the transaction that made it; elsewhere `SELFDESTRUCT` only pays out. */
  readonly keepsContracts: boolean;
}

/**
 * The calls that moved native value, in the order in which they began. What failed, or ran inside a call that failed, moved nothing. `DELEGATECALL`,
 * `STATICCALL` and `CALLCODE` move nothing between accounts: the value of the last stays with the account that called.
 */
export function findInternalMoves(trace: RpcTransactionTrace, rules: TraceRules): readonly InternalMove[] {
  const moves: InternalMove[] = [];
  const created = new Set<string>();
  for (const { kind, from, to, value, isFailed, depth, path, logsBefore } of trace.calls) {
    if (isFailed) continue;
    const isCreation = kind === "create" || kind === "create2";
    if (isCreation && to !== null) created.add(to);
    if (depth === 0 || value === 0n || from === null || to === null) continue;
    const move = { path, from, to, atoms: value, logsBefore };
    if (kind === "call" || isCreation) moves.push(move);
    else if (kind === "selfdestruct") {
      if (from !== to) moves.push(move);
      else if (!rules.keepsContracts || created.has(from)) moves.push({ ...move, to: null });
    }
  }
  return moves;
}

export interface Remainder {
  readonly address: string;
  readonly atoms: bigint;
}

/** What contracts received after they had destroyed themselves: it goes with them when the transaction ends. By order of destruction. */
export function findRemainders(trace: RpcTransactionTrace, rules: TraceRules): readonly Remainder[] {
  const created = new Set<string>();
  const held = new Map<string, bigint>();
  const add = (address: string, atoms: bigint): void => {
    const before = held.get(address);
    if (before !== undefined) held.set(address, before + atoms);
  };
  for (const { kind, from, to, value, isFailed } of trace.calls) {
    if (isFailed || from === null || to === null) continue;
    const isCreation = kind === "create" || kind === "create2";
    if (isCreation) created.add(to);
    if (kind === "selfdestruct" && (!rules.keepsContracts || created.has(from)) && !held.has(from)) {
      held.set(from, 0n);
      if (to !== from) add(to, value);
    } else if (kind === "call" || isCreation || kind === "selfdestruct") {
      add(from, -value);
      if (kind !== "selfdestruct" || from !== to) add(to, value);
    }
  }
  return [...held].map(([address, atoms]) => ({ address, atoms })).filter(({ atoms }) => atoms > 0n);
}
