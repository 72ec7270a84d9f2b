import { createCipheriv, createDecipheriv, createHmac, randomFillSync } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { fail } from "@tributary/domain";
import type { SealingKeys } from "./sealing-keys.ts";

/** Where a sealed text stands: it opens there and nowhere else. */
export interface SealedPlace {
  /** `party.party.name`. */
  readonly column: string;
  /** Natural key of its row. */
  readonly rowId: string;
}

const version = "s1:";
const nonceBytes = 12;
const tagBytes = 16;
/** Shorter text gains nothing from compression. */
const deflatedFrom = 400;
const asItIs = 0;
const deflated = 1;

/**
 * Seals a text: AES-256-GCM under a random 96-bit nonce, bound to key, column and row, written `s1:<base64url of nonce, ciphertext, tag>`.
 * One key may seal 2^32 texts: then the chance that any two share a nonce is 2^-33, and NIST SP 800-38D draws the line there. At about 20 sealed
 * texts a transaction this is some 200 million reported transactions in one store, which is above what one file on one machine is made for.
 */
export function sealText(keys: SealingKeys, place: SealedPlace, text: string): string {
  const nonce = nextNonce();
  const cipher = createCipheriv("aes-256-gcm", keys.encryption, nonce);
  cipher.setAAD(authenticated(keys, place));
  const sealed = Buffer.concat([nonce, cipher.update(pack(text)), cipher.final(), cipher.getAuthTag()]);
  return version + sealed.toString("base64url");
}

/** Opens a sealed text. Error: STORE_DAMAGED where it is not what was sealed at this place with this key. */
export function unsealText(keys: SealingKeys, place: SealedPlace, text: string): string {
  const sealed = Buffer.from(text.slice(version.length), "base64url");
  if (!isSealedText(text) || sealed.length <= nonceBytes + tagBytes) failDamaged(place, "text that is not sealed");
  const decipher = createDecipheriv("aes-256-gcm", keys.encryption, sealed.subarray(0, nonceBytes), { authTagLength: tagBytes });
  decipher.setAAD(authenticated(keys, place));
  decipher.setAuthTag(sealed.subarray(-tagBytes));
  const packed = decipher.update(sealed.subarray(nonceBytes, -tagBytes));
  try {
    decipher.final();
  } catch {
    failDamaged(place, "a sealed text that was changed, or moved from another place");
  }
  return unpack(packed);
}

export function isSealedText(text: string): boolean {
  return text.startsWith(version);
}

/** Keyed digest of a text, equal for equal texts of one column and for nothing else. */
export function blindText(keys: SealingKeys, column: string, text: string): string {
  return createHmac("sha256", keys.blindIndex).update(`${column}\0${text}`).digest("hex");
}

function pack(text: string): Buffer {
  if (text.length >= deflatedFrom) {
    const body = deflateRawSync(text, { level: 1, windowBits: 13, memLevel: 6 });
    if (body.length < text.length) return Buffer.concat([Buffer.of(deflated), body]);
  }
  const packed = Buffer.alloc(1 + Buffer.byteLength(text));
  packed[0] = asItIs;
  packed.write(text, 1);
  return packed;
}

function unpack(packed: Buffer): string {
  const body = packed.subarray(1);
  return (packed[0] === deflated ? inflateRawSync(body) : body).toString("utf8");
}

/** Each part is preceded by its length, so that no two places look alike. */
function authenticated(keys: SealingKeys, { column, rowId }: SealedPlace): Buffer {
  return Buffer.from(`${keys.id} ${column.length}:${column} ${rowId.length}:${rowId}`, "utf8");
}

function failDamaged({ column, rowId }: SealedPlace, found: string): never {
  return fail("STORE_DAMAGED", {
    found: `${found}, in ${column} of row ${rowId.replaceAll("\u001f", " ")}`,
    expected: "a value as this program sealed it; restore the store from a backup, or ingest again into a new store",
  });
}

const nonces = Buffer.alloc(nonceBytes * 1024);
let noncesUsed = nonces.length;

/** Random bytes are fetched for a thousand nonces at a time; each is used once. */
function nextNonce(): Buffer {
  if (noncesUsed === nonces.length) {
    randomFillSync(nonces);
    noncesUsed = 0;
  }
  const nonce = Buffer.from(nonces.subarray(noncesUsed, noncesUsed + nonceBytes));
  noncesUsed += nonceBytes;
  return nonce;
}
