const segmentCharactersMax = 65_536;

/**
 * Where the next piece for the parser ends, or -1 where more text is needed. The parser is fed line by line, whatever pieces the
 * bytes came in: it tells the line of some faults only when it has read all the text that it was given.
 */
export function segmentEnd(text: string, start: number): number {
  const newline = text.indexOf("\n", start);
  const isWithin = newline !== -1 && newline - start < segmentCharactersMax;
  if (isWithin) return newline + 1;
  return text.length - start >= segmentCharactersMax ? start + segmentCharactersMax : -1;
}

/**
 * Where the last segment ends that begins at `start` or later, lies within the next `most` characters and does not reach the root's end tag,
 * behind which a fault's line depends on the segment; -1 where there is none.
 */
export function segmentsEnd(
  text: string,
  within: { readonly start: number; readonly most: number; readonly rootName: string },
): number {
  const { start, most, rootName } = within;
  const close = text.indexOf(`</${rootName}`, start);
  const last = Math.min(start + most, close === -1 ? text.length : close);
  const end = text.lastIndexOf("\n", last - 1) + 1;
  return end > start ? end : -1;
}
