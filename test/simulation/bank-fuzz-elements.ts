import { extremes } from "./bank-fuzz-bytes.ts";
import type { Random } from "./bank-fuzz-random.ts";

/** Where an element stands: from `<` to behind its end tag; its content between. */
interface Span {
  readonly name: string;
  readonly start: number;
  readonly contentStart: number;
  readonly contentEnd: number;
  readonly end: number;
}

export interface TextEdit {
  readonly name: string;
  readonly text: string;
}

/** All elements of a document that is whole; what cannot be paired is left out. */
function findSpans(xml: string): readonly Span[] {
  const spans: Span[] = [];
  const open: { readonly name: string; readonly start: number; readonly contentStart: number }[] = [];
  for (const match of xml.matchAll(/<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<(\/?)([A-Za-z_][\w:.-]*)([^<>]*)>/g)) {
    const [whole, slash, name, rest = ""] = match;
    if (name === undefined) continue;
    const end = match.index + whole.length;
    if (rest.endsWith("/")) spans.push({ name, start: match.index, contentStart: end, contentEnd: end, end });
    else if (slash === "") open.push({ name, start: match.index, contentStart: end });
    else if (open.at(-1)?.name === name) {
      const begun = open.pop();
      if (begun !== undefined) spans.push({ ...begun, contentEnd: match.index, end });
    }
  }
  return spans.sort((left, right) => left.start - right.start);
}

const replaced = (text: string, [start, end]: readonly [number, number], by: string): string =>
  text.slice(0, start) + by + text.slice(end);

/** Edits that know elements, and mostly leave the document well-formed. */
export function editElements(xml: string, random: Random): TextEdit {
  const spans = findSpans(xml);
  if (spans.length < 2) return { name: "none", text: xml };
  const chosen = random.pick(spans);
  // Every other time a leaf: most values stand there.
  const leaves = spans.filter(({ contentStart, contentEnd }) => !xml.slice(contentStart, contentEnd).includes("<"));
  const span = random.oneIn(2) && leaves.length > 0 ? random.pick(leaves) : chosen;
  const edits = random.oneIn(3)
    ? constructEdits(xml, span, random)
    : [...placeEdits(xml, span, random.pick(spans)), ...nameEdits(xml, span, { random, spans }), valueEdit(xml, span, random)];
  return random.pick(edits)();
}

type Edit = () => TextEdit;

function placeEdits(xml: string, { start, end }: Span, other: Span): readonly Edit[] {
  const element = xml.slice(start, end);
  const isApart = other.end <= start || other.start >= end;
  const moved = (target: number): string =>
    target <= start
      ? xml.slice(0, target) + element + replaced(xml, [start, end], "").slice(target)
      : replaced(xml.slice(0, target) + element + xml.slice(target), [start, end], "");
  return [
    () => ({ name: "delete", text: replaced(xml, [start, end], "") }),
    () => ({ name: "duplicate", text: replaced(xml, [end, end], element) }),
    () => ({ name: "without end", text: replaced(xml, [start, end], element.replace(/<\/[^<]*>$/, "")) }),
    () => ({ name: "move", text: isApart ? moved(other.start) : replaced(xml, [start, end], "") }),
    () => ({ name: "move inside", text: isApart ? moved(other.contentStart) : replaced(xml, [end, end], element) }),
  ];
}

function nameEdits(xml: string, span: Span, { random, spans }: { random: Random; spans: readonly Span[] }): readonly Edit[] {
  const rename = (name: string): string => {
    const head = xml.slice(span.start, span.contentStart).replace(span.name, name);
    const tail = xml.slice(span.contentEnd, span.end).replace(span.name, name);
    return replaced(xml, [span.start, span.end], head + xml.slice(span.contentStart, span.contentEnd) + tail);
  };
  return [
    () => ({ name: "rename to another", text: rename(random.pick(spans).name) }),
    () => ({ name: "rename", text: rename(random.pick([`${span.name}x`, span.name.toUpperCase(), "transaction", "__proto__"])) }),
    () => ({ name: "prefix", text: rename(`p:${span.name.replace(/^.*:/, "")}`) }),
    () => ({ name: "long name", text: rename("n".repeat(random.pick([300, 100_000]))) }),
    () => ({ name: "namespace", text: rename(`${span.name} xmlns="urn:else"`.replace(/^(\S+)/, span.name)) }),
  ];
}

function valueEdit(xml: string, { contentStart, contentEnd }: Span, random: Random): Edit {
  return () => ({ name: "value", text: replaced(xml, [contentStart, contentEnd], random.pick(extremes)) });
}

function constructEdits(xml: string, { start, contentStart, contentEnd, end }: Span, random: Random): readonly Edit[] {
  const element = xml.slice(start, end);
  const content = xml.slice(contentStart, contentEnd);
  const depth = random.pick([3, 70, 20_000]);
  const declared = /^<\?xml[^>]*\?>/.exec(xml)?.[0] ?? "";
  return [
    () => ({ name: "comment out", text: replaced(xml, [start, end], `<!--${element.replaceAll("--", "")}-->`) }),
    () => ({ name: "character data", text: replaced(xml, [contentStart, contentEnd], `<![CDATA[${content}]]>`) }),
    () => ({ name: "instruction", text: replaced(xml, [contentStart, contentStart], "<?php x ?>") }),
    () => ({ name: "wrap", text: replaced(xml, [start, end], `${"<w>".repeat(depth)}${element}${"</w>".repeat(depth)}`) }),
    () => ({ name: "nest deep", text: replaced(xml, [contentEnd, contentEnd], `${"<w>".repeat(depth)}${"</w>".repeat(depth)}`) }),
    () => ({ name: "attribute", text: replaced(xml, [contentStart - 1, contentStart - 1], ` a="${random.pick(extremes)}"`) }),
    () => ({
      name: "attributes",
      text: replaced(
        xml,
        [contentStart - 1, contentStart - 1],
        Array.from({ length: 200 }, (_, index) => ` a${index}="1"`).join(""),
      ),
    }),
    () => ({
      name: "entity",
      text: replaced(xml, [contentStart, contentEnd], random.pick(["&lol;", "&#0;", "&#x31;0.50", "&amp;amp;"])),
    }),
    () => ({
      name: "document type",
      text: replaced(xml, [declared.length, declared.length], '<!DOCTYPE r [<!ENTITY lol "x">]>'),
    }),
    () => ({ name: "declaration", text: declared === "" ? xml : `${random.pick(declarations)}${xml.slice(declared.length)}` }),
    () => ({ name: "text between", text: replaced(xml, [end, end], "stray text") }),
    () => ({ name: "second root", text: `${xml}${element}` }),
    () => ({ name: "many", text: replaced(xml, [end, end], element.length < 400 ? element.repeat(300) : element) }),
  ];
}

const declarations = [
  "",
  '<?xml version="1.1" encoding="UTF-8"?>',
  '<?xml version="1.0" encoding="UTF-16"?>',
  '<?xml version="1.0" encoding="ISO-8859-1"?>',
  '<?xml version="1.0" encoding="windows-874"?>',
  '<?xml version="1.0" encoding="GBK"?>',
  '<?xml version="1.0" encoding="x"?>',
  "  ",
  "\xef\xbb\xbf",
];
