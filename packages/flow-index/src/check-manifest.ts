import { ledgerStart, type SegmentFile, type SideFile, sideFiles } from "./manifest.ts";
import { encodeRow } from "./row-text.ts";

type Fields = Readonly<Record<string, unknown>>;

const stretches = ["places", "wide", "accounts", "assets", "holdings"] as const;
type StretchEnds = Readonly<Record<(typeof stretches)[number], number>>;

/**
 * What a manifest says of itself that cannot be; undefined where it holds together. Its digest tells only that it is what its folder is called by: whoever made the folder
 * may have made both. A segment stands behind the one before in every number, files lie in the snapshot's own folders, and columns inside of their files.
 */
export function findFault(manifest: unknown): string | undefined {
  const [fault] = listFaults(fieldsOf(manifest));
  return fault;
}

/** The first is what counts: what is said after it may follow from it. */
function* listFaults(manifest: Fields): Generator<string, void> {
  const { segments, sides, atomsLimbs } = manifest;
  if (typeof manifest["state"] !== "string" || typeof manifest["software"] !== "string") yield "no state of a ledger";
  if (atomsLimbs !== 1 && atomsLimbs !== 2) yield `amounts of ${atomsLimbs} limbs`;
  if (!Array.isArray(segments)) yield "no list of segments";
  let ends: StretchEnds = { places: 0, wide: 0, accounts: 0, assets: 0, holdings: 0 };
  let after = encodeRow(ledgerStart);
  for (const [index, entry] of listOf(segments).entries()) {
    const segment = fieldsOf(entry);
    if (segment["name"] !== `segment-${index}`) yield `segment ${index} by another name`;
    const next = follow(ends, segment);
    if (next === undefined || encodeRow(fieldsOf(segment["after"])) !== after)
      return yield `segment ${index} does not follow the one before`;
    if (!isText(segment["transfers"]) || !isText(segment["mark"]) || !listOf(segment["sources"]).every(isText))
      yield `segment ${index} does not say what it holds`;
    yield* fileFaults(segment, rowsOfSegment(segment, next));
    ends = next;
    after = encodeRow(fieldsOf(segment["until"]));
  }
  yield* sideFaults(fieldsOf(sides), ends.accounts);
  const strangers = Number(fieldsOf(fieldsOf(sides)["accounts"])["count"]);
  const counts = [ends.places, ends.wide, ends.accounts + strangers, ends.assets, ends.holdings];
  const said = ["placeCount", "wideCount", "accountCount", "assetCount", "holdingCount"].map((name) => manifest[name]);
  if (!counts.every((count, index) => count === said[index]))
    yield `counts ${said.join(", ")} where segments have ${counts.join(", ")}`;
}

function* sideFaults(sides: Fields, firstAccount: number): Generator<string, void> {
  const { first, count } = fieldsOf(sides["accounts"]);
  if (sides["name"] !== "sides" || first !== firstAccount || !isCount(count))
    return yield "sides that do not follow the segments";
  const rows = new Map<SideFile, number | undefined>(sideFiles.map((name) => [name, name === "accounts" ? count : undefined]));
  yield* fileFaults(sides, rows);
}

/** Where each number ends with this segment; undefined where it does not begin where the last one ended. */
function follow(ends: StretchEnds, segment: Fields): StretchEnds | undefined {
  const next: Record<keyof StretchEnds, number> = { ...ends };
  for (const kind of stretches) {
    const { first, count } = fieldsOf(segment[kind]);
    if (first !== ends[kind] || !isCount(count)) return undefined;
    next[kind] += count;
  }
  return next;
}

/** The files that a segment must have, and how many rows each has; undefined where its stretches do not say. */
function rowsOfSegment(segment: Fields, ends: StretchEnds): ReadonlyMap<SegmentFile, number | undefined> {
  const count = (kind: keyof StretchEnds): number => Number(fieldsOf(segment[kind])["count"]);
  const places = count("places");
  return new Map<SegmentFile, number | undefined>([
    ["movements", places],
    ["details", places],
    ["out-places", places],
    ["in-places", places],
    ["out-offsets", ends.holdings + 1],
    ["in-offsets", ends.holdings + 1],
    ["wide", count("wide")],
    ["holdings", count("holdings")],
    ["ends", ends.holdings],
    ["heads", count("accounts")],
    ["moved-heads", undefined],
    ["accounts", count("accounts")],
    ["assets", count("assets")],
    ["idle", Number(segment["idleCount"])],
  ]);
}

/** `rows`: by file, where they are known. */
function* fileFaults(part: Fields, rows: ReadonlyMap<string, number | undefined>): Generator<string, void> {
  const files = fieldsOf(part["files"]);
  for (const name of rows.keys()) if (!(name in files)) yield `no file ${name} in ${part["name"]}`;
  for (const [name, entry] of Object.entries(files)) {
    const file = fieldsOf(entry);
    const { path, bytes, sha256, blocks, batches } = file;
    const where = `file ${name} of ${part["name"]}`;
    if (!isText(path) || !/^[a-z-]+\.arrow$/.test(path)) yield `${where} lies elsewhere`;
    if (!isCount(bytes) || !isText(sha256) || !isText(blocks) || !Array.isArray(batches))
      return yield `${where} is not described`;
    let found = 0;
    for (const batch of listOf(batches).map(fieldsOf)) {
      if (!isCount(batch["rows"])) return yield `${where} has batches without rows`;
      found += batch["rows"];
      for (const column of Object.values(fieldsOf(batch["columns"])).map(fieldsOf))
        if (!isInside(column, { bytes, rows: batch["rows"] })) yield `${where} has columns outside of it`;
    }
    const expected = rows.get(name);
    if (expected !== undefined && found !== expected) yield `${where} has ${found} rows where ${expected} belong`;
  }
}

function isInside(column: Fields, file: { readonly bytes: number; readonly rows: number }): boolean {
  const { offset, bytes, crc32, offsetsAt = 0 } = column;
  if (!isCount(offset) || !isCount(bytes) || !isCount(crc32) || !isCount(offsetsAt)) return false;
  const textEnd = "offsetsAt" in column ? offsetsAt + 4 * (file.rows + 1) : 0;
  return offset % 8 === 0 && offsetsAt % 8 === 0 && offset + bytes <= file.bytes && textEnd <= file.bytes;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** A number of rows, a length or a sum. */
function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
