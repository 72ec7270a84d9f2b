import { hash } from "node:crypto";
import { type Digest, toDigest } from "@tributary/domain";

/** The domain's `digestText`, by the platform's own SHA-256: a test holds that they give the same. */
export function digestText(text: string): Digest {
  return toDigest(hash("sha256", text));
}

/** The domain's `digestFields`, by the platform's own SHA-256: a test holds that they give the same. */
export function digestFields(purpose: string, fields: readonly string[]): Digest {
  let text = lengthAnd(purpose);
  for (const field of fields) text += `,${lengthAnd(field)}`;
  return digestText(text);
}

function lengthAnd(field: string): string {
  return `${Buffer.byteLength(field)}:${field}`;
}
