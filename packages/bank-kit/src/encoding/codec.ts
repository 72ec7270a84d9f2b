/** Text up to the first byte that does not fit. */
interface ExactText {
  readonly text: string;
  /** Where the character starts that does not fit, or null where all fits. */
  readonly badAt: number | null;
}

/** How one encoding turns bytes into text, exactly or not at all. */
export interface Codec {
  /** How many of the bytes are whole characters: the rest waits for more. */
  readonly wholeLength: (bytes: Uint8Array) => number;
  readonly decode: (bytes: Uint8Array) => ExactText;
}
