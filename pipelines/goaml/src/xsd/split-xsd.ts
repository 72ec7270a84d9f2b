/** Two schemas made of one: for a payment on its own, and for the file around payments. */
export interface SplitXsd {
  /** The schema, and `transaction` as a document of its own. */
  readonly payment: string;
  /** The schema with any content allowed in `transaction`: its place and number are still checked. */
  readonly frame: string;
}

/**
 * Splits a schema so that a file can be checked payment by payment in bounded memory, and no fault in the header hides one in a payment. Null where
 * the text has no schema with an element `transaction`.
 */
export function splitXsd(xsd: string): SplitXsd | null {
  const [, prefix] = /<(?:(\w+):)?schema[\s>]/.exec(xsd) ?? [];
  const end = xsd.lastIndexOf("</");
  if (end === -1) return null;
  const name = prefix === undefined ? "element" : `${prefix}:element`;
  const definitions = [...elementDefinitions(xsd, name)];
  const [first] = definitions;
  if (first === undefined) return null;
  const own = xsd.slice(first.start, first.end).replace(/^<[^>]*>/, (tag) => tag.replace(/\s(min|max)Occurs="[^"]*"/g, ""));
  const payment = `${xsd.slice(0, end)}${own}${xsd.slice(end)}`;
  let frame = "";
  let copied = 0;
  for (const { start, end: stop } of definitions) {
    const tag = /^<[^>]*>/.exec(xsd.slice(start, stop))?.[0] ?? "";
    const occurs = tag.match(/\s(?:min|max)Occurs="[^"]*"/g)?.join("") ?? "";
    frame += `${xsd.slice(copied, start)}<${name} name="transaction"${occurs}/>`;
    copied = stop;
  }
  return { payment, frame: frame + xsd.slice(copied) };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where `transaction` is defined, each from its tag to its end; comments left out. */
function* elementDefinitions(xsd: string, name: string): Generator<Span, void, undefined> {
  const open: { readonly start: number; readonly isWanted: boolean }[] = [];
  for (const { start, end, text } of tagsOf(xsd, name)) {
    if (text.startsWith("</")) {
      const opened = open.pop();
      if (opened?.isWanted === true) yield { start: opened.start, end };
      continue;
    }
    const isWanted = /\sname="transaction"/.test(text);
    if (!text.endsWith("/>")) open.push({ start, isWanted });
    else if (isWanted) yield { start, end };
  }
}

function* tagsOf(xsd: string, name: string): Generator<Span & { readonly text: string }, void, undefined> {
  for (let at = xsd.indexOf("<"); at !== -1; at = xsd.indexOf("<", at + 1)) {
    if (xsd.startsWith("<!--", at)) {
      const after = xsd.indexOf("-->", at);
      if (after === -1) return;
      at = after;
      continue;
    }
    const isTag = xsd.startsWith(name, at + 1) || xsd.startsWith(`/${name}`, at + 1);
    const end = isTag ? xsd.indexOf(">", at) + 1 : 0;
    if (end > 0) yield { start: at, end, text: xsd.slice(at, end) };
  }
}
