import { accept, compareBytewise, type Digest, digestBytes, type Result, refuse } from "@tributary/domain";

/** A file of a bag: its path from the bag's root, `/` between folders, and its bytes. */
export interface BagFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

export interface ManifestEntry {
  readonly path: string;
  readonly sha256: Digest;
}

export const declarationPath = "bagit.txt";
export const informationPath = "bag-info.txt";
export const manifestPath = "manifest-sha256.txt";
export const tagManifestPath = "tagmanifest-sha256.txt";
export const payloadFolder = "data/";
/** Tag files that the tag manifest lists. */
export const listedTagPaths: readonly string[] = [informationPath, declarationPath, manifestPath];

const declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n";
const encoder = new TextEncoder();

/** Labels and values of bag-info.txt, in order. */
export type BagInformation = readonly (readonly [label: string, value: string])[];

/**
 * A BagIt 1.0 bag (RFC 8493) over a payload: the payload, bagit.txt, bag-info.txt and both manifests, by path bytewise.
 * It has no Bagging-Date, so that the same payload gives the same bag.
 */
export function makeBag(payload: readonly BagFile[], information: BagInformation): BagFile[] {
  const byteCount = payload.reduce((sum, file) => sum + BigInt(file.bytes.length), 0n);
  const oxum: BagInformation = [["Payload-Oxum", `${byteCount}.${payload.length}`]];
  const lines = [...information, ...oxum].map(([label, value]) => `${label}: ${value.replace(/\s+/g, " ").trim()}\n`);
  const tags = [
    textFile(declarationPath, declaration),
    textFile(informationPath, lines.join("")),
    textFile(manifestPath, writeManifest(payload)),
  ];
  return sortFiles([...payload, ...tags, textFile(tagManifestPath, writeManifest(tags))]);
}

/** The root digest of a bag: SHA-256 of its tagmanifest-sha256.txt. It covers every byte of the bag. */
export function rootDigest(bag: readonly BagFile[]): Digest {
  const tagManifest = bag.find((file) => file.path === tagManifestPath);
  if (tagManifest === undefined) throw new Error("broken invariant: a bag has a tag manifest");
  return digestBytes(tagManifest.bytes);
}

/** `<sha256>  <path>` a line, by path bytewise: what `sha256sum -c` reads. */
export function writeManifest(files: readonly BagFile[]): string {
  return sortFiles(files)
    .map((file) => `${digestBytes(file.bytes)}  ${file.path}\n`)
    .join("");
}

/** Reads a manifest strictly: a hostile one is refused, never repaired. */
export function readManifest(text: string): Result<readonly ManifestEntry[]> {
  if (text !== "" && !text.endsWith("\n")) return refuse("BUNDLE_CHANGED", "a last line without an end", "a whole manifest");
  const entries: ManifestEntry[] = [];
  const seen = new Set<string>();
  for (const [index, line] of text.split("\n").slice(0, -1).entries()) {
    const match = /^([0-9a-f]{64}) {2}(.+)$/.exec(line);
    const path = match?.[2] ?? "";
    if (match === null || !isPlainPath(path))
      return refuse(
        "BUNDLE_CHANGED",
        `line ${index + 1}: ${line}`,
        "64 hex digits, two spaces and a plain path inside the bundle",
      );
    if (seen.has(foldPath(path))) return refuse("BUNDLE_CHANGED", `line ${index + 1}: ${path} again`, "every path once");
    seen.add(foldPath(path));
    entries.push({ path, sha256: asDigest(match[1] ?? "") });
  }
  return accept(entries);
}

/** No absolute path, no empty, `.` or `..` step, no backslash, percent or control character. */
export function isPlainPath(path: string): boolean {
  const isText =
    path.length <= pathLengthMax && !/[\\%\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}]/u.test(path) && path === path.normalize("NFC");
  return isText && path.split("/").every((step) => step !== "" && step !== "." && step !== "..");
}

/** Two paths that one file system would keep apart and another would not have the same folded form. */
export function foldPath(path: string): string {
  return path.normalize("NFC").toLowerCase();
}

const pathLengthMax = 512;

function asDigest(hex: string): Digest {
  return hex as Digest;
}

function sortFiles<File extends { readonly path: string }>(files: readonly File[]): File[] {
  return [...files].sort((a, b) => compareBytewise(a.path, b.path));
}

/** A file of UTF-8 text. */
export function textFile(path: string, text: string): BagFile {
  return { path, bytes: encoder.encode(text) };
}
