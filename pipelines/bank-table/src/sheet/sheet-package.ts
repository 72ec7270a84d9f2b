import {
  type ArchiveEntry,
  archiveBytesOf,
  openArchive,
  readXmlRecords,
  type XmlElement,
  type XmlLimits,
  type XmlRecord,
  xmlLimits,
} from "@tributary/bank-kit";
import { type Finding, fail, TributaryError } from "@tributary/domain";
import type { ReceivedFile } from "@tributary/pipeline-kit";
import { relationsOf, resolveTarget } from "./part-paths.ts";

/** The parts of an Office file, by name. */
export interface SheetPackage {
  readonly origin: string;
  readonly names: readonly string[];
  readonly part: (name: string) => ArchiveEntry | undefined;
}

/** A relation of one part to another (ECMA-376, part 2). */
export interface Relation {
  readonly id: string;
  /** The last word of the type: `worksheet`, `sharedStrings`, `styles`, `officeDocument`. */
  readonly kind: string;
  /** The part that it leads to. */
  readonly target: string;
}

/** The package, or all that is wrong with it as an archive. */
export type PackageReading =
  | { readonly ok: true; readonly sheets: SheetPackage }
  | { readonly ok: false; readonly findings: readonly Finding[] };

export async function openPackage(received: ReceivedFile): Promise<PackageReading> {
  const { origin } = received;
  const reading = await openArchive({ bytes: archiveBytesOf(received), origin });
  if (!reading.ok) return reading;
  // Excel writes and looks for names without regard to case.
  const byName = new Map(reading.entries.map((entry) => [entry.name.toLowerCase(), entry]));
  return { ok: true, sheets: { origin, names: [...byName.keys()], part: (name) => byName.get(name.toLowerCase()) } };
}

const elementsMax = 500_000;

/** A part as a stream of the children of its root; `isContainer` opens more of it. Throws XML_MALFORMED and its like for a part that breaks off. */
export async function* readPart(
  entry: ArchiveEntry,
  origin: string,
  options: { readonly isContainer?: (names: readonly string[]) => boolean; readonly limits?: Partial<XmlLimits> } = {},
): AsyncGenerator<XmlRecord, void, undefined> {
  const source = {
    bytes: entry.open(),
    origin,
    limits: { ...xmlLimits, elementsPerRecordMax: elementsMax, ...options.limits },
    positioned: new Set<string>(),
    isNamespaced: true,
    isContainer: options.isContainer,
  };
  for await (const record of readXmlRecords(source)) {
    if (record.kind === "broken") {
      const { found, expected, code, where } = record.finding;
      throw new TributaryError({ code, found: `in ${entry.shownName}: ${found}`, expected, where });
    }
    yield record;
  }
}

/** The children of a part's root, read whole: for small parts. */
export async function readChildren(sheets: SheetPackage, name: string): Promise<readonly XmlElement[]> {
  const entry = sheets.part(name);
  if (entry === undefined) return fail("FILE_UNREADABLE", { found: `no part ${name}`, expected: "a whole spreadsheet (.xlsx)" });
  const children: XmlElement[] = [];
  for await (const record of readPart(entry, sheets.origin)) {
    if (record.kind === "element") children.push(record.element);
    if (record.kind === "oversized") throw new TributaryError(record.finding);
  }
  return children;
}

/** Relations of a part to parts of the same package; the package itself is the part "". */
export async function readRelations(sheets: SheetPackage, part: string): Promise<readonly Relation[]> {
  const name = relationsOf(part);
  if (sheets.part(name) === undefined) return [];
  const children = await readChildren(sheets, name);
  return children.flatMap((child) => {
    const [id, type, target, mode] = ["Id", "Type", "Target", "TargetMode"].map((key) => attributeOf(child, key));
    if (id === undefined || type === undefined || target === undefined || mode === "External") return [];
    return [{ id, kind: type.slice(type.lastIndexOf("/") + 1), target: resolveTarget(part, target) }];
  });
}

/** An attribute by its local name. */
export function attributeOf({ attributes }: Pick<XmlElement, "attributes">, name: string): string | undefined {
  return attributes.find((attribute) => attribute.name === name || attribute.name.endsWith(`:${name}`))?.value;
}
