import { fail, type Locator } from "@tributary/domain";
import type { MandatoryField } from "../goaml-profile.ts";
import { type DocumentKind, type ElementParticle, elementsOf, type Structure } from "../structure/structure.ts";
import { type ArrangeOptions, arrangeTree } from "./arrange-tree.ts";
import type { TextSink } from "./output-file.ts";
import { openTag, printTree } from "./print-tree.ts";
import { branchElement, leafElement, type TreeAttribute, type TreeElement } from "./tree.ts";
import type { TreeProblem } from "./tree-problem.ts";

export interface WriteGoaml {
  readonly structure: Structure;
  /** A report with its header, or transactions alone. */
  readonly document: DocumentKind;
  /** Attributes of the root element. */
  readonly attributes: readonly TreeAttribute[];
  /** Where the root comes from, for what is missing in it. */
  readonly origin: Locator;
  /** Everything that stands in the root beside its transactions, in any order. */
  readonly parts: readonly TreeElement[];
  readonly transactions: AsyncIterable<TreeElement> | Iterable<TreeElement>;
  /** See `ArrangeOptions`. */
  readonly lowestSupported: string | null;
  /** See `ArrangeOptions`; none where it is left out. */
  readonly mandatory?: readonly MandatoryField[] | undefined;
  /** See `ArrangeOptions`; nothing is dropped where it is left out. */
  readonly isDropped?: ((problem: TreeProblem) => boolean) | undefined;
  readonly sink: TextSink;
  /**
   * Told of a transaction's or the root's problems, also where there are none, and answers whether it is written. A transaction that is refused is left
   * out; after a root that is refused nothing more is written, and the transactions are still judged.
   */
  readonly judge: (judged: Judged) => boolean;
}

export interface Judged {
  readonly kind: "root" | "transaction";
  readonly element: TreeElement;
  readonly problems: readonly TreeProblem[];
}

export interface WrittenGoaml {
  readonly transactions: bigint;
  readonly refusedTransactions: bigint;
  readonly isRootWritten: boolean;
}

/**
 * Writes one goAML document as UTF-8 text in the order of an edition, transaction by transaction: memory is bounded by the largest of them. No
 * element has a namespace. The positions in paths count every transaction that comes in, the refused ones too.
 */
export async function writeGoaml(request: WriteGoaml): Promise<WrittenGoaml> {
  const frame = frameOf(request);
  const writing = new Writing(request, frame);
  for await (const transaction of request.transactions) await writing.takeTransaction(transaction);
  return writing.end();
}

/** The root, what stands between it and the transactions, and the transactions' own element. */
interface Frame {
  readonly root: string;
  readonly rootType: string;
  /** Elements between the root and the transactions. */
  readonly containers: readonly string[];
  readonly transaction: ElementParticle | null;
}

/** The type of a transaction in a document of that kind. Error USAGE where the edition has no such document. */
export function transactionType(structure: Structure, document: DocumentKind): string {
  return frameOf({ structure, document }).transaction?.is ?? "transaction";
}

function frameOf({ structure, document }: Pick<WriteGoaml, "structure" | "document">): Frame {
  const [root] = structure.roots[document];
  if (root === undefined)
    return fail("USAGE", { found: `a ${document} document`, expected: `one that ${structure.edition} has: report` });
  const base = { root: root.element, rootType: root.is };
  const children = particlesOf(structure, root.is);
  const container = children.find(({ name }) => name === "transactions");
  const within = container === undefined ? children : particlesOf(structure, container.is);
  const transaction = within.find(({ name }) => name === "transaction") ?? null;
  return { ...base, containers: container === undefined ? [] : [container.name], transaction };
}

function particlesOf(structure: Structure, is: string): readonly ElementParticle[] {
  const type = structure.typeOf(is);
  return type.kind === "content" ? elementsOf(type) : [];
}

class Writing {
  private readonly request: WriteGoaml;
  private readonly frame: Frame;
  private readonly options: ArrangeOptions;
  private position = 0n;
  private written = 0n;
  private isOpen = false;
  private isRefused = false;
  private after: readonly TreeElement[] = [];

  constructor(request: WriteGoaml, frame: Frame) {
    this.request = request;
    this.frame = frame;
    const { isDropped = () => false, lowestSupported, mandatory = [], structure } = request;
    this.options = { structure, lowestSupported, isDropped, mandatory };
  }

  async takeTransaction(element: TreeElement): Promise<void> {
    this.position += 1n;
    const { transaction } = this.frame;
    const path = `${this.path()}/transaction[${this.position}]`;
    const place = { is: transaction?.is ?? "transaction", path, within: [] };
    const arranged = arrangeTree(element, place, this.options);
    const isWanted = this.request.judge({ kind: "transaction", element, problems: arranged.problems });
    if (!isWanted) return;
    if (!this.isOpen) await this.open(true);
    this.written += 1n;
    await this.print(printTree(arranged.element, 1 + this.frame.containers.length));
  }

  async end(): Promise<WrittenGoaml> {
    if (!this.isOpen) await this.open(false);
    const { containers, root } = this.frame;
    if (this.written > 0n) for (const name of containers.toReversed()) await this.print(`  </${name}>\n`);
    for (const part of this.after) await this.print(printTree(part, 1));
    await this.print(`</${root}>\n`);
    const refusedTransactions = this.position - this.written;
    return { transactions: this.written, refusedTransactions, isRootWritten: !this.isRefused };
  }

  /** Everything before the transactions; what comes after them waits. */
  private async open(hasTransactions: boolean): Promise<void> {
    this.isOpen = true;
    const { attributes, origin, parts, judge } = this.request;
    const { root, rootType, containers } = this.frame;
    const stand = standIn(containers);
    const element = { ...branchElement(root, hasTransactions ? [...parts, stand] : parts, origin), attributes };
    const arranged = arrangeTree(element, { is: rootType, path: `/${root}`, within: [] }, this.options);
    const problems = arranged.problems.filter(({ within }) => !within.includes(stand));
    this.isRefused = !judge({ kind: "root", element, problems });
    const children = arranged.element.children;
    const at = children.findIndex(({ origin }) => origin === stand.origin);
    const before = at === -1 ? children : children.slice(0, at);
    this.after = at === -1 ? [] : children.slice(at + 1);
    await this.print(`<?xml version="1.0" encoding="UTF-8"?>\n${openTag(element)}\n`);
    for (const part of before) await this.print(printTree(part, 1));
    if (hasTransactions) for (const name of containers) await this.print(`  <${name}>\n`);
  }

  private path(): string {
    return ["", this.frame.root, ...this.frame.containers].join("/");
  }

  private async print(text: string): Promise<void> {
    if (!this.isRefused) await this.request.sink.write(text);
  }
}

/** Holds the transactions' place while the root's other children are put in order. */
function standIn(containers: readonly string[]): TreeElement {
  return leafElement(containers[0] ?? "transaction", "", { path: "transactions" });
}
