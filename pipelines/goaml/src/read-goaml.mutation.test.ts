import { readFileSync } from "node:fs";
import { SubmissionScope } from "@tributary/bank-kit";
import { digestBytes } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findProfile } from "./goaml-profile.ts";
import { readGoaml } from "./read-goaml.ts";
import { loadStructure } from "./structure/load-structure.ts";
import type { Structure } from "./structure/structure.ts";

const bytes = readFileSync(new URL("../../../fixtures/bank/gh-5.0.1-str.xml", import.meta.url));
const profile = findProfile("goaml-gh");

async function read(file: Uint8Array, structure?: Structure): Promise<readonly IngestItem[]> {
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    yield file;
  }
  const items: IngestItem[] = [];
  const context = { file: "f.xml", fileSha256: digestBytes(file), submitter: "re-01", format: "goaml", profile: profile.id };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: null });
  for await (const item of readGoaml({ bytes: pieces(), submission, profile, structure })) items.push(item);
  return items;
}

const transfersOf = (items: readonly IngestItem[]) =>
  items.flatMap((item) => ("rows" in item ? (item.rows.transfers ?? []) : []));

/** What an edit leaves of a file: some bytes overwritten, a stretch removed, a stretch said twice. */
const edit = fc.oneof(
  fc.record({ kind: fc.constant("set" as const), at: fc.nat(bytes.length - 1), value: fc.integer({ min: 0, max: 255 }) }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat(bytes.length - 1), length: fc.nat(2000) }),
  fc.record({ kind: fc.constant("repeat" as const), at: fc.nat(bytes.length - 1), length: fc.nat(4000) }),
);

function apply(file: Buffer, change: typeof edit extends fc.Arbitrary<infer Edit> ? Edit : never): Buffer {
  if (change.kind === "set") {
    const copy = Buffer.from(file);
    if (change.at < copy.length) copy[change.at] = change.value;
    return copy;
  }
  const end = change.at + change.length;
  const kept = change.kind === "cut" ? change.at : end;
  return Buffer.concat([file.subarray(0, kept), file.subarray(change.kind === "cut" ? end : change.at)]);
}

describe("a report with any damage", () => {
  test("is read to an end, checked or not: each record once, and nothing said of money that the file does not say", async () => {
    const property = fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
      const file = edits.reduce(apply, bytes);
      const items = await read(file);
      const locators = items.map(({ record }) => record.locator);
      expect(new Set(locators).size).toBe(locators.length);
      const ids = transfersOf(items).map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const item of items) if ("findings" in item) expect(item.findings.length).toBeGreaterThan(0);
      const checked = await read(file, loadStructure(profile.structure));
      expect(checked.map(({ record }) => record)).toEqual(items.map(({ record }) => record));
      expect(transfersOf(checked)).toEqual(transfersOf(items));
      const text = file.toString("latin1");
      for (const { atoms } of transfersOf(items)) expect(text.replace(/[.\s]/g, "")).toContain(`${atoms}`.replace(/0+$/, ""));
    });
    await fc.assert(property, { numRuns: 300 });
  });

  test("cut off anywhere gives a prefix of its payments", async () => {
    const whole = transfersOf(await read(bytes)).map(({ id }) => id);
    expect(whole).toHaveLength(3);
    for (let length = 0; length < bytes.length; length += 97) {
      const ids = transfersOf(await read(bytes.subarray(0, length))).map(({ id }) => id);
      expect(whole.slice(0, ids.length)).toEqual(ids);
    }
  });
});
