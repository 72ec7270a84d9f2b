import { type AnnexEntry, type BagFile, makeBag, rootDigest, textFile, writeJsonLines } from "@tributary/casefile";
import { compareBytewise, type Digest } from "@tributary/domain";
import { buildBundle } from "./build-bundle.ts";
import { type BundleTools, bundleTools } from "./bundle-tools.ts";
import type { SealInput } from "./seal-input.ts";
import { guardSecrets } from "./secrecy-guard.ts";
import { assertFree, writeBag } from "./write-bag.ts";

export interface SealedBundle {
  readonly directory: string;
  /** Where the annex is; null where nothing had to be kept apart. */
  readonly annexDirectory: string | null;
  /** SHA-256 of tagmanifest-sha256.txt. */
  readonly rootDigest: Digest;
  readonly fileCount: number;
}

/**
 * Seals a case into a folder that does not exist yet, and what must be kept apart into `<folder>-annex`.
 * The same input gives the same bytes. Errors: USAGE where a folder exists, GLYPH_MISSING, SECRET_IN_BUNDLE, REQUEST_INVALID.
 */
export async function sealBundle(
  input: SealInput,
  outDirectory: string,
  tools: BundleTools = bundleTools,
): Promise<SealedBundle> {
  const annexDirectory = input.annex.length === 0 ? null : `${outDirectory.replace(/\/+$/, "")}-annex`;
  await assertFree(outDirectory);
  if (annexDirectory !== null) await assertFree(annexDirectory);
  const { files, inputCount } = await buildBundle(input, tools);
  guardSecrets(input, files.slice(0, inputCount), input.annex);
  const root = rootDigest(files);
  await writeBag(files, { directory: outDirectory, fileMode: 0o644, folderMode: 0o755 });
  if (annexDirectory !== null)
    await writeBag(makeAnnex(input, root), { directory: annexDirectory, fileMode: 0o600, folderMode: 0o700 });
  return { directory: outDirectory, annexDirectory, rootDigest: root, fileCount: files.length };
}

const annexReadme = `This folder says who reported which record of a sealed case, and in which words.
It is kept apart from the case file and is given only to those who may know it. The case file does not need it.
record_id is the opaque id under which the record stands in the case file.
bag-info.txt names the root digest of the case file that it goes with.
`;

function makeAnnex(input: SealInput, root: Digest): BagFile[] {
  const key = (entry: AnnexEntry): string => [entry.recordId, entry.locator].join("\u0000");
  const entries = [...input.annex].sort((a, b) => compareBytewise(key(a), key(b)));
  const lines = entries.map(({ recordId, submitter, reference, locator, fileSha256, rawSha256, names, narrative }) => ({
    record_id: recordId,
    submitter,
    reference,
    locator,
    file_sha256: fileSha256,
    raw_sha256: rawSha256,
    names,
    narrative,
  }));
  return makeBag(
    [textFile("data/annex.ndjson", writeJsonLines(lines)), textFile("data/README.txt", annexReadme)],
    [
      ["Bag-Software-Agent", `Tributary ${input.software.version}`],
      ["External-Identifier", `${input.caseId} annex`],
      ["Case-Root-Sha256", root],
    ],
  );
}
