import type { BlockPart, ProofState } from "./chain-evidence.ts";
import { accept, type Result, refuse } from "./errors.ts";
import type { Transfer } from "./transfer.ts";

/** Reads `proven`, `quorum 2 of 3`, `single source`. Refuses with VALUE_UNREADABLE. */
export function parseProofState(text: string): Result<ProofState> {
  if (text === "proven") return accept({ kind: "proven" });
  if (text === "single source") return accept({ kind: "single-source" });
  const match = /^quorum ([1-9][0-9]{0,5}) of ([1-9][0-9]{0,5})$/.exec(text);
  const [agreeing, asked] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)];
  return match !== null && agreeing <= asked
    ? accept({ kind: "quorum", agreeing, asked })
    : refuse("VALUE_UNREADABLE", text, "proven, quorum <k> of <n>, or single source");
}

/** The first is the surer of the two if the number is below zero: proven, then by how many agreed, then by how few did not. */
export function compareProofs(a: ProofState, b: ProofState): number {
  const [left, right] = [strengthOf(a), strengthOf(b)];
  return right.agreeing - left.agreeing || left.others - right.others;
}

function strengthOf(state: ProofState): { readonly agreeing: number; readonly others: number } {
  if (state.kind === "proven") return { agreeing: Number.MAX_SAFE_INTEGER, others: 0 };
  return state.kind === "quorum"
    ? { agreeing: state.agreeing, others: state.asked - state.agreeing }
    : { agreeing: 1, others: 0 };
}

/** A part of a block and how it is known. */
export interface PartProof {
  readonly part: BlockPart;
  readonly state: ProofState;
}

/**
 * How surely a chain's transfer is known: its parts of the block each by the surest statement, and of these the weakest. Null where nothing is
 * stated of one of them: so it is for every source that is no chain.
 */
export function proofOfTransfer(transfer: Pick<Transfer, "source" | "id">, proofs: readonly PartProof[]): ProofState | null {
  const states = partsBehind(transfer).map((part) => {
    const stated = proofs.flatMap((proof) => (proof.part === part ? [proof.state] : []));
    return stated.sort(compareProofs)[0];
  });
  let weakest: ProofState | null = null;
  for (const state of states) {
    if (state === undefined) return null;
    if (weakest === null || compareProofs(weakest, state) < 0) weakest = state;
  }
  return weakest;
}

/**
 * The parts of a block that a transfer rests on, by what its id says that it is. A value moves by its transaction and by its success, which the receipt
 * tells; an event stands in the receipt; what a contract moves stands in traces. On a UTXO chain an input is worth what the output before it was.
 * What is of no known kind rests on all that can be behind it.
 */
export function partsBehind({ source, id }: Pick<Transfer, "source" | "id">): readonly BlockPart[] {
  const kind = id.split(":")[1] ?? "";
  if (source.startsWith("bip122:")) return kind === "out" || kind === "subsidy" ? ["transactions"] : ["transactions", "prevouts"];
  return (
    partsByKind.get(kind) ?? (source.startsWith("tron:") ? ["transactions", "receipts"] : ["transactions", "receipts", "traces"])
  );
}

const partsByKind: ReadonlyMap<string, readonly BlockPart[]> = new Map([
  ["value", ["transactions", "receipts"]],
  ["token", ["transactions", "receipts"]],
  ["fee", ["transactions", "receipts"]],
  ["fee-burned", ["transactions", "receipts"]],
  ["fee-paid", ["transactions", "receipts"]],
  ["blob-fee-burned", ["transactions", "receipts"]],
  ["l1-fee", ["transactions", "receipts"]],
  ["mint", ["transactions"]],
  ["log", ["receipts"]],
  // TRON tells what contracts moved beside the receipt; other chains tell it in traces.
  ["internal", ["receipts"]],
  ["trace", ["traces"]],
  ["destroyed", ["traces"]],
  ["reward", ["traces"]],
  ["withdrawal", ["withdrawals"]],
]);
