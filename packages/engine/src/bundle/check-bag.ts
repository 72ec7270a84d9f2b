import {
  declarationPath,
  informationPath,
  listedTagPaths,
  type ManifestEntry,
  manifestPath,
  payloadFolder,
  readManifest,
  tagManifestPath,
} from "@tributary/casefile";
import { type Digest, digestBytes, type Finding } from "@tributary/domain";
import type { ReadBag } from "./read-bag.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const tagPaths: readonly string[] = [declarationPath, informationPath, manifestPath, tagManifestPath];

export interface CheckedBag {
  /** Null where there is no tag manifest. */
  readonly rootDigest: Digest | null;
  readonly findings: readonly Finding[];
}

/** Checks structure and every hash of a bag; names every file that is missing, extra or changed. */
export function checkBag(bag: ReadBag): CheckedBag {
  const tagManifest = bag.files.get(tagManifestPath);
  const missingTags = tagPaths.filter((path) => !bag.files.has(path)).map((path) => finding(path, "no such file", "this file"));
  const rootDigest = tagManifest === undefined ? null : digestBytes(tagManifest);
  if (missingTags.length > 0) return { rootDigest, findings: [...bag.findings, ...missingTags] };
  const payloadPaths = [...bag.files.keys()].filter((path) => path.startsWith(payloadFolder));
  const stray = [...bag.files.keys()].filter((path) => !path.startsWith(payloadFolder) && !tagPaths.includes(path));
  return {
    rootDigest,
    findings: [
      ...bag.findings,
      ...stray.map((path) => finding(path, "a file that no manifest lists", "nothing here")),
      ...checkManifest(bag, tagManifestPath, listedTagPaths),
      ...checkManifest(bag, manifestPath, payloadPaths),
    ],
  };
}

/** Compares a manifest with the files that it must list: all of `paths`, and nothing else. */
function checkManifest(bag: ReadBag, path: string, paths: readonly string[]): Finding[] {
  const text = decodeText(bag.files.get(path));
  if (text === undefined) return [finding(path, "bytes that are not UTF-8", "a manifest in UTF-8")];
  const manifest = readManifest(text);
  if (!manifest.ok) return [{ ...manifest.refusal, where: { file: path } }];
  const listed = new Map(manifest.value.map((entry) => [entry.path, entry]));
  return [
    ...paths
      .filter((file) => !listed.has(file))
      .map((file) => finding(file, `a file that ${path} does not list`, "nothing here")),
    ...manifest.value.flatMap((entry) => checkEntry(bag, { entry, paths, manifest: path })),
  ];
}

interface ListedFile {
  readonly entry: ManifestEntry;
  readonly paths: readonly string[];
  readonly manifest: string;
}

/** Names the manifest beside the file: either of the two may be the one that was changed. */
function checkEntry(bag: ReadBag, { entry, paths, manifest }: ListedFile): Finding[] {
  const bytes = paths.includes(entry.path) ? bag.files.get(entry.path) : undefined;
  if (bytes === undefined) return [finding(entry.path, "no such file", `a file that ${manifest} lists`)];
  const actual = digestBytes(bytes);
  return actual === entry.sha256
    ? []
    : [finding(entry.path, `SHA-256 ${actual}`, `SHA-256 ${entry.sha256}, as ${manifest} says`)];
}

function finding(path: string, found: string, expected: string): Finding {
  return { code: "BUNDLE_CHANGED", where: { file: path }, found, expected };
}

function decodeText(bytes: Uint8Array | undefined): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}
