import { type Finding, TributaryError } from "@tributary/domain";
import { blindText, isSealedText, type SealedPlace, sealText, unsealText } from "./sealed-text.ts";
import type { SealingKeys } from "./sealing-keys.ts";

/** What a store can do with its sealed values, without the key itself. */
export interface KeyStatus {
  /** `none`: the store has no key yet, and so no sealed value. */
  readonly state: "ready" | "missing" | "wrong" | "none";
  /** Name of the key that the store was made with. */
  readonly id: string | null;
  /** Where the key is looked for. */
  readonly path: string;
}

/** Columns where older rows, and what does not concern people, stand plain. Elsewhere a plain text is damage. */
const partlyPlain: ReadonlySet<string> = new Set([
  "source.receipt.origin",
  "ingest.quarantine.findings",
  "ingest.quarantine.raw",
]);

/** Seals and unseals the values of one store. Without the key everything else of the store works, and this fails. */
export class Sealing {
  readonly status: KeyStatus;
  readonly #keys: SealingKeys | Finding;

  constructor(status: KeyStatus, keys: SealingKeys | Finding) {
    this.status = status;
    this.#keys = keys;
  }

  /** Errors: KEY_MISSING, KEY_WRONG. */
  seal(place: SealedPlace, text: string): string {
    return sealText(this.#ready(), place, text);
  }

  /** Errors: KEY_MISSING, KEY_WRONG; STORE_DAMAGED where the text was changed or moved. */
  unseal(place: SealedPlace, text: string): string {
    if (!isSealedText(text) && partlyPlain.has(place.column)) return text;
    return unsealText(this.#ready(), place, text);
  }

  /** Equal for equal texts of one column. Errors: KEY_MISSING, KEY_WRONG. */
  blind(column: string, text: string): string {
    return blindText(this.#ready(), column, text);
  }

  #ready(): SealingKeys {
    if ("encryption" in this.#keys) return this.#keys;
    throw new TributaryError(this.#keys);
  }
}
