import { type Finding, type Refusal, showFound, TributaryError } from "@tributary/domain";

import { ParsedElement } from "./parsed-element.ts";
import { RetainedText } from "./retained-text.ts";
import { RoomyParser } from "./roomy-parser.ts";
import { segmentEnd, segmentsEnd } from "./text-segment.ts";
import { faultOf } from "./xml-fault.ts";
import type { XmlLimits } from "./xml-limits.ts";
import type { XmlRecord, XmlRecordSource } from "./xml-records.ts";

/** A push parser: text in, finished records out. */
export interface RecordParser {
  write(text: string): readonly XmlRecord[];
  /** Reads what `write` still holds back for want of a line's end. */
  flush(): readonly XmlRecord[];
  end(): readonly XmlRecord[];
  isBroken(): boolean;
  /** Ends the reading for a reason from outside. */
  breakOff(refusal: Refusal): XmlRecord;
}

interface OpenContainer {
  readonly path: string;
  /** How many children of each name it has had. */
  readonly counts: Map<string, number>;
}

const rawShownMax = 4096;
/** More different names than any format has. */
const namesHeldMax = 4096;

export function createRecordParser(source: Omit<XmlRecordSource, "bytes">): RecordParser {
  return new SaxesRecordParser(source);
}

/** As the key of an object a text becomes the engine's own copy, and comparing it with a name in the code is comparing two addresses. */
function internalized(name: string): string {
  return Object.keys({ [name]: true })[0] ?? name;
}

class SaxesRecordParser implements RecordParser {
  private readonly source: Omit<XmlRecordSource, "bytes">;
  private readonly limits: XmlLimits;
  private readonly saxes = new RoomyParser();
  private readonly stack: ParsedElement[] = [];
  /** Names that were read, each kept once. */
  private readonly names = new Map<string, string>();
  private rootName = "";
  /** What the parser was given last: whole segments. */
  private piece = "";
  private pieceStart = 0;
  /** Position of the first character of the line that the piece begins in. */
  private lineStart = 0;
  /** The containers that are open, the root first; what stands directly in the innermost one is a record, or the next container. */
  private readonly containers: OpenContainer[] = [];
  private ready: XmlRecord[] = [];
  private broken = false;
  /** At least from where the open record starts. */
  private readonly retained = new RetainedText();
  private written = 0;
  private waiting = "";
  private lastEventAt = 0;
  private hasRoot = false;
  private recordStart = 0;
  private recordElements = 0;
  private oversize: { readonly refusal: Refusal; readonly raw: string } | undefined;

  constructor(source: Omit<XmlRecordSource, "bytes">) {
    this.source = source;
    this.limits = source.limits;
    this.saxes.on("doctype", (text) => this.refuseDoctype(text));
    this.saxes.on("opentagstart", (tag) => this.openStart(tag.name));
    this.saxes.on("attribute", (attribute) => this.checkAttribute(attribute.name, attribute.value));
    this.saxes.on("opentag", () => this.open());
    this.saxes.on("text", (text) => this.addText(text));
    this.saxes.on("cdata", (text) => this.addText(text));
    this.saxes.on("comment", () => this.touch());
    this.saxes.on("processinginstruction", () => this.touch());
    this.saxes.on("closetag", () => this.close());
  }

  isBroken(): boolean {
    return this.broken;
  }

  write(text: string): readonly XmlRecord[] {
    const waiting = this.waiting + text;
    let start = 0;
    for (let end = segmentEnd(waiting, 0); end !== -1; end = segmentEnd(waiting, start)) {
      end = Math.max(end, this.runEnd(waiting, start));
      this.feed(waiting.slice(start, end));
      start = end;
      if (this.broken) break;
    }
    this.waiting = waiting.slice(start);
    return this.take();
  }

  /**
   * Many segments at once where no fault's line depends on where they end: inside of the root, short of the most that may stand without an
   * event. -1 elsewhere.
   */
  private runEnd(text: string, start: number): number {
    const isLineStart = this.piece.endsWith("\n");
    if (!isLineStart || this.containers.length === 0) return -1;
    const most = this.lastEventAt + this.limits.markupCharactersMax - this.written;
    return segmentsEnd(text, { start, most, rootName: this.rootName });
  }

  flush(): readonly XmlRecord[] {
    this.feed(this.waiting);
    this.waiting = "";
    return this.take();
  }

  private feed(text: string): void {
    if (this.broken || text === "") return;
    if (this.piece.endsWith("\n")) this.lineStart = this.written;
    this.piece = text;
    this.pieceStart = this.written;
    this.retained.append(text);
    this.written += text.length;
    this.guard("XML_MALFORMED", () => {
      this.saxes.write(text);
      this.checkProgress();
    });
    this.forget();
  }

  end(): readonly XmlRecord[] {
    this.feed(this.waiting);
    if (this.broken) return this.take();
    this.guard("FILE_TRUNCATED", () => {
      this.saxes.close();
    });
    if (!this.broken) this.ready.push({ kind: "end", line: this.saxes.line });
    return this.take();
  }

  breakOff(refusal: Refusal, where: Finding["where"] = this.where()): XmlRecord {
    this.broken = true;
    const finding: Finding = { code: refusal.code, found: refusal.found, expected: refusal.expected, where };
    return { kind: "broken", finding, raw: this.openText().slice(0, rawShownMax) };
  }

  private take(): readonly XmlRecord[] {
    const taken = this.ready;
    this.ready = [];
    return taken;
  }

  /** The parser throws at the first fault; nothing is read past it. */
  private guard(code: "XML_MALFORMED" | "FILE_TRUNCATED", run: () => void): void {
    try {
      run();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const broken =
        error instanceof TributaryError ? this.breakOff(error.finding, error.finding.where) : this.breakOff(faultOf(code, error));
      this.ready.push(broken);
    }
  }

  private where(line: number = this.saxes.line): Finding["where"] {
    const depth = this.containers.length;
    const inner = this.stack
      .slice(depth)
      .map(({ name }, index) => (index === 0 && depth > 0 ? this.recordStep(name) : `/${name}`));
    const path = `${this.containers.at(-1)?.path ?? ""}${inner.join("")}`;
    return { file: this.source.origin, line, ...(path === "" ? {} : { path }) };
  }

  /** The step of the path that leads from the innermost container to what is being read. */
  private recordStep(name: string): string {
    const position = (this.containers.at(-1)?.counts.get(name) ?? 0) + 1;
    return position > 1 || this.source.positioned.has(name) ? `/${name}[${position}]` : `/${name}`;
  }

  private countStep(name: string): void {
    const counts = this.containers.at(-1)?.counts;
    counts?.set(name, (counts.get(name) ?? 0) + 1);
  }

  /** Between containers and records there is nothing but layout. */
  private isInRecord(): boolean {
    return this.stack.length > this.containers.length;
  }

  private refuse(refusal: Refusal, line?: number): never {
    throw new TributaryError({ ...refusal, found: showFound(refusal.found), where: this.where(line) });
  }

  private refuseDoctype(text: string): never {
    const line = this.saxes.line - (text.match(/\n/g)?.length ?? 0);
    const expected = "a report without a document type declaration";
    return this.refuse({ code: "XML_FORBIDDEN", found: `<!DOCTYPE${text}>`, expected }, line);
  }

  /** After every event: the parser moves on, and the open record grows. */
  private touch(): void {
    this.lastEventAt = this.saxes.position;
    const { recordCharactersMax } = this.limits;
    if (this.isInRecord() && this.lastEventAt - this.recordStart > recordCharactersMax) {
      const expected = `at most ${recordCharactersMax} characters (recordCharactersMax)`;
      this.markOversize({ code: "FILE_TOO_LARGE", found: "a longer record", expected });
    }
  }

  private checkProgress(): void {
    const { prologCharactersMax, markupCharactersMax } = this.limits;
    const [found, expected] = this.hasRoot
      ? [this.written - this.lastEventAt, `at most ${markupCharactersMax} in one piece of markup or text (markupCharactersMax)`]
      : [this.written, `the root element within ${prologCharactersMax} (prologCharactersMax)`];
    const max = this.hasRoot ? markupCharactersMax : prologCharactersMax;
    if (found > max) this.refuse({ code: "FILE_TOO_LARGE", found: `${found} characters`, expected });
  }

  private openStart(name: string): void {
    this.touch();
    const { depthMax, nameCharactersMax } = this.limits;
    if (this.stack.length >= depthMax) {
      const expected = `at most ${depthMax} elements inside one another (depthMax)`;
      this.refuse({ code: "XML_FORBIDDEN", found: `<${name}> at depth ${this.stack.length + 1}`, expected });
    }
    if (name.length > nameCharactersMax) {
      const expected = `names of at most ${nameCharactersMax} characters (nameCharactersMax)`;
      this.refuse({ code: "FILE_TOO_LARGE", found: `an element name of ${name.length} characters`, expected });
    }
    if (!this.hasRoot) this.rootName = name;
    else if (!this.isInRecord()) this.startRecord();
    this.stack.push(this.startElement(name));
  }

  private startElement(name: string): ParsedElement {
    const localName = this.source.isNamespaced === true ? name.slice(name.indexOf(":") + 1) : name;
    const { line, columnIndex } = this.saxes;
    const known = this.nameOf(localName);
    if (columnIndex > 0) return new ParsedElement(known, line, columnIndex - 1 - name.length);
    return new ParsedElement(known, line - 1, this.columnBeforeBreak(name));
  }

  /** A name read before, so that a file's names are held once. */
  private nameOf(name: string): string {
    const known = this.names.get(name);
    if (known !== undefined) return known;
    const shared = internalized(name);
    if (this.names.size < namesHeldMax) this.names.set(shared, shared);
    return shared;
  }

  /** Column of a tag's `<` where a line break follows the name: the parser has read it, and is on the next line. */
  private columnBeforeBreak(name: string): number {
    const { position } = this.saxes;
    const breakLength = this.retained.slice(position - 2, position) === "\r\n" ? 2 : 1;
    const start = position - breakLength - name.length;
    const lineStart = Math.max(this.lineStart, this.retained.lastBefore("\n", start) + 1);
    return start - lineStart;
  }

  private startRecord(): void {
    this.recordStart = this.retained.lastBefore("<", this.saxes.position);
    this.recordElements = 0;
    this.oversize = undefined;
  }

  private checkAttribute(name: string, value: string): void {
    this.touch();
    const element = this.stack.at(-1);
    const { attributesPerElementMax, attributeCharactersMax } = this.limits;
    if (value.length > attributeCharactersMax || name.length > attributeCharactersMax) {
      const expected = `at most ${attributeCharactersMax} characters (attributeCharactersMax)`;
      this.refuse({ code: "FILE_TOO_LARGE", found: `an attribute of ${name.length + value.length} characters`, expected });
    }
    element?.addAttribute({ name, value });
    if ((element?.attributes.length ?? 0) > attributesPerElementMax) {
      const expected = `at most ${attributesPerElementMax} in one element (attributesPerElementMax)`;
      this.refuse({ code: "FILE_TOO_LARGE", found: "more attributes", expected });
    }
  }

  private open(): void {
    this.touch();
    const element = this.stack.at(-1);
    if (element === undefined) return;
    if (!this.hasRoot) {
      this.hasRoot = true;
      this.containers.push({ path: `/${element.name}`, counts: new Map() });
      this.ready.push({ kind: "root", name: element.name, line: element.line, attributes: element.attributes });
      return;
    }
    if (this.stack.length === this.containers.length + 1 && this.isContainer(element.name)) {
      this.openContainer(element);
      return;
    }
    const { elementsPerRecordMax } = this.limits;
    this.recordElements += 1;
    if (this.recordElements > elementsPerRecordMax) {
      const expected = `at most ${elementsPerRecordMax} elements (elementsPerRecordMax)`;
      this.markOversize({ code: "FILE_TOO_LARGE", found: "more elements in one record", expected });
    }
    if (this.stack.length > this.containers.length + 1 && this.oversize === undefined) this.stack.at(-2)?.addChild(element);
  }

  private isContainer(name: string): boolean {
    const { isContainer } = this.source;
    return isContainer?.([...this.stack.slice(0, -1).map((element) => element.name), name]) === true;
  }

  private openContainer({ name, line, attributes }: ParsedElement): void {
    const path = `${this.containers.at(-1)?.path ?? ""}${this.recordStep(name)}`;
    this.countStep(name);
    this.containers.push({ path, counts: new Map() });
    this.ready.push({ kind: "open", name, path, line, attributes });
    this.recordStart = this.saxes.position;
  }

  private addText(text: string): void {
    this.touch();
    const element = this.stack.at(-1);
    if (element === undefined || this.oversize !== undefined) return;
    const { textCharactersMax } = this.limits;
    element.addText(text);
    if (!this.isInRecord() && text.trim() !== "") {
      const expected = `elements only inside <${element.name}>`;
      this.refuse({ code: "XML_MALFORMED", found: `text "${text.trim()}"`, expected });
    }
    if (!this.isInRecord()) element.text = "";
    if (element.text.length > textCharactersMax) {
      const expected = `at most ${textCharactersMax} characters (textCharactersMax)`;
      this.markOversize({ code: "FILE_TOO_LARGE", found: `a text of ${element.text.length} characters`, expected });
    }
  }

  private close(): void {
    this.touch();
    const element = this.stack.pop();
    if (element === undefined) return;
    if (this.stack.length < this.containers.length) this.closeContainer(element.name);
    else if (!this.isInRecord()) this.finishRecord(element);
  }

  private closeContainer(name: string): void {
    const path = this.containers.pop()?.path ?? "";
    if (this.containers.length > 0) this.ready.push({ kind: "close", name, path, line: this.saxes.line });
    this.recordStart = this.saxes.position;
  }

  /** The rest of the record is read past, not kept. */
  private markOversize(refusal: Refusal): void {
    this.oversize ??= { refusal, raw: this.openText().slice(0, rawShownMax) };
    const record = this.stack[this.containers.length];
    record?.dropChildren();
  }

  private finishRecord(element: ParsedElement): void {
    const path = `${this.containers.at(-1)?.path ?? ""}${this.recordStep(element.name)}`;
    this.countStep(element.name);
    if (this.oversize === undefined) {
      const raw = this.retained.slice(this.recordStart, this.saxes.position);
      element.placeAt(path);
      this.ready.push({ kind: "element", element, raw });
    } else {
      const { refusal, raw } = this.oversize;
      const finding: Finding = { ...refusal, where: { file: this.source.origin, line: element.line, path } };
      this.ready.push({ kind: "oversized", path, finding, raw });
    }
    this.oversize = undefined;
    this.recordStart = this.saxes.position;
  }

  private openText(): string {
    if (this.oversize !== undefined) return this.oversize.raw;
    return this.isInRecord() ? this.retained.slice(this.recordStart, this.segmentReadTo()) : "";
  }

  /** The end of the segment that is being read, however many the parser was given. */
  private segmentReadTo(): number {
    const read = this.saxes.position - this.pieceStart;
    let end = 0;
    while (end !== -1 && end < read) end = segmentEnd(this.piece, end);
    return end === -1 ? this.written : this.pieceStart + end;
  }

  /** Lets go of text that no open record needs. Outside of records the last "<" may open a tag whose name is still to come. */
  private forget(): void {
    const isKept = this.isInRecord() && this.oversize === undefined;
    const at = isKept ? this.recordStart : this.retained.lastBefore("<", this.written);
    this.retained.forget(at === -1 ? this.written : at);
  }
}
