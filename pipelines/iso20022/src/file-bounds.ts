import type { IsoLimits } from "./iso-limits.ts";

export type BoundName = "recordsMax" | "headingPartsMax" | "headingCharactersMax";

/** What a file makes the reader count and keep. Each count names the bound that it passes, or null. */
export class FileBounds {
  readonly #limits: IsoLimits;
  #records = 0;
  #parts = 0;
  #characters = 0;

  constructor(limits: IsoLimits) {
    this.#limits = limits;
  }

  limitOf(bound: BoundName): number {
    return this.#limits[bound];
  }

  /** A payment, an entry, a statement or a batch: what stood before it is kept no longer. */
  countRecord(): BoundName | null {
    this.#records += 1;
    this.#parts = 0;
    this.#characters = 0;
    return this.#records > this.#limits.recordsMax ? "recordsMax" : null;
  }

  /** Another element, with its own text in the file. */
  countPart(raw: string): BoundName | null {
    this.#parts += 1;
    this.#characters += raw.length;
    if (this.#parts > this.#limits.headingPartsMax) return "headingPartsMax";
    return this.#characters > this.#limits.headingCharactersMax ? "headingCharactersMax" : null;
  }
}
