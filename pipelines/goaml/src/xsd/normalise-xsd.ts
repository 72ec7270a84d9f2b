/** One pattern that was changed so that a strict validator reads it as its authors mean it. */
export interface XsdChange {
  readonly line: number;
  readonly from: string;
  readonly to: string;
}

export interface NormalisedXsd {
  readonly text: string;
  readonly changes: readonly XsdChange[];
}

/**
 * Takes the anchors `^` and `$` out of the patterns of a schema. In XML Schema they are plain characters, and a validator that goes by the
 * standard refuses every value; FIUs run software that reads them as anchors. Patterns in comments stay as they are.
 */
export function normaliseXsd(xsd: string): NormalisedXsd {
  const changes: XsdChange[] = [];
  let text = "";
  let copied = 0;
  let line = 1;
  for (const { start, end } of patternValues(xsd)) {
    const from = xsd.slice(start, end);
    const to = withoutAnchors(from);
    if (to === from) continue;
    line += countLines(xsd, copied, start);
    text += xsd.slice(copied, start) + to;
    copied = end;
    changes.push({ line, from, to });
    line += countLines(from, 0, from.length);
  }
  return { text: text + xsd.slice(copied), changes };
}

/** Where the `value` of each `pattern` element stands, comments left out. */
function* patternValues(xsd: string): Generator<{ readonly start: number; readonly end: number }, void, undefined> {
  const pieces = /<!--|<(?:\w+:)?pattern\s/g;
  for (let piece = pieces.exec(xsd); piece !== null; piece = pieces.exec(xsd)) {
    if (piece[0] === "<!--") {
      const end = xsd.indexOf("-->", pieces.lastIndex);
      if (end === -1) return;
      pieces.lastIndex = end;
      continue;
    }
    const tagEnd = xsd.indexOf(">", pieces.lastIndex);
    const at = xsd.indexOf('value="', pieces.lastIndex);
    if (at === -1) return;
    const start = at + 'value="'.length;
    const end = xsd.indexOf('"', start);
    if (end === -1) return;
    if (tagEnd === -1 || at < tagEnd) yield { start, end };
    pieces.lastIndex = at < tagEnd || tagEnd === -1 ? end : tagEnd;
  }
}

/** Outside of classes and unless escaped, `^` and `$` go. */
function withoutAnchors(pattern: string): string {
  let result = "";
  let isInClass = false;
  for (let at = 0; at < pattern.length; at += 1) {
    const character = pattern[at] ?? "";
    if (character === "\\") {
      result += pattern.slice(at, at + 2);
      at += 1;
      continue;
    }
    if (character === "[") isInClass = true;
    else if (character === "]") isInClass = false;
    if (isInClass || (character !== "^" && character !== "$")) result += character;
  }
  return result;
}

function countLines(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf("\n", start); at !== -1 && at < end; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}
