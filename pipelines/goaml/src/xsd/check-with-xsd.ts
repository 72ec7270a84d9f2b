import { readXmlRecords, type XmlAttribute, type XmlElement, type XmlRecord } from "@tributary/bank-kit";
import { type Digest, type Finding, showFound, TributaryError } from "@tributary/domain";
import { type GoamlLimits, goamlLimits } from "../goaml-limits.ts";
import { containerTest } from "../transactions-container.ts";
import { Frame } from "./frame.ts";
import { compileXsd, type LoadedXsd, readXsd } from "./load-xsd.ts";
import type { XsdChange } from "./normalise-xsd.ts";
import { validateText, type XsdComplaint } from "./validate-text.ts";

/** What the FIU's own schema says of a file. */
export interface XsdOpinion {
  /** `not checked`: some part of the check could not run, whatever the other parts say. It is never a pass. */
  readonly state: "valid" | "invalid" | "not checked";
  /** Why it could not run. */
  readonly reasons: readonly Finding[];
  readonly findings: readonly Finding[];
  /** More findings than are held. */
  readonly findingsMore: number;
  readonly paymentsChecked: number;
  /** The schema file, as it stands; null where it could not be read. */
  readonly xsdSha256: Digest | null;
  /** Patterns that were changed so that a strict validator reads them as they are meant. */
  readonly changes: readonly XsdChange[];
}

export interface XsdCheck {
  readonly xsdPath: string;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** The file's name without folders. */
  readonly file: string;
  readonly limits?: GoamlLimits | undefined;
}

const findingsMax = 10_000;

/**
 * Checks a file against an XSD that the user gives, payment by payment, in memory that does not grow with the file. Paths and lines are the file's own.
 * Whatever goes wrong with the check itself makes it `not checked`.
 */
export async function checkWithXsd({ xsdPath, bytes, file, limits = goamlLimits }: XsdCheck): Promise<XsdOpinion> {
  const nothing = { findings: [], findingsMore: 0, paymentsChecked: 0, xsdSha256: null, changes: [] };
  let loaded: LoadedXsd | undefined;
  let known: Pick<XsdOpinion, "xsdSha256" | "changes"> = nothing;
  try {
    const { sha256, changes, ...xsd } = readXsd(xsdPath);
    known = { xsdSha256: sha256, changes };
    loaded = compileXsd(xsd);
    const asking = new Asking(loaded, file);
    const records = readXmlRecords({
      bytes,
      origin: file,
      limits,
      positioned: new Set(["transaction"]),
      isContainer: containerTest(),
    });
    for await (const record of records) asking.take(record);
    return { ...asking.opinion(), ...known };
  } catch (error) {
    const finding: Finding =
      error instanceof TributaryError
        ? error.finding
        : { code: "FILE_UNREADABLE", found: showFound(String(error)), expected: "a check that runs to its end", where: { file } };
    return { ...nothing, ...known, state: "not checked", reasons: [finding] };
  } finally {
    loaded?.close();
  }
}

class Asking {
  readonly #xsd: LoadedXsd;
  readonly #file: string;
  readonly #frame = new Frame();
  readonly #findings: Finding[] = [];
  readonly #reasons: Finding[] = [];
  #more = 0;
  #payments = 0;
  #namespaces = "";

  constructor(xsd: LoadedXsd, file: string) {
    this.#xsd = xsd;
    this.#file = file;
  }

  take(record: XmlRecord): void {
    if (record.kind === "root")
      this.#namespaces = record.attributes
        .filter(({ name }) => name.startsWith("xmlns:"))
        .map(printAttribute)
        .join("");
    if (record.kind === "broken" || record.kind === "oversized") this.#reasons.push(record.finding);
    else if (record.kind === "element" && record.element.name === "transaction") this.#askPayment(record.element, record.raw);
    this.#frame.take(record);
    if (record.kind === "end") this.#askFrame();
  }

  opinion(): Omit<XsdOpinion, "xsdSha256" | "changes"> {
    const isInvalid = this.#findings.length > 0;
    return {
      state: this.#reasons.length > 0 ? "not checked" : isInvalid ? "invalid" : "valid",
      reasons: this.#reasons,
      findings: this.#findings.toSorted((left, right) => (left.where.line ?? 0) - (right.where.line ?? 0)),
      findingsMore: this.#more,
      paymentsChecked: this.#payments,
    };
  }

  #askPayment({ path, line }: XmlElement, raw: string): void {
    this.#payments += 1;
    const answer = validateText(this.#xsd.payment, `<transaction${this.#namespaces}${raw.slice("<transaction".length)}`);
    if (!answer.ran) this.#failed(answer.reason, { path, line });
    else
      for (const one of answer.complaints)
        this.#add(one, { path: one.path.replace(/^\/transaction/, path), line: line + one.line - 1 });
  }

  #askFrame(): void {
    const answer = validateText(this.#xsd.frame, this.#frame.text());
    if (!answer.ran) this.#failed(answer.reason, { path: "/", line: 1 });
    else for (const one of answer.complaints) this.#add(one, this.#frame.placeOf(one));
  }

  #add({ message }: XsdComplaint, { path, line }: { readonly path: string; readonly line: number }): void {
    if (this.#findings.length >= findingsMax) {
      this.#more += 1;
      return;
    }
    const where = { file: this.#file, line, path };
    this.#findings.push({
      code: "VALUE_UNREADABLE",
      found: showFound(message),
      expected: "what the FIU's schema allows",
      where,
      rule: "xsd",
      severity: "warning",
    });
  }

  #failed(reason: string, { path, line }: { readonly path: string; readonly line: number }): void {
    const where = { file: this.#file, line, path };
    this.#reasons.push({
      code: "FILE_UNREADABLE",
      found: showFound(reason),
      expected: "a part that the validator can check",
      where,
    });
  }
}

function printAttribute({ name, value }: XmlAttribute): string {
  return ` ${name}="${value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")}"`;
}
