import { childOf, statedText, type XmlElement, type XmlRecord } from "@tributary/bank-kit";
import { type Finding, showFound } from "@tributary/domain";
import type { GoamlProfile } from "../goaml-profile.ts";
import type { ContentType, DocumentKind, ElementType, Structure } from "../structure/structure.ts";
import { schemaRules } from "./check-rules.ts";
import { contentFaults } from "./content-check.ts";
import { createAdvisor } from "./nearest.ts";
import { checkProfileRules } from "./profile-rules.ts";
import {
  checkAttributes,
  checkElement,
  type ElementCheck,
  particlesOf,
  type RemarkPlace,
  type StructureRemark,
  tellContent,
} from "./structure-check.ts";

/** A finding, and the other paths at which a reader may tell the same. */
export interface CheckFinding {
  readonly finding: Finding;
  readonly paths: readonly string[];
  readonly severity: "error" | "warning";
}

export interface DocumentCheckOptions {
  /** The file's name without folders. */
  readonly file: string;
  readonly profile: GoamlProfile;
  readonly structure: Structure;
  /** Transactions alone, or a report with its header; null where the document itself shows it. */
  readonly kind: DocumentKind | null;
}

/** What stands directly inside the root or a container that is not read whole. */
interface Level {
  readonly place: RemarkPlace;
  type: ContentType | null;
  readonly children: (RemarkPlace & { readonly name: string; count: number })[];
}

/**
 * Checks a document record by record, as it is read: everything that is wrong is told, not only the first of it. What concerns the order and
 * the presence of records is told at the end of what holds them.
 */
export class DocumentCheck {
  readonly #options: DocumentCheckOptions;
  readonly #levels: Level[] = [];
  readonly #advise = createAdvisor();

  constructor(options: DocumentCheckOptions) {
    this.#options = options;
  }

  /** What is wrong with the record itself. */
  take(record: XmlRecord): readonly CheckFinding[] {
    switch (record.kind) {
      case "root":
        return this.#open(record, `/${record.name}`);
      case "open":
        return this.#open(record, record.path);
      case "close":
        return this.#close();
      case "element":
        return this.#element(record.element);
      case "oversized":
        this.#note({ name: nameIn(record.path), path: record.path, line: record.finding.where.line ?? 1, column: 1 });
        return [];
      case "end":
        return this.#close();
      case "broken":
        return [];
    }
  }

  #open(record: Extract<XmlRecord, { kind: "root" | "open" }>, path: string): readonly CheckFinding[] {
    const { name, line, attributes } = record;
    const element: XmlElement = { name, path, line, column: 1, attributes, children: [], text: "" };
    if (record.kind === "open") this.#chooseKind(name);
    const type = record.kind === "root" ? this.#rootType(name) : this.#typeOfChild(name);
    if (record.kind === "open") this.#note(element);
    this.#levels.push({ place: { path, line, column: 1 }, type: type?.kind === "content" ? type : null, children: [] });
    return this.#collect(null, (tell) => checkAttributes(element, tell));
  }

  #rootType(
    name: string,
    kind: DocumentKind = this.#options.kind ?? (name === "reportdata" ? "reportdata" : "report"),
  ): ElementType | undefined {
    const { structure } = this.#options;
    const root = structure.roots[kind].find(({ element }) => element === name);
    return root === undefined ? undefined : structure.typeOf(root.is);
  }

  /** A root `report` that begins with transactions has no header: some editions send transactions alone like that. */
  #chooseKind(firstChild: string): void {
    const [level] = this.#levels;
    const isAlone = this.#options.kind === null && this.#levels.length === 1 && /^transactions?$/.test(firstChild);
    if (level === undefined || level.children.length > 0 || !isAlone) return;
    const type = this.#rootType(level.place.path.slice(1), "reportdata");
    if (type?.kind === "content") level.type = type;
  }

  #typeOfChild(name: string): ElementType | undefined {
    const type = this.#levels.at(-1)?.type ?? null;
    const particle = type === null ? undefined : particlesOf(type).get(name);
    return particle === undefined || particle.max === 0 ? undefined : this.#options.structure.typeOf(particle.is);
  }

  #element(element: XmlElement): readonly CheckFinding[] {
    this.#chooseKind(element.name);
    this.#note(element);
    const type = this.#typeOfChild(element.name);
    if (type === undefined) return [];
    const { structure, profile } = this.#options;
    const reference = element.name === "transaction" ? statedText(childOf(element, "transactionnumber")) : null;
    return this.#collect(reference, (tell) => {
      const visit: ElementCheck["visit"] = (visited, content) => checkProfileRules(visited, content, { profile, tell });
      checkElement(element, type.name, { structure, tell, visit, advise: this.#advise });
    });
  }

  /** Runs of one name are kept as one child: a file may have a million transactions. */
  #note({ name, path, line, column }: RemarkPlace & { readonly name: string }): void {
    const level = this.#levels.at(-1);
    if (level === undefined || level.children.length > levelChildrenMax) return;
    const last = level.children.at(-1);
    const isRun = last?.name === name && level.type !== null && particlesOf(level.type).get(name)?.max === null;
    if (isRun) last.count += 1;
    else level.children.push({ name, path, line, column, count: 1 });
  }

  #close(): readonly CheckFinding[] {
    const level = this.#levels.pop();
    if (level === undefined || level.type === null) return [];
    const { type, place, children } = level;
    if (children.length > levelChildrenMax) return this.#collect(null, (tell) => tell(overfullRemark(place)));
    const faults = contentFaults(children, type);
    const advise = this.#advise;
    return this.#collect(null, (tell) => tellContent(faults, { parent: place, places: children, type, tell, advise }));
  }

  #collect(reference: string | null, run: (tell: (remark: StructureRemark) => void) => void): readonly CheckFinding[] {
    const found: CheckFinding[] = [];
    run((remark) => {
      const severity = this.#options.profile.severities.get(remark.rule) ?? "warning";
      if (severity !== "off") found.push(this.#finding(remark, severity, reference));
    });
    return found;
  }

  #finding(remark: StructureRemark, severity: "error" | "warning", reference: string | null): CheckFinding {
    const { file, profile, structure } = this.#options;
    const { rule, code, place, found, expected, allowed } = remark;
    const isForm = schemaRules.has(rule) && structure.edition !== "base";
    const hints = [remark.hint, isForm ? `rejected by the FIU's schema (${structure.edition})` : undefined];
    const hint = hints.filter((text) => text !== undefined).join("; ");
    const finding: Finding = {
      code,
      found: showFound(found),
      expected,
      where: {
        file,
        line: place.line,
        column: place.column,
        path: place.path,
        ...(reference === null ? {} : { record: showFound(reference) }),
      },
      rule: `${profile.id}/${rule}`,
      ...(severity === "warning" ? { severity } : {}),
      ...(allowed === undefined ? {} : { allowed }),
      ...(hint === "" ? {} : { hint }),
    };
    return { finding, paths: alternativesOf(place.path), severity };
  }
}

/** Runs of elements that are held for the order of a file: no report has so many. */
const levelChildrenMax = 100_000;

function overfullRemark(place: RemarkPlace): StructureRemark {
  const found = `more than ${levelChildrenMax} runs of different elements`;
  const expected = "payments one after the other; order and presence of elements were not checked";
  return { rule: "order", code: "LIMIT_REACHED", place, found, expected };
}

/** `/report/a|b` stands for `/report/a` and `/report/b`. */
function alternativesOf(path: string): readonly string[] {
  const at = path.lastIndexOf("/") + 1;
  return path
    .slice(at)
    .split("|")
    .map((name) => `${path.slice(0, at)}${name}`);
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\[\d+\]$/, "");
}
