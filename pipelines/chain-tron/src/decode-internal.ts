import {
  type AccountId,
  type AssetId,
  mintAccount,
  nativeTronAsset,
  parseAsset,
  type Refusal,
  showFound,
  tronAccount,
} from "@tributary/domain";
import type { CallValue, InternalTransaction } from "./transaction-info.ts";

/** What one internal transaction says about balances. */
export type InternalReading =
  | { readonly kind: "movements"; readonly movements: readonly InternalMovement[] }
  /** It was undone, or carries no value. */
  | { readonly kind: "nothing" }
  /** TRX that a contract stakes, lends as resources, or takes back: it stays the contract's own. */
  | { readonly kind: "stake" }
  /** Carries value in a way that is not known here. */
  | { readonly kind: "odd"; readonly refusal: Refusal };

interface InternalMovement {
  readonly from: AccountId;
  readonly to: AccountId;
  readonly asset: AssetId;
  readonly atoms: bigint;
}

const paying: ReadonlySet<string> = new Set(["call", "create", "suicide"]);
const staking = /^(freeze|unfreeze|delegateResource|unDelegateResource|voteWitness|withdrawExpireUnfreeze|cancelAllUnfreeze)/;

/** Reads one internal transaction of a transaction that succeeded. A rejected one moves nothing. */
export function readInternal(internal: InternalTransaction): InternalReading {
  const values = internal.values.filter(({ amount }) => amount !== 0n);
  if (internal.isRejected || values.length === 0) return { kind: "nothing" };
  if (staking.test(internal.note)) return { kind: "stake" };
  if (internal.note === "withdrawReward") return readReward(internal, values);
  if (!paying.has(internal.note))
    return odd(internal, "a note that says what moved: call, create, suicide, withdrawReward or staking");
  const { caller, receiver } = internal;
  if (caller === null || receiver === null) return odd(internal, "a caller and a receiver");
  // java-tron once burned what such a contract held, and later left it: the note does not say which.
  if (internal.note === "suicide" && caller === receiver) return odd(internal, "a receiver that is not the contract itself");
  const movements: InternalMovement[] = [];
  for (const { amount, tokenId } of values) {
    const asset = assetOf(tokenId);
    if (asset === undefined) return odd(internal, "no tokenId, or the number of a TRC-10 token");
    movements.push({ from: tronAccount(caller), to: tronAccount(receiver), asset, atoms: amount });
  }
  return { kind: "movements", movements };
}

/** What voters earned becomes TRX of the contract only when it withdraws it. */
function readReward(internal: InternalTransaction, values: readonly CallValue[]): InternalReading {
  const [value] = values;
  if (internal.caller === null || values.length !== 1 || value === undefined || value.tokenId !== "")
    return odd(internal, "a caller and one amount of TRX");
  const movement = {
    from: mintAccount(nativeTronAsset),
    to: tronAccount(internal.caller),
    asset: nativeTronAsset,
    atoms: value.amount,
  };
  return { kind: "movements", movements: [movement] };
}

function assetOf(tokenId: string): AssetId | undefined {
  if (tokenId === "") return nativeTronAsset;
  const asset = parseAsset(`tron:0x2b6653dc/trc10:${tokenId}`);
  return asset.ok ? asset.value : undefined;
}

function odd(internal: InternalTransaction, expected: string): InternalReading {
  const amounts = internal.values
    .map(({ amount, tokenId }) => (tokenId === "" ? `${amount}` : `${amount} of token ${tokenId}`))
    .join(", ");
  const found = `"${internal.note}" of ${amounts} from ${internal.caller ?? "nobody"} to ${internal.receiver ?? "nobody"}`;
  return { kind: "odd", refusal: { code: "SOURCE_PARTIAL", found: showFound(found), expected } };
}
