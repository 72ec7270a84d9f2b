import type { XmlAttribute, XmlElement } from "./xml-element.ts";

const noAttributes: readonly XmlAttribute[] = [];
const noChildren: readonly ParsedElement[] = [];

/** An element while it is read and after. What most readers never ask for, its path above all, is worked out when they do. */
export class ParsedElement implements XmlElement {
  readonly name: string;
  readonly line: number;
  readonly column: number;
  attributes: readonly XmlAttribute[] = noAttributes;
  children: readonly ParsedElement[] = noChildren;
  text = "";
  /** Whether the text is more than white space. */
  hasWords = false;
  #parent: ParsedElement | null = null;
  /** Among the siblings of its name, from 1; 0 where it has none. */
  #position = 0;
  #areChildrenNumbered = false;
  #path: string | undefined;

  constructor(name: string, line: number, column: number) {
    this.name = name;
    this.line = line;
    this.column = column;
  }

  get path(): string {
    this.#path ??= this.#readPath();
    return this.#path;
  }

  /** Gives the path of an element that is in no other. */
  placeAt(path: string): void {
    this.#path = path;
  }

  addAttribute(attribute: XmlAttribute): void {
    if (this.attributes === noAttributes) this.attributes = [attribute];
    else (this.attributes as XmlAttribute[]).push(attribute);
  }

  addChild(child: ParsedElement): void {
    child.#parent = this;
    if (this.children === noChildren) this.children = [child];
    else (this.children as ParsedElement[]).push(child);
  }

  dropChildren(): void {
    this.children = noChildren;
  }

  addText(text: string): void {
    this.hasWords ||= text.trim() !== "";
    this.text = this.text === "" ? text : this.text + text;
  }

  #readPath(): string {
    const parent = this.#parent;
    if (parent === null) return `/${this.name}`;
    if (!parent.#areChildrenNumbered) parent.#numberChildren();
    return this.#position === 0 ? `${parent.path}/${this.name}` : `${parent.path}/${this.name}[${this.#position}]`;
  }

  #numberChildren(): void {
    this.#areChildrenNumbered = true;
    if (this.children.length < 2) return;
    const last = new Map<string, ParsedElement>();
    for (const child of this.children) {
      const before = last.get(child.name);
      if (before !== undefined) {
        before.#position ||= 1;
        child.#position = before.#position + 1;
      }
      last.set(child.name, child);
    }
  }
}
