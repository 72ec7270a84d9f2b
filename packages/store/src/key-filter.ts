/** Keys of the first layer; each further layer holds four times as many. */
const firstLayerKeys = 4096;
const layerGrowth = 4;
/** With 32 bits and 8 places a key, a full layer takes some 6 in a million strange keys for its own. */
const bitsPerKey = 32;
const placesPerKey = 8;
/** Above this a layer's places would no longer fit 32 bits. */
const layerKeysMax = 2 ** 26;

/**
 * Remembers which texts were added, in four bytes a text, whatever their length (Bloom, 1970). A text that was added is always found; one that was
 * not is found now and then. Grows without limit.
 */
export class KeyFilter {
  readonly #layers: Uint32Array[] = [];
  #capacity = 0;
  #count = 0;

  /** False: the text was never added. */
  mayHold(text: string): boolean {
    if (this.#layers.length === 0) return false;
    const [start, step] = hashText(text);
    return this.#layers.some((layer) => holds(layer, start, step));
  }

  add(text: string): void {
    if (this.#count === this.#capacity) this.#addLayer();
    const layer = this.#layers.at(-1);
    if (layer === undefined) return;
    const mask = layer.length * bitsPerKey - 1;
    let [place, step] = hashText(text);
    for (let index = 0; index < placesPerKey; index += 1) {
      const bit = (place & mask) >>> 0;
      layer[bit >>> 5] = (layer[bit >>> 5] ?? 0) | (1 << (bit & 31));
      place = (place + step) | 0;
      step = (step + index) | 0;
    }
    this.#count += 1;
  }

  #addLayer(): void {
    const before = this.#layers.at(-1)?.length ?? firstLayerKeys / layerGrowth;
    const keys = Math.min(before * layerGrowth, layerKeysMax);
    this.#layers.push(new Uint32Array(keys));
    this.#capacity = this.#count + keys;
  }
}

function holds(layer: Uint32Array, start: number, firstStep: number): boolean {
  const mask = layer.length * bitsPerKey - 1;
  let place = start;
  let step = firstStep;
  for (let index = 0; index < placesPerKey; index += 1) {
    const bit = (place & mask) >>> 0;
    if (((layer[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return false;
    place = (place + step) | 0;
    step = (step + index) | 0;
  }
  return true;
}

/** Two 32-bit hashes of a text, mixed as MurmurHash3 ends. Who makes texts collide makes the filter say "perhaps" more often, nothing else. */
function hashText(text: string): [number, number] {
  let a = 0x243f6a88;
  let b = 0x13198a2e;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    a = Math.imul(a ^ unit, 0x9e3779b1);
    b = Math.imul(b ^ unit, 0x85ebca6b);
    b ^= b >>> 15;
  }
  return [mix(a ^ text.length), mix(b) | 1];
}

function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
