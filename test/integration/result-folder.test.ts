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
import { join } from "node:path";
import { canonicalJson, canonicalJsonLine, digestBytes } from "@tributary/domain";
import { type ResultToWrite, readResultFolder, writeResultFolder } from "@tributary/engine";
import { arbitraryTrace, everyFeature, ledgerOf, requestOf, transferClaim } from "@tributary/testkit";
import { parseTraceRequest, type TraceRequest, type TraceResult, trace, writeTraceRequest } from "@tributary/trace";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { listFilesUnder } from "../contract/source-files.ts";

const root = mkdtempSync(join(tmpdir(), "tributary-result-folder-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

function freshPlace(): string {
  count += 1;
  return join(root, `result-${count}`);
}

const ledger = ledgerOf(
  [
    { from: "V", to: "A", atoms: 2n ** 256n - 1n, at: 0 },
    { from: "A", to: "B", atoms: 60n, at: 1 },
    { from: "W", to: "A", atoms: 2n ** 256n - 1n, at: 2 },
    { from: "B", to: "C", atoms: 25n, at: 3 },
  ],
  { tags: [{ account: "C", id: "tag", category: "exchange", confidence: 90 }] },
);
const request = requestOf({
  claims: [transferClaim("V", "t1", "t3"), transferClaim("=1+1; DROP TABLE 'written' [\"a\"] \\", "t4")],
});

function answerTo(question: TraceRequest): ResultToWrite {
  return { document: trace(ledger, question), request: question, isComplete: true };
}

const questions: readonly TraceRequest[] = [
  request,
  { ...request, method: "all" },
  { ...request, claims: [], target: { transfer: "t4" }, method: "lifo" },
  { ...request, claims: [], target: { transfer: "t4" }, method: "all" },
];

/** Requests that could stand in a file: every claim starts somewhere. */
const askable = arbitraryTrace(everyFeature).filter(
  (drawn) => parseTraceRequest(JSON.parse(writeTraceRequest(drawn.request)), {}).ok,
);

describe("a result folder", () => {
  test.each(questions)("gives back the same answer to question %#", async (question) => {
    const [place, answer] = [freshPlace(), answerTo(question)];
    const written = await writeResultFolder(answer, place);
    const saved = await readResultFolder(place);
    expect(canonicalJson(saved.document)).toBe(canonicalJson(answer.document));
    expect(saved.request).toEqual(question);
    expect(saved.requestSha256).toBe(written.requestSha256);
    expect(saved.isComplete).toBe(true);
  });

  test("gives back what random ledgers give, sums beyond 2^256 among them", async () => {
    await fc.assert(
      fc.asyncProperty(askable, async (drawn) => {
        const question: TraceRequest = { ...drawn.request, method: "all" };
        const answer = { document: trace(drawn.ledger, question), request: question, isComplete: false };
        const place = freshPlace();
        await writeResultFolder(answer, place);
        const saved = await readResultFolder(place);
        expect(canonicalJson(saved.document)).toBe(canonicalJson(answer.document));
        expect(saved.isComplete).toBe(false);
        rmSync(place, { recursive: true });
      }),
      { numRuns: 12 },
    );
    const { positions } = answerTo({ ...request, method: "fifo" }).document as TraceResult;
    expect(positions.some(({ atoms }) => BigInt(atoms) > 2n ** 256n)).toBe(true);
  });

  test("has a table for every kind of row, a manifest over all files and the marker over the manifest", async () => {
    const place = freshPlace();
    const written = await writeResultFolder(answerTo(request), place);
    expect(readdirSync(place).sort()).toEqual(["COMPLETE", request.method, "manifest.json", "result.json"]);
    const manifestBytes = readFileSync(join(place, "manifest.json"));
    expect(readFileSync(join(place, "COMPLETE"), "utf8")).toBe(`${digestBytes(manifestBytes)}\n`);
    expect(written.manifestSha256).toBe(digestBytes(manifestBytes));
    const manifest = JSON.parse(manifestBytes.toString());
    for (const file of manifest.files) {
      const bytes = readFileSync(join(place, file.path));
      expect([file.path, file.sha256, file.bytes]).toEqual([file.path, digestBytes(bytes), bytes.length]);
    }
    expect(manifest.files).toHaveLength(17);
    expect(manifest.software.version).toMatch(/^[0-9]+\./);
    const lines = readFileSync(join(place, request.method, "flows.ndjson"), "utf8");
    expect(lines).toBe((answerTo(request).document as TraceResult).flows.map((row) => canonicalJsonLine(row)).join(""));
  });

  test("has the same bytes for the same answer", async () => {
    const [one, two] = [freshPlace(), freshPlace()];
    const question = { ...request, method: "all" as const };
    await writeResultFolder(answerTo(question), one);
    await writeResultFolder(answerTo(question), two);
    const bytesOf = (place: string) =>
      listFilesUnder(place).map((path) => [path.slice(place.length), digestBytes(readFileSync(path))]);
    expect(bytesOf(two)).toEqual(bytesOf(one));
    expect(bytesOf(one)).toHaveLength(6 * 16 + 3);
  });

  test("is never written over, and a failure leaves nothing behind", async () => {
    const place = freshPlace();
    mkdirSync(place);
    await expect(writeResultFolder(answerTo(request), place)).rejects.toThrow(/USAGE.*exists/);
    rmSync(place, { recursive: true });
    const broken: TraceRequest = { ...request, claims: [transferClaim("\ud800", "t1")] };
    await expect(writeResultFolder(answerTo(broken), place)).rejects.toThrow(/VALUE_UNREADABLE at claims.ndjson:1 claim/);
    expect(readdirSync(root).filter((name) => name.includes(`result-${count}`))).toEqual([]);
  });
});

describe("a folder that was touched is named for what was touched", async () => {
  const whole = freshPlace();
  await writeResultFolder(answerTo(request), whole);
  const copy = (): string => {
    const place = freshPlace();
    cpSync(whole, place, { recursive: true });
    return place;
  };
  const flows = `${request.method}/flows`;

  test("every file, with one byte changed", async () => {
    const files = listFilesUnder(whole).map((path) => path.slice(whole.length + 1));
    for (const file of files) {
      const place = copy();
      const bytes = readFileSync(join(place, file));
      if (bytes.length === 0) continue;
      const middle = Math.floor(bytes.length / 2);
      bytes.writeUInt8((bytes.readUInt8(middle) ^ 1) & 0xff, middle);
      writeFileSync(join(place, file), bytes);
      const told = file === "COMPLETE" ? "manifest.json" : file;
      await expect(readResultFolder(place)).rejects.toThrow(new RegExp(`BUNDLE_CHANGED at ${told.replaceAll(".", "\\.")}`));
    }
  });

  test("a folder without its marker is not finished", async () => {
    const place = copy();
    rmSync(join(place, "COMPLETE"));
    await expect(readResultFolder(place)).rejects.toThrow(/FILE_TRUNCATED .*without COMPLETE: it was not finished/);
  });

  test("a file less, a file more, a link, a cut file; several are told at once", async () => {
    const place = copy();
    rmSync(join(place, `${flows}.ndjson`));
    await expect(readResultFolder(place)).rejects.toThrow(new RegExp(`BUNDLE_CHANGED at ${flows}.ndjson: found no file`));
    writeFileSync(join(place, "notes.txt"), "more");
    truncateSync(join(place, `${flows}.parquet`), 10);
    await expect(readResultFolder(place)).rejects.toThrow(
      /notes.txt: found a file that the manifest does not list; likewise .*flows/,
    );
    const linked = copy();
    rmSync(join(linked, `${flows}.ndjson`));
    symlinkSync(join(whole, `${flows}.ndjson`), join(linked, `${flows}.ndjson`));
    await expect(readResultFolder(linked)).rejects.toThrow(/found a link or a special file/);
  });

  test("no folder at all", async () => {
    await expect(readResultFolder(join(root, "nowhere"))).rejects.toThrow("FILE_UNREADABLE");
  });

  /** Makes digests agree again, as somebody would who has changed a figure. */
  function reseal(
    place: string,
    change: (manifest: { files: { path: string; bytes: number; rows: number; sha256: string }[] }) => void,
  ): void {
    const manifest = JSON.parse(readFileSync(join(place, "manifest.json"), "utf8"));
    for (const file of manifest.files) {
      const bytes = readFileSync(join(place, file.path));
      file.sha256 = digestBytes(bytes);
      file.bytes = bytes.length;
    }
    change(manifest);
    const text = canonicalJson(manifest);
    writeFileSync(join(place, "manifest.json"), text);
    writeFileSync(join(place, "COMPLETE"), `${digestBytes(Buffer.from(text))}\n`);
  }

  test("two forms that part are found though every digest agrees", async () => {
    const place = copy();
    const path = join(place, `${flows}.ndjson`);
    writeFileSync(path, readFileSync(path, "utf8").replace('"atoms":"60"', '"atoms":"61"'));
    reseal(place, () => {});
    await expect(readResultFolder(place)).rejects.toThrow(/BUNDLE_CHANGED at flows.ndjson:[0-9]+: .*61.*60/);
  });

  test("a head that says another thing than the tables is found though every digest agrees", async () => {
    const place = copy();
    const path = join(place, "result.json");
    const head = JSON.parse(readFileSync(path, "utf8"));
    head.results[request.method].notes = ["All is well."];
    writeFileSync(path, canonicalJson(head));
    reseal(place, () => {});
    await expect(readResultFolder(place)).rejects.toThrow("BUNDLE_CHANGED at result.json");
    head.results[request.method].notes = [];
    head.request.stop_confidence = 51;
    writeFileSync(path, canonicalJson(head));
    reseal(place, () => {});
    await expect(readResultFolder(place)).rejects.toThrow(/BUNDLE_CHANGED at result.json: found another request/);
  });

  test("a manifest that leads out of the folder opens nothing there", async () => {
    const place = copy();
    reseal(place, ({ files }) => {
      files.push({ path: "../secret.txt", bytes: 1, rows: 1, sha256: "0".repeat(64) });
    });
    await expect(readResultFolder(place)).rejects.toThrow(/BUNDLE_CHANGED at manifest.json: found \.\.\/secret.txt/);
  });

  test("a table less, or another number of rows, in a manifest that agrees with itself", async () => {
    const place = copy();
    reseal(place, ({ files }) => {
      for (const file of files) if (file.path.startsWith(flows)) file.rows += 1;
    });
    await expect(readResultFolder(place)).rejects.toThrow(/BUNDLE_CHANGED at flows.parquet: found [0-9]+ rows/);
    rmSync(join(place, `${flows}.parquet`));
    rmSync(join(place, `${flows}.ndjson`));
    const manifest = JSON.parse(readFileSync(join(place, "manifest.json"), "utf8"));
    manifest.files = manifest.files.filter(({ path }: { path: string }) => !path.startsWith(flows));
    writeFileSync(join(place, "manifest.json"), canonicalJson(manifest));
    reseal(place, () => {});
    await expect(readResultFolder(place)).rejects.toThrow(/BUNDLE_CHANGED at .*flows.parquet: found no such table/);
  });
});
