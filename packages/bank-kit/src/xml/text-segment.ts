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
