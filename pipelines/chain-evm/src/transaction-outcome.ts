import { accept, type Result, refuse } from "@tributary/domain";
import type { Knowledge } from "./knowledge.ts";
import type { RpcReceipt, RpcTransaction } from "./rpc-block.ts";
import type { RpcTransactionTrace } from "./rpc-trace.ts";
import { readQuantity } from "./rpc-value.ts";

export interface RunTransaction {
  readonly transaction: RpcTransaction;
  readonly receipt: RpcReceipt;
  /** Null where no endpoint tells what ran. */
  readonly trace: RpcTransactionTrace | null;
}

/**
 * Did the transaction do what it says, or did it move its fee alone? A receipt's status says so. Before Byzantium there is none: then the trace
 * decides; else a transaction that used less gas than it was given succeeded, since every failure of that time took it all; and one that used all of it
 * failed, unless it is a plain payment to an account without code. Anything else is refused, never guessed.
 */
export function judgeOutcome(run: RunTransaction, knowledge: Knowledge): Result<"succeeded" | "failed"> {
  const { transaction, receipt } = run;
  if (receipt.status !== null)
    return receipt.status > 1n
      ? refuse("VALUE_UNREADABLE", `status ${receipt.status}`, "status 0x1 or 0x0")
      : accept(receipt.status === 1n ? "succeeded" : "failed");
  const [own] = run.trace?.calls ?? [];
  if (own !== undefined) return accept(own.isFailed ? "failed" : "succeeded");
  if (receipt.gasUsed < gasLimitOf(transaction)) return accept("succeeded");
  const isToAccount = isPlainPayment(transaction) && !isPrecompiled(transaction.to);
  if (isToAccount && knowledge.hasCode(transaction.to ?? "") === false) return accept("succeeded");
  return refuse(
    "FIELD_MISSING",
    `a receipt without status (before Byzantium) of a transaction that used all of its ${receipt.gasUsed} gas`,
    "a trace of the transaction, or the code of its receiver at that time, to know whether the value moved",
  );
}

/** Would the receiver's code decide? */
export function isOutcomeOpen(run: RunTransaction): boolean {
  const { transaction, receipt, trace } = run;
  if (receipt.status !== null || (trace?.calls.length ?? 0) > 0) return false;
  return isPlainPayment(transaction) && receipt.gasUsed >= gasLimitOf(transaction);
}

function isPlainPayment({ to, input }: RpcTransaction): boolean {
  return to !== null && input === "0x";
}

/** The contracts that the machine itself had before Byzantium, `0x…01` to `0x…04`: they have no code and cost gas. */
function isPrecompiled(address: string | null): boolean {
  return address !== null && BigInt(address) > 0n && BigInt(address) <= 4n;
}

function gasLimitOf(transaction: RpcTransaction): bigint {
  return readQuantity({ value: transaction.raw, path: `transaction ${transaction.hash}` }, "gas");
}
