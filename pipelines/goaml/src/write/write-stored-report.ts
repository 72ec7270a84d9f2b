import { type Finding, fail, type Locator, showFound } from "@tributary/domain";
import { findProfile } from "../goaml-profile.ts";
import { loadStructure } from "../structure/load-structure.ts";
import type { DocumentKind, Structure } from "../structure/structure.ts";
import { codeWordsOf } from "./code-words.ts";
import { type CodeConversion, convertCodes } from "./convert-codes.ts";
import { withOldSpelling } from "./old-spelling.ts";
import { writeWholeFile } from "./output-file.ts";
import type { TreeElement } from "./tree.ts";
import { type StatedLeaf, treesFromLeaves } from "./tree-from-leaves.ts";
import type { TreeProblem } from "./tree-problem.ts";
import { type Judged, transactionType, type WrittenGoaml, writeGoaml } from "./write-goaml.ts";
import { type WriteLimits, writeLimits } from "./write-limits.ts";
import { type FindingTally, sizeFinding, startTally, type WriteResult } from "./write-result.ts";

export interface WriteStoredReport {
  /** Everything that the report says, in the order of its file. It is read twice. */
  readonly leaves: () => AsyncIterable<StatedLeaf> | Iterable<StatedLeaf>;
  /** Name of the report for findings. */
  readonly name: string;
  /** The profile that it was read by. */
  readonly from: string;
  /** The profile that it is written in. */
  readonly to: string;
  /** The XML file; nothing of that name may be there yet. */
  readonly output: string;
  readonly lowestSupported?: string | undefined;
  /** Codes of `to` for codes of `from` that have no word: `role:A` is `PAH`. */
  readonly codes?: ReadonlyMap<string, string> | undefined;
  /** The offset of times that state none, where `from` has no zone. */
  readonly zoneOffset?: string | undefined;
  /**
   * Faults and losses that are taken by name, as the findings' hints say it: `unknown:/report/transaction/agent_name`. What is lost and accepted is
   * not in the file; a value that breaks a rule and is accepted stands there as it is.
   */
  readonly accept?: readonly string[] | undefined;
  readonly limits?: WriteLimits | undefined;
}

/**
 * Writes a report as it was read, in the same profile or in another one: leaves become elements in the order of the edition, codes become the other
 * profile's. What the other edition cannot say, and what its rules refuse, is told all at once, and no file is written unless each was accepted by name.
 * In the same profile nothing is left out. Errors: USAGE for unknown profiles and an output that is there already.
 */
export async function writeStoredReport(request: WriteStoredReport): Promise<WriteResult> {
  const [from, to] = [findProfile(request.from), findProfile(request.to)];
  const structure = loadStructure(to.structure);
  const tally = startTally((request.limits ?? writeLimits).findingsShownMax);
  const frame = await readFrame(request, structure);
  const words = { from: codeWordsOf(from), to: codeWordsOf(to) };
  const clocks = { from, to, zoneOffset: request.zoneOffset ?? null };
  const isSameCountry = from.localCurrency !== null && from.localCurrency === to.localCurrency;
  const stated = request.codes ?? new Map<string, string>();
  const conversion = from.id === to.id ? null : { ...words, clocks, structure, isSameCountry, stated };
  const lowestSupported = request.lowestSupported ?? (conversion === null ? null : to.softwareVersion);
  const run = new StoredRun({ structure, lowestSupported, conversion, tally, accepted: new Set(request.accept ?? []) });
  const { document } = frame;
  let written: WrittenGoaml = { transactions: 0n, refusedTransactions: 0n, isRootWritten: false };
  const file = await writeWholeFile(request.output, async (sink) => {
    const transactions = run.transactions(transactionsOf(request, frame.containers), document);
    const shared = { structure, document, origin: frame.origin, attributes: run.attributes(frame.root), lowestSupported, sink };
    const parts = run.parts(frame.root, document);
    const isDropped = run.isDropped.bind(run);
    written = await writeGoaml({
      ...shared,
      parts,
      transactions,
      mandatory: to.mandatory,
      isDropped,
      judge: run.judge.bind(run),
    });
    return tally.errors() === 0n;
  });
  const oversize = sizeFinding(file, to);
  if (oversize !== null) tally.add(oversize);
  return {
    outcome: file === null ? "refused" : "written",
    profile: to.id,
    edition: structure.edition,
    document,
    file,
    transactions: file === null ? 0n : written.transactions,
    leftOut: written.refusedTransactions,
    inputs: [],
    findings: tally.shown(),
    findingsTotal: tally.total(),
  };
}

/** The report without its transactions. */
interface StoredFrame {
  readonly root: TreeElement;
  readonly origin: Locator;
  readonly document: DocumentKind;
  /** Whether the transactions stand in an element of their own. */
  readonly containers: boolean;
}

const transactionPath = /^\/[^/]+(\/transactions)?\/transaction(\[\d+\])?(?=\/|$)/;

async function readFrame(request: WriteStoredReport, structure: Structure): Promise<StoredFrame> {
  const leaves: StatedLeaf[] = [];
  let containers = false;
  let count = 0;
  for await (const leaf of request.leaves()) {
    const [path, container] = transactionPath.exec(leaf.path) ?? [];
    if (path === undefined) leaves.push(leaf);
    else {
      count += 1;
      if (container !== undefined) containers = true;
    }
  }
  const [root, second] = treesFromLeaves(leaves, request.name);
  if (second !== undefined)
    fail("VALUE_UNREADABLE", {
      found: `a second root <${second.name}>`,
      expected: "the leaves of one report",
      where: second.origin,
    });
  if (root === undefined && count === 0)
    fail("FIELD_MISSING", { found: "no leaves", expected: "the leaves of a report", where: { file: request.name } });
  const origin = { file: request.name };
  const isData = containers || root === undefined || root.name === "reportdata" || root.children.length === 0;
  const document = isData && structure.roots.reportdata.length > 0 ? "reportdata" : "report";
  return { root: root ?? { name: document, attributes: [], children: [], text: "", origin }, origin, document, containers };
}

/** One transaction after the other: their leaves come together. */
async function* transactionsOf(request: WriteStoredReport, isContained: boolean): AsyncGenerator<TreeElement, void, undefined> {
  const depth = isContained ? 3 : 2;
  const build = (leaves: readonly StatedLeaf[]): readonly TreeElement[] =>
    treesFromLeaves(
      leaves.map((leaf) => ({ ...leaf, path: `/${leaf.path.split("/").slice(depth).join("/")}` })),
      request.name,
    );
  let open = "";
  let position = 0;
  let leaves: StatedLeaf[] = [];
  for await (const leaf of request.leaves()) {
    const [path, , place = "[1]"] = transactionPath.exec(leaf.path) ?? [];
    if (path === undefined) continue;
    if (path !== open) {
      const next = Number(place.slice(1, -1));
      if (next <= position) failOrder(leaf, request.name);
      position = next;
      yield* build(leaves);
      open = path;
      leaves = [];
    }
    leaves.push(leaf);
  }
  yield* build(leaves);
}

function failOrder(leaf: StatedLeaf, file: string): never {
  const where = { file, line: leaf.line, path: leaf.path };
  return fail("VALUE_UNREADABLE", { found: leaf.path, expected: "leaves in the order of the report's file", where });
}

interface StoredContext {
  readonly structure: Structure;
  /** Null where the report stays in its profile. */
  readonly conversion: CodeConversion | null;
  readonly lowestSupported: string | null;
  readonly tally: FindingTally;
  readonly accepted: ReadonlySet<string>;
}

class StoredRun {
  private readonly context: StoredContext;
  /** What is missing only because its value was lost, which is told already. */
  private readonly lostValues = new Set<string>();

  constructor(context: StoredContext) {
    this.context = context;
  }

  /** A namespace on the elements makes a file that no FIU reads: it is not written, and told. */
  attributes(root: TreeElement): TreeElement["attributes"] {
    const kept = root.attributes.filter(({ name }) => name !== "xmlns");
    if (kept.length < root.attributes.length) {
      const expected = "no namespace on the elements: goAML has none; it is left out";
      this.context.tally.add({
        code: "FIELD_UNKNOWN",
        found: "xmlns",
        expected,
        where: root.origin,
        severity: "warning",
        goamlPath: `/${root.name}/@xmlns`,
      });
    }
    return kept;
  }

  parts(root: TreeElement, document: DocumentKind): readonly TreeElement[] {
    const [type] = this.context.structure.roots[document];
    const children = root.children.filter(({ name }) => name !== "transactions");
    return type === undefined ? children : this.converted({ ...root, children }, type.is, `/${type.element}`).children;
  }

  async *transactions(
    elements: AsyncIterable<TreeElement>,
    document: DocumentKind,
  ): AsyncGenerator<TreeElement, void, undefined> {
    const is = transactionType(this.context.structure, document);
    for await (const element of elements) yield this.converted(element, is, "/report/transaction");
  }

  /** Everything is written; whether the file may stand is decided at the end. */
  judge({ problems }: Judged): boolean {
    for (const problem of problems) if (!this.isToldAsLost(problem)) this.tell(problem);
    return true;
  }

  /** In another profile, what it cannot say and what was accepted is left out. */
  isDropped({ kind, path }: TreeProblem): boolean {
    return this.context.conversion !== null && this.context.accepted.has(nameOf(kind, path));
  }

  private converted(stated: TreeElement, is: string, path: string): TreeElement {
    const { conversion, lowestSupported, structure, tally } = this.context;
    if (conversion === null && lowestSupported === null) return stated;
    const { changes, element } = withOldSpelling(stated, { is, path }, { structure, lowestSupported });
    for (const { from, path: goamlPath, to } of changes) {
      const expected = `<${to}>, the older spelling, which is written in its place`;
      tally.add({ code: "FIELD_UNKNOWN", found: `<${from.name}>`, expected, where: from.origin, severity: "warning", goamlPath });
    }
    if (conversion === null) return element;
    const { element: result, lost } = convertCodes(element, { is, path }, conversion);
    for (const value of lost) {
      this.lostValues.add(nameOf("missing", value.path));
      const found = `${value.kind} ${showFound(value.element.text)}`;
      this.tellOne(
        { code: "VALUE_UNREADABLE", found, expected: value.expected, where: value.element.origin },
        { kind: value.kind, path: value.path },
      );
    }
    return result;
  }

  private isToldAsLost({ kind, path }: TreeProblem): boolean {
    if (kind !== "missing" || !this.lostValues.has(nameOf(kind, path))) return false;
    return !["code", "time"].some((lost) => this.context.accepted.has(nameOf(lost, path)));
  }

  private tell(problem: TreeProblem): void {
    const { allowed, code, expected, found, kind, path, within } = problem;
    const finding: Finding = { code, found: showFound(found), expected, where: within.at(-1)?.origin ?? {} };
    this.tellOne(
      { ...finding, ...(allowed.length === 0 ? {} : { allowed }), ...(kind === "left-out" ? { severity: "warning" } : {}) },
      { kind, path },
    );
  }

  private tellOne(finding: Finding, { kind, path }: { readonly kind: string; readonly path: string }): void {
    const name = nameOf(kind, path);
    const isAccepted = this.context.accepted.has(name);
    const hint = isAccepted ? `accepted as ${name}` : `to write the file all the same, accept ${name}`;
    const isWarning = isAccepted || finding.severity === "warning";
    this.context.tally.add({
      ...finding,
      goamlPath: path,
      ...(finding.severity === "warning" ? {} : { hint }),
      ...(isWarning ? { severity: "warning" } : {}),
    });
  }
}

/** By which a fault or a loss is accepted: its kind and its path without positions. */
function nameOf(kind: string, path: string): string {
  return `${kind}:${path.replaceAll(/\[\d+\]/g, "")}`;
}
