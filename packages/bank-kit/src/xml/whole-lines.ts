const lineFeed = 0x0a;
/** Bytes of one piece, and bytes that are held for a line's end. Elements of a small piece are gone before the next is read. */
const pieceBytes = 65_536;

/**
 * The same bytes in pieces that end where a line ends, as far as there are lines: decoded text then need not be cut, and the parser reads text
 * that is whole faster than a part of a larger one. Where the bytes break off, what came before is handed on first.
 */
export async function* wholeLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let held: Uint8Array = new Uint8Array(0);
  try {
    for await (const chunk of bytes) {
      for (let at = 0; at < chunk.length; ) {
        const piece = chunk.subarray(at, at + pieceBytes);
        at += piece.length;
        const end = piece.lastIndexOf(lineFeed) + 1;
        const cut = end === 0 && held.length + piece.length > pieceBytes ? piece.length : end;
        if (cut > 0) yield joined(held, piece.subarray(0, cut));
        held = cut > 0 ? piece.slice(cut) : joined(held, piece);
      }
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
