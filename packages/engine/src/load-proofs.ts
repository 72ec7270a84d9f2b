import { type PartProof, type ProofState, parseProofState, proofOfTransfer, unwrap } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import { proofsOfTransfers } from "@tributary/queries";
import type { Store } from "@tributary/store";

/** By transfer name: how surely the chain's data behind it are known. A transfer of which nothing is stated is not there. */
export async function loadProofs(store: Store, transfers: readonly NamedTransfer[]): Promise<ReadonlyMap<string, ProofState>> {
  const rows = await store.query(proofsOfTransfers, { names: transfers.map((transfer) => transfer.name) });
  const stated = new Map<string, PartProof[]>();
  for (const { name, part, state } of rows) {
    const known = stated.get(name) ?? [];
    stated.set(name, known);
    known.push({ part, state: unwrap(parseProofState(state)) });
  }
  const proofs = new Map<string, ProofState>();
  for (const transfer of transfers) {
    const proof = proofOfTransfer(transfer, stated.get(transfer.name) ?? []);
    if (proof !== null) proofs.set(transfer.name, proof);
  }
  return proofs;
}
