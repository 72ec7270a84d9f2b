const lineFeed = 0x0a;
/** Bytes that are held for a line's end. */
const heldMax = 65_536;

/**
 * The same bytes in pieces that end where a line ends, as far as there are lines: decoded text then need not be cut, and the parser reads text
 * that is whole several times faster than a part of a larger one. Where the bytes break off, what came before is handed on first.
 */
export async function* wholeLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let held: Uint8Array = new Uint8Array(0);
  try {
    for await (const chunk of bytes) {
      const end = chunk.lastIndexOf(lineFeed) + 1;
      const isLong = end === 0 && held.length + chunk.length > heldMax;
      const cut = isLong ? chunk.length : end;
      if (cut > 0) yield joined(held, chunk.subarray(0, cut));
      held = cut > 0 ? chunk.slice(cut) : joined(held, chunk);
    }
  } catch (error) {
    if (held.length > 0) yield held;
    throw error;
  }
  if (held.length > 0) yield held;
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  return first.length === 0 ? second : Buffer.concat([first, second]);
}
