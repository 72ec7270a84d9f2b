import { hkdfSync } from "node:crypto";

/** Bytes of a master key. */
export const masterKeyBytes = 32;

/** What is worked out from a store's master key. Neither id nor check value leads back to it. */
export interface SealingKeys {
  /** Names the key; stands in the store and in what is authenticated with each value. */
  readonly id: string;
  /** Only the right key gives it; the store holds it to tell a wrong key at once. */
  readonly checkValue: string;
  readonly encryption: Uint8Array;
  readonly blindIndex: Uint8Array;
}

/** HKDF with SHA-256 (RFC 5869): one purpose a key, so that none says anything of another. */
export function deriveSealingKeys(masterKey: Uint8Array): SealingKeys {
  const derive = (purpose: string, length: number) =>
    Buffer.from(hkdfSync("sha256", masterKey, "", `tributary store 1 ${purpose}`, length));
  return {
    id: derive("key id", 8).toString("hex"),
    checkValue: derive("check value", 16).toString("hex"),
    encryption: derive("encryption", 32),
    blindIndex: derive("blind index", 32),
  };
}
