import type { RecordCheck, SubmissionScope, XmlRecord } from "@tributary/bank-kit";
import type { Digest, Finding } from "@tributary/domain";
import type { GoamlProfile } from "../goaml-profile.ts";
import type { Structure } from "../structure/structure.ts";
import { type CheckFinding, DocumentCheck } from "./document-check.ts";
import { byPlace, mergeFindings } from "./merge-findings.ts";
import { sizeFindings } from "./size-check.ts";

/** A file that came with a report, in an archive. */
export interface SentFile {
  readonly index: number;
  readonly name: string;
  readonly mediaType: string;
  readonly byteCount: number;
  readonly sha256: Digest;
}

export interface FormCheckOptions {
  readonly submission: SubmissionScope;
  readonly profile: GoamlProfile;
  readonly structure?: Structure | undefined;
  readonly attachments?: readonly SentFile[] | undefined;
}

/** The check of a file's form, in step with its reading. Without a structure it finds nothing. */
export class FormCheck {
  readonly #options: FormCheckOptions;
  readonly #document: DocumentCheck | undefined;
  /** Of the record that is being read. */
  #current: readonly CheckFinding[] = [];
  readonly #header: CheckFinding[] = [];
  readonly #late: CheckFinding[] = [];
  /** Paths of which the reading has told something, outside of transactions. */
  readonly #told = new Set<string>();
  #byteCount = 0;

  constructor(options: FormCheckOptions) {
    const { structure, profile, submission } = options;
    const { file } = submission.context;
    this.#options = options;
    this.#document = structure === undefined ? undefined : new DocumentCheck({ file, profile, structure, kind: null });
  }

  async *count(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const piece of bytes) {
      this.#byteCount += piece.length;
      yield piece;
    }
  }

  take(record: XmlRecord): void {
    const findings = this.#document?.take(record) ?? [];
    this.#current = record.kind === "element" ? findings : [];
    if (record.kind === "root" || record.kind === "open") this.#header.push(...findings);
    else if (record.kind !== "element") this.#late.push(...findings);
  }

  /** The record that is being read goes into the report's header. */
  keepForHeader(): void {
    this.#header.push(...this.#current);
    this.#current = [];
  }

  addToHeader(check: RecordCheck): void {
    this.remember(check);
    mergeFindings(check, this.#header);
  }

  addTo(check: RecordCheck): void {
    mergeFindings(check, this.#current);
    this.#current = [];
  }

  /** What the reading has told is not told again at the end. */
  remember({ errors, warnings }: RecordCheck): void {
    for (const { where } of [...errors, ...warnings]) if (where.path !== undefined) this.#told.add(where.path);
  }

  /** What only the file's end shows, in the order of its lines. Nothing of it keeps a record apart. */
  lateFindings(): readonly Finding[] {
    const late = this.#late.filter(({ paths }) => !paths.some((path) => this.#told.has(path)));
    const { profile, submission, attachments = [], structure } = this.#options;
    const sizes =
      structure === undefined
        ? []
        : sizeFindings({ profile, file: submission.context.file, byteCount: this.#byteCount, attachments });
    return [...late.map(({ finding }) => finding).toSorted(byPlace), ...sizes].map((finding) => ({
      ...finding,
      severity: "warning" as const,
    }));
  }
}
