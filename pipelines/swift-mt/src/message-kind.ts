import type { MessageHeader } from "./message-header.ts";
import { fieldOf, type MtField } from "./mt-message.ts";

export type MessageKind = "103" | "101" | "202" | "202COV" | "205" | "205COV" | "900" | "910" | "940" | "942" | "950";

/** What is read, as people name it. */
export const messageNames: readonly string[] = [
  "MT101",
  "MT103",
  "MT202",
  "MT202COV",
  "MT205",
  "MT205COV",
  "MT900",
  "MT910",
  "MT940",
  "MT942",
  "MT950",
];

const kinds: ReadonlySet<string> = new Set(["101", "103", "202", "205", "900", "910", "940", "942", "950"]);

/** The message's kind: as block 2 says, else by the fields that only this kind has. Undefined where it is none that is read. */
export function kindOf(header: MessageHeader, fields: readonly MtField[]): MessageKind | undefined {
  const { type, validation } = header;
  const kind = type ?? kindByFields(fields);
  if (kind === undefined || !kinds.has(kind)) return undefined;
  const isCover = validation === "COV" || fieldOf(fields, ...customerTags) !== undefined;
  return ((kind === "202" || kind === "205") && isCover ? `${kind}COV` : kind) as MessageKind;
}

/** Of ordering and beneficiary customers: in a message between banks they are those of the payment that it covers. */
const customerTags: readonly string[] = ["50", "50A", "50F", "50K", "59", "59A", "59F"];

function kindByFields(fields: readonly MtField[]): string | undefined {
  const has = (...tags: readonly string[]): boolean => fieldOf(fields, ...tags) !== undefined;
  if (has("60F", "60M", "62F", "62M")) return "940";
  if (has("34F", "90D", "90C", "13D") && has("25", "25P")) return "942";
  if (has("61") || (has("25", "25P") && has("28", "28C"))) return "940";
  if (has("28D") || (has("21") && has("32B"))) return "101";
  if (has("58A", "58D")) return "202";
  if (has("59", "59A", "59F") && has("32A")) return "103";
  return undefined;
}
