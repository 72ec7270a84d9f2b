import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type BagFile, makeBag } from "@tributary/casefile";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bagLimits } from "../../packages/engine/src/bundle/read-bag.ts";
import { type SealedBundle, sealBundle } from "../../packages/engine/src/bundle/seal-bundle.ts";
import { verifyBundle } from "../../packages/engine/src/bundle/verify-bundle.ts";
import { exampleCase, secrets } from "./example-case.ts";

const folder = mkdtempSync(join(tmpdir(), "tributary-golden-"));
const bundle = join(folder, "case");
let sealed: SealedBundle;

beforeAll(async () => {
  sealed = await sealBundle(exampleCase(), bundle);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function filesOf(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .sort();
}

let copies = 0;
/** A copy of the bundle with one file changed. */
function copyOf(directory: string): string {
  copies += 1;
  const copy = join(folder, `copy-${copies}`);
  cpSync(directory, copy, { recursive: true });
  return copy;
}

/** The payload with one file replaced, and all manifests written anew to match. */
function rewrite(directory: string, path: string, change: (bytes: Buffer) => Uint8Array): void {
  const payload = filesOf(directory)
    .filter((file) => file.startsWith("data/"))
    .map((file): BagFile => {
      const bytes = readFileSync(join(directory, file));
      return { path: file, bytes: new Uint8Array(file === path ? change(bytes) : bytes) };
    });
  const information = readFileSync(join(directory, "bag-info.txt"), "utf8")
    .trim()
    .split("\n")
    .map((line): readonly [string, string] => [line.slice(0, line.indexOf(": ")), line.slice(line.indexOf(": ") + 2)])
    .filter(([label]) => label !== "Payload-Oxum");
  for (const file of makeBag(payload, information)) writeFileSync(join(directory, file.path), file.bytes);
}

describe("a sealed bundle", () => {
  test("is intact, by itself and against its root digest", async () => {
    const verdict = await verifyBundle(bundle, { root: sealed.rootDigest });
    expect(verdict.differences).toEqual([]);
    expect(verdict).toMatchObject({ isIntact: true, isRecomputed: true, isRootCompared: true, rootDigest: sealed.rootDigest });
  });

  test("has the same bytes when it is sealed again from rows in another order", async () => {
    const given = exampleCase();
    const { ledger } = given;
    const shuffled = exampleCase({
      ledger: { ...ledger, transfers: ledger.transfers.toReversed(), tags: ledger.tags.toReversed() },
      assets: given.assets.toReversed(),
      compounds: given.compounds.toReversed(),
      sources: given.sources.toReversed(),
    });
    const again = join(folder, "again");
    expect((await sealBundle(shuffled, again)).rootDigest).toBe(sealed.rootDigest);
    for (const file of filesOf(bundle))
      expect(readFileSync(join(again, file)).equals(readFileSync(join(bundle, file))), file).toBe(true);
  });

  test("checks with sha256sum alone, root digest included", () => {
    const check = (manifest: string): string =>
      execFileSync("sha256sum", ["--strict", "-c", manifest], { cwd: bundle, encoding: "utf8" });
    expect(check("tagmanifest-sha256.txt")).toContain("manifest-sha256.txt: OK");
    expect(check("manifest-sha256.txt")).toContain("data/report.pdf: OK");
    expect(execFileSync("sha256sum", ["tagmanifest-sha256.txt"], { cwd: bundle, encoding: "utf8" })).toContain(sealed.rootDigest);
  });

  test("holds nothing of what the annex holds, and the annex names its root", () => {
    for (const file of filesOf(bundle)) {
      const bytes = readFileSync(join(bundle, file));
      for (const secret of secrets) expect(bytes.includes(secret), `${secret} in ${file}`).toBe(false);
    }
    const annex = `${bundle}-annex`;
    for (const secret of secrets) expect(readFileSync(join(annex, "data/annex.ndjson"), "utf8")).toContain(secret);
    expect(readFileSync(join(annex, "bag-info.txt"), "utf8")).toContain(sealed.rootDigest);
    expect(execFileSync("sha256sum", ["--strict", "-c", "manifest-sha256.txt"], { cwd: annex, encoding: "utf8" })).toContain(
      "OK",
    );
  });
});

test("a verdict names the software that sealed the bundle beside the one that verifies it", async () => {
  const older = join(folder, "older");
  await sealBundle({ ...exampleCase(), software: { version: "0.0.9", lockfileSha256: null } }, older);
  const verdict = await verifyBundle(older);
  expect(verdict.sealedBy).toEqual({ version: "0.0.9", lockfileSha256: null });
  expect(verdict.verifiedBy.version).not.toBe("0.0.9");
});

describe("one changed byte", () => {
  test("in any file is found and the file is named", async () => {
    const copy = copyOf(bundle);
    for (const file of filesOf(bundle)) {
      const path = join(copy, file);
      const bytes = readFileSync(path);
      const changed = Buffer.from(bytes.length === 0 ? "x" : bytes);
      if (bytes.length > 0) changed[bytes.length >> 1] = (changed[bytes.length >> 1] ?? 0) ^ 1;
      writeFileSync(path, changed);
      const verdict = await verifyBundle(copy);
      expect(verdict.isIntact, file).toBe(false);
      expect(verdict.differences.join("\n"), file).toContain(file);
      writeFileSync(path, bytes);
    }
    expect((await verifyBundle(copy)).isIntact).toBe(true);
  });

  test("in the root digest is found", async () => {
    const root = `${sealed.rootDigest.startsWith("0") ? "1" : "0"}${sealed.rootDigest.slice(1)}`;
    expect((await verifyBundle(bundle, { root })).differences.join()).toContain("root digest");
  });
});

describe("a figure changed with all manifests rewritten", () => {
  const replace =
    (from: string, to: string) =>
    (bytes: Buffer): Uint8Array =>
      Buffer.from(bytes.toString("utf8").replace(from, to));
  test.each([
    ["data/results/01-case/fifo.json", replace('"atoms": "', '"atoms": "1')],
    ["data/schedules/schedule-E-positions.csv", replace("90000000000", "90000000001")],
    ["data/schedules/schedule-E-positions.ndjson", replace("90000000000", "90000000001")],
    ["data/flows/01-case.json", replace('"atoms": "', '"atoms": "9')],
    ["data/method-statement.txt", replace("oldest", "newest")],
    ["data/schedules/schedule-E-positions.parquet", (bytes: Buffer): Uint8Array => bytes.subarray(0, bytes.length - 1)],
    ["data/report.pdf", (bytes: Buffer): Uint8Array => Buffer.concat([bytes, Buffer.from("\n")])],
    ["data/ledger/transfers.csv", replace("90000000000", "90000000001")],
  ])("%s is found without the root digest", async (path, change) => {
    const copy = copyOf(bundle);
    rewrite(copy, path, change);
    const verdict = await verifyBundle(copy);
    expect(verdict.isRecomputed).toBe(true);
    expect(verdict.differences).toHaveLength(1);
    expect(verdict.findings[0]?.where.file).toBe(path);
  });

  test("an input is found too, because everything made from it differs", async () => {
    const copy = copyOf(bundle);
    rewrite(copy, "data/ledger/transfers.ndjson", replace('"atoms":"90000000000"', '"atoms":"90000000001"'));
    const verdict = await verifyBundle(copy);
    expect(verdict.isIntact).toBe(false);
    expect(verdict.findings.map((finding) => finding.where.file)).toContain("data/report.pdf");
  });
});

describe("a hostile bundle", () => {
  test.each([
    ["a path that leaves the folder", "../outside"],
    ["an absolute path", "/etc/passwd"],
    ["a step back", "data/../../outside"],
    ["a backslash", "data\\..\\outside"],
  ])("with %s in its manifest is refused", async (_words, path) => {
    const copy = copyOf(bundle);
    const manifest = join(copy, "manifest-sha256.txt");
    writeFileSync(manifest, `${readFileSync(manifest, "utf8")}${"0".repeat(64)}  ${path}\n`);
    const verdict = await verifyBundle(copy);
    expect(verdict.isIntact).toBe(false);
    expect(verdict.differences.join("\n")).toContain("a plain path inside the bundle");
  });

  test("with a link, a name twice, an extra and a missing file is refused, each by name", async () => {
    const copy = copyOf(bundle);
    symlinkSync("/etc/passwd", join(copy, "data", "link"));
    mkdirSync(dirname(join(copy, "data/extra/file")), { recursive: true });
    writeFileSync(join(copy, "data/extra/file"), "x");
    writeFileSync(join(copy, "data/README.TXT"), "x");
    rmSync(join(copy, "data/case.json"));
    const verdict = await verifyBundle(copy);
    const named = verdict.findings.map((finding) => finding.where.file);
    expect(named).toEqual(expect.arrayContaining(["data/link", "data/extra/file", "data/case.json"]));
    expect(verdict.differences.join("\n")).toContain("falls together");
    expect(verdict.isRecomputed).toBe(false);
  });

  test("with an empty folder is refused, for its name is not sealed", async () => {
    const copy = copyOf(bundle);
    mkdirSync(join(copy, "data", "reviewed by nobody"));
    const verdict = await verifyBundle(copy);
    expect(verdict.findings.map((finding) => finding.where.file)).toEqual(["data/reviewed by nobody"]);
  });

  test("with a listed file twice is refused", async () => {
    const copy = copyOf(bundle);
    const manifest = join(copy, "manifest-sha256.txt");
    const text = readFileSync(manifest, "utf8");
    writeFileSync(manifest, `${text}${text.split("\n")[0]}\n`);
    expect((await verifyBundle(copy)).differences.join("\n")).toContain("every path once");
  });

  test("with a file beyond the limit is refused before it is read", async () => {
    const copy = copyOf(bundle);
    truncateSync(join(copy, "data/report.pdf"), bagLimits.fileBytesMax + 1);
    await expect(verifyBundle(copy)).rejects.toThrow(/FILE_TOO_LARGE at data\/report\.pdf/);
    rmSync(copy, { recursive: true });
  });

  test("with folders in folders is refused", async () => {
    const copy = copyOf(bundle);
    mkdirSync(join(copy, "data", ..."abcdefgh"), { recursive: true });
    await expect(verifyBundle(copy)).rejects.toThrow(/FILE_TOO_LARGE/);
  });

  test("that is no folder, or a root that is no digest, is a mistake of the caller", async () => {
    await expect(verifyBundle(join(folder, "nothing"))).rejects.toThrow(/FILE_UNREADABLE/);
    await expect(verifyBundle(bundle, { root: "abc" })).rejects.toThrow(/USAGE/);
  });

  test("verifying writes nothing", async () => {
    const before = filesOf(bundle);
    await verifyBundle(bundle);
    expect(filesOf(bundle)).toEqual(before);
  });
});

describe("sealing refuses", () => {
  test("a folder that exists", async () => {
    await expect(sealBundle(exampleCase(), bundle)).rejects.toThrow(/USAGE/);
  });

  test("a place where a link to nothing stands", async () => {
    const link = join(folder, "dangling");
    symlinkSync(join(folder, "nowhere"), link);
    await expect(sealBundle(exampleCase(), link)).rejects.toThrow(/USAGE/);
    rmSync(link);
  });

  test("a note that repeats what only the annex may say, without repeating it", async () => {
    const bytes = new TextEncoder().encode(`see ${secrets[1]}`);
    const refused = sealBundle(exampleCase({ documents: [{ name: "leak.md", role: "note", bytes }] }), join(folder, "leak"));
    await expect(refused).rejects.toThrow(/SECRET_IN_BUNDLE at data\/documents\/01-leak\.md/);
    await expect(refused).rejects.not.toThrow(secrets[1]);
    expect(readdirSync(folder)).not.toContain("leak");
  });

  test("a name that no font can draw, naming the character and the place", async () => {
    const compounds = exampleCase().compounds.map((compound) => ({ ...compound, name: `${compound.name} \u{1F3F0}` }));
    await expect(sealBundle(exampleCase({ compounds }), join(folder, "glyph"))).rejects.toThrow(/GLYPH_MISSING.*U\+1F3F0/);
  });
});
