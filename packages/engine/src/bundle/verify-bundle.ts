import { type BagFile, decodeInputs, payloadFolder, type SoftwareIdentity } from "@tributary/casefile";
import { type Digest, type Finding, fail, formatFinding, TributaryError } from "@tributary/domain";
import { softwareIdentity } from "../software-identity.ts";
import { buildBundle } from "./build-bundle.ts";
import { type BundleTools, bundleTools } from "./bundle-tools.ts";
import { checkBag } from "./check-bag.ts";
import { firstDifference } from "./first-difference.ts";
import { type ReadBag, readBag } from "./read-bag.ts";

export interface VerifyOptions {
  /** The root digest that was handed over apart from the bundle. */
  readonly root?: string;
}

/** The outcome of a verification, ready to be written as JSON. */
export interface Verdict {
  readonly isIntact: boolean;
  /** What the bundle's root digest is; empty where it has no tag manifest. */
  readonly rootDigest: Digest | "";
  /** Whether the root was compared with one handed over apart. Without it, a bundle that was made anew as a whole is not found. */
  readonly isRootCompared: boolean;
  /** Whether every file was made again from the inputs: not done where hashes or structure are wrong already. */
  readonly isRecomputed: boolean;
  /** One sentence each, with file and place; the first is the first difference. */
  readonly differences: readonly string[];
  readonly findings: readonly Finding[];
  readonly fileCount: number;
  /** The software that the bundle says it was sealed by; null where its inputs could not be read. */
  readonly sealedBy: SoftwareIdentity | null;
  readonly verifiedBy: SoftwareIdentity;
}

/**
 * Checks a sealed bundle offline and writes nothing: structure and every hash, the root digest where one is given, and then every
 * file made again from the bundle's inputs alone and compared byte for byte.
 * Errors: FILE_UNREADABLE, FILE_TOO_LARGE, USAGE where `root` is no digest. What is wrong inside the bundle is in the verdict.
 */
export async function verifyBundle(
  directory: string,
  options: VerifyOptions = {},
  tools: BundleTools = bundleTools,
): Promise<Verdict> {
  const root = readRoot(options.root);
  const bag = await readBag(directory);
  const checked = checkBag(bag);
  const rootFindings = compareRoot(root, checked.rootDigest);
  const isSound = checked.findings.length === 0;
  const recomputed = isSound ? await recompute(bag, tools) : { findings: [], sealedBy: null };
  const findings = [...checked.findings, ...rootFindings, ...recomputed.findings];
  return {
    isIntact: findings.length === 0,
    rootDigest: checked.rootDigest ?? "",
    isRootCompared: root !== undefined,
    isRecomputed: isSound,
    differences: findings.map(formatFinding),
    findings,
    fileCount: bag.files.size,
    sealedBy: recomputed.sealedBy,
    verifiedBy: softwareIdentity(),
  };
}

function readRoot(root: string | undefined): string | undefined {
  if (root === undefined) return undefined;
  const digest = root.trim().toLowerCase();
  return /^[0-9a-f]{64}$/.test(digest) ? digest : fail("USAGE", { found: root, expected: "a root digest of 64 hex digits" });
}

function compareRoot(given: string | undefined, actual: Digest | null): Finding[] {
  if (given === undefined || given === actual) return [];
  const where = { file: "tagmanifest-sha256.txt" };
  return [{ code: "BUNDLE_CHANGED", where, found: `root digest ${actual ?? "of no file"}`, expected: `root digest ${given}` }];
}

interface Recomputed {
  readonly findings: readonly Finding[];
  readonly sealedBy: SoftwareIdentity | null;
}

async function recompute(bag: ReadBag, tools: BundleTools): Promise<Recomputed> {
  let sealedBy: SoftwareIdentity | null = null;
  try {
    const inputs = decodeInputs(bag.files);
    sealedBy = inputs.software;
    return { findings: compareFiles(bag, (await buildBundle(inputs, tools)).files), sealedBy };
  } catch (error) {
    if (error instanceof TributaryError) return { findings: [error.finding], sealedBy };
    const found = error instanceof Error ? error.message : "an unknown fault";
    const expected = "inputs from which every file can be made again";
    return { findings: [{ code: "BUNDLE_CHANGED", where: {}, found, expected }], sealedBy };
  }
}

function compareFiles(bag: ReadBag, files: readonly BagFile[]): readonly Finding[] {
  const known = new Set(files.map((file) => file.path));
  const extra = [...bag.files.keys()]
    .filter((path) => !known.has(path))
    .map(
      (path): Finding => ({
        code: "BUNDLE_CHANGED",
        where: { file: path },
        found: "a file that no input gives",
        expected: "nothing here",
      }),
    );
  const differences = files.flatMap((file) => {
    const actual = bag.files.get(file.path);
    if (actual === undefined) return missing(file.path);
    return firstDifference(file, actual) ?? [];
  });
  const inPayload = [...differences, ...extra].filter((finding) => finding.where.file?.startsWith(payloadFolder));
  return inPayload.length > 0 ? inPayload : [...differences, ...extra];
}

function missing(path: string): Finding[] {
  return [{ code: "BUNDLE_CHANGED", where: { file: path }, found: "no such file", expected: "a file that the inputs give" }];
}
