import { readFileSync } from "node:fs";
import { SubmissionScope } from "@tributary/bank-kit";
import { digestBytes } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findProfile } from "../goaml-profile.ts";
import { readGoaml } from "../read-goaml.ts";
import { loadStructure } from "../structure/load-structure.ts";
import { madeFaults, madeReport } from "./made-faults.ts";

const fixture = (name: string): Buffer => readFileSync(new URL(`../../../../fixtures/bank/${name}`, import.meta.url));

async function read(file: Uint8Array, profileId: string, rowsWanted?: "transfers"): Promise<readonly IngestItem[]> {
  const profile = findProfile(profileId);
  const context = { file: "f.xml", fileSha256: digestBytes(file), submitter: "re-01", format: "goaml", profile: profileId };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: "GH", rowsWanted });
  async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
    yield file;
  }
  const structure = loadStructure(profile.structure);
  const items: IngestItem[] = [];
  for await (const item of readGoaml({ bytes: bytes(), submission, profile, structure })) items.push(item);
  return items;
}

/** What a check counts and tells of an item. */
const countedOf = (item: IngestItem): unknown => {
  const { locator } = item.record;
  if ("findings" in item) return { locator, findings: item.findings };
  const transfers = (item.rows.transfers ?? []).map(({ id: _, ...transfer }) => transfer);
  return { locator, warnings: item.warnings ?? [], transfers };
};

async function expectSame(file: Uint8Array, profileId: string): Promise<readonly IngestItem[]> {
  const stored = await read(file, profileId);
  const checked = await read(file, profileId, "transfers");
  expect(checked.map(countedOf)).toEqual(stored.map(countedOf));
  return stored;
}

describe("a check tells and counts what is stored", () => {
  test.each([
    ["gh-5.0.1-str.xml", "goaml-gh"],
    ["lk-2.0-str.xml", "goaml-lk-2.0"],
    ["damaged-amount-exponent.xml", "goaml-lk-2.0"],
    ["damaged-iban-check-digits.xml", "goaml-lk-2.0"],
    ["damaged-time.xml", "goaml-lk-2.0"],
    ["damaged-truncated.xml", "goaml-lk-2.0"],
    ["goaml/gh-reportdata.xml", "goaml-gh"],
  ])("of %s", async (name, profileId) => {
    expect((await expectSame(fixture(name), profileId)).length).toBeGreaterThan(0);
  });

  test("of a file with every fault that is planted", async () => {
    await expectSame(Buffer.from(madeReport({ transactionCount: 1_400, faults: madeFaults })), "goaml-ae");
  });

  test("of a text with more numbers than are tried", async () => {
    const numbers = Array.from({ length: 2_000 }, (_, index) => `+23320${1_000_000 + index}`).join(" ");
    const file = fixture("gh-5.0.1-str.xml")
      .toString()
      .replace(/<reason>[^<]*/, `<reason>${numbers}`);
    const items = await expectSame(Buffer.from(file), "goaml-gh");
    const warnings = items.flatMap((item) => ("rows" in item ? (item.warnings ?? []) : []));
    expect(warnings.map(({ code }) => code)).toContain("LIMIT_REACHED");
  });

  test("of a text in a font of its own", async () => {
    const file = fixture("gh-5.0.1-str.xml")
      .toString()
      .replace(/<reason>[^<]*/, "<reason>\u1031\u1019\u102c\u1004\u1039 \u1031\u1000\u103a\u102c\u1039");
    const items = await expectSame(Buffer.from(file), "goaml-gh");
    const warnings = items.flatMap((item) => ("rows" in item ? (item.warnings ?? []) : []));
    expect(warnings.map(({ rule }) => rule)).toContain("zawgyi-suspected");
  });

  test("of a file with any damage", async () => {
    const whole = fixture("gh-5.0.1-str.xml");
    const cut = fc.record({ at: fc.nat(whole.length), length: fc.nat(200) });
    const property = fc.asyncProperty(fc.array(cut, { minLength: 1, maxLength: 3 }), async (cuts) => {
      const file = cuts.reduce(
        (text, { at, length }) => Buffer.concat([text.subarray(0, at), text.subarray(at + length)]),
        whole,
      );
      await expectSame(file, "goaml-gh");
    });
    await fc.assert(property, { numRuns: 60 });
  });
});
