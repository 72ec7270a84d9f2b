import { digestBytes } from "@tributary/domain";
import type { CaseContents } from "./case-contents.ts";

/** Name and SHA-256 of each note and document, in the order of the contents. */
export function digestsOfDocuments(contents: CaseContents): (readonly [name: string, sha256: string])[] {
  return contents.documents.map(({ name, bytes }) => [name, digestBytes(bytes)] as const);
}
