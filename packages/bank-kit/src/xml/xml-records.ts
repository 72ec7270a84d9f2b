import { type Finding, type Refusal, TributaryError } from "@tributary/domain";
import { wholeLines } from "./whole-lines.ts";
import { createXmlDecoder } from "./xml-decoder.ts";
import type { XmlAttribute, XmlElement } from "./xml-element.ts";
import type { XmlLimits } from "./xml-limits.ts";
import { createRecordParser, type RecordParser } from "./xml-record-parser.ts";

/** What a file is made of, in document order: its root, what stands in the root, and where it asks for it, containers that are opened instead of read whole. */
export type XmlRecord =
  | { readonly kind: "root"; readonly name: string; readonly line: number; readonly attributes: readonly XmlAttribute[] }
  /** A container below the root: its children follow as records of their own. */
  | {
      readonly kind: "open";
      readonly name: string;
      readonly path: string;
      readonly line: number;
      readonly attributes: readonly XmlAttribute[];
    }
  | { readonly kind: "close"; readonly name: string; readonly path: string; readonly line: number }
  /** A child of the root or of a container, read to its end. `raw` is its own text in the file. */
  | { readonly kind: "element"; readonly element: XmlElement; readonly raw: string }
  /** Such a child that passes a limit and was skipped. */
  | { readonly kind: "oversized"; readonly path: string; readonly finding: Finding; readonly raw: string }
  /** The file cannot be read on from here. `raw` is the start of what was open. */
  | { readonly kind: "broken"; readonly finding: Finding; readonly raw: string }
  | { readonly kind: "end"; readonly line: number };

export interface XmlRecordSource {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The file's name without folders, for findings. */
  readonly origin: string;
  readonly limits: XmlLimits;
  /** Records and containers that have a position in their path even where there is one only. */
  readonly positioned: ReadonlySet<string>;
  /** Whether the element at this path of names, the root first, is a container. Asked only of children of containers. */
  readonly isContainer?: ((names: readonly string[]) => boolean) | undefined;
  /** Names lose their prefix: `<ns2:Ntry>` is `Ntry`. Attributes stay as they are. */
  readonly isNamespaced?: boolean | undefined;
}

/**
 * Reads an XML file as a stream of the children of its root and containers. Document types, entities and deep nesting are refused (XML_FORBIDDEN);
 * whatever was complete before a break is handed on first. Memory is bounded by `limits`, not by the file.
 */
export async function* readXmlRecords(source: XmlRecordSource): AsyncGenerator<XmlRecord, void, undefined> {
  const decoder = createXmlDecoder();
  const parser = createRecordParser(source);
  try {
    for await (const chunk of wholeLines(source.bytes)) {
      const { text, refusal } = decoder.decode(chunk);
      yield* parser.write(text);
      if (refusal !== null) yield* breakOff(parser, refusal);
      if (parser.isBroken()) return;
    }
  } catch (error) {
    // A compressed file that breaks off or is damaged: the complete records before the break have been handed on.
    if (!(error instanceof TributaryError)) throw error;
    yield* breakOff(parser, error.finding);
    return;
  }
  const { text, refusal } = decoder.end();
  yield* parser.write(text);
  if (refusal !== null) yield* breakOff(parser, refusal);
  if (!parser.isBroken()) yield* parser.end();
}

function* breakOff(parser: RecordParser, refusal: Refusal): Generator<XmlRecord, void, undefined> {
  yield* parser.flush();
  if (!parser.isBroken()) yield parser.breakOff(refusal);
}
