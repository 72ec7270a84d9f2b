import { makeSigner, type Signer } from "./signed-transaction.ts";

/** Who acts on a made chain. Few, so that money meets, goes round and comes back. */
export const signers: readonly Signer[] = ["ann", "bea", "cem", "dov", "eve", "fay"].map(makeSigner);

const contract = (digits: string): string => `0x${digits.repeat(20)}`;

/** Contracts of the usual kind: they say each movement in a `Transfer`. */
export const plainTokens: readonly string[] = [contract("a1"), contract("a2"), contract("a3")];
/** Says `Deposit` and `Withdrawal` and no `Transfer` for them. */
export const wrappedToken: string = contract("b1");
/** ERC-721. */
export const collection: string = contract("c1");
/** Calls others and forwards value. */
export const routers: readonly string[] = [contract("d1"), contract("d2")];
export const beneficiaries: readonly string[] = [contract("e1"), contract("e2")];
export const zeroAddress: string = contract("00");

/** Everybody who can hold something. */
export const holders: readonly string[] = [...signers.map(({ address }) => address), ...routers];
/** Have code. */
export const contracts: ReadonlySet<string> = new Set([...plainTokens, wrappedToken, collection, ...routers]);
