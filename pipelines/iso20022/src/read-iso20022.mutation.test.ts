import { readdirSync, readFileSync } from "node:fs";
import { SubmissionScope } from "@tributary/bank-kit";
import { digestText } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readIso20022 } from "./read-iso20022.ts";

const folder = new URL("../../../fixtures/bank/iso20022/", import.meta.url);
const files = readdirSync(folder)
  .sort()
  .map((name) => readFileSync(new URL(name, folder), "utf8"));

async function read(xml: string): Promise<readonly IngestItem[]> {
  async function* pieces(): AsyncGenerator<Uint8Array, void, undefined> {
    yield new TextEncoder().encode(xml);
  }
  const context = { file: "m.xml", fileSha256: digestText("m"), submitter: "re-01", format: "iso20022", profile: "iso20022" };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: null });
  const items: IngestItem[] = [];
  for await (const item of readIso20022({ bytes: pieces(), submission, zoneOffset: "+01:00" })) items.push(item);
  return items;
}

/** What hostile or broken systems write where a value should stand. */
const value = fc.constantFrom(
  "",
  "-",
  "0",
  "-5",
  "1e9",
  "9".repeat(90),
  "2025-13-40",
  "9999-12-31",
  "0001-01-01T00:00:00+14:00",
  "x".repeat(600),
  "&#x202e;",
);

/** Edits that leave the file well-formed: an element without its content, said twice, left out, or with another value. */
const edit = fc.oneof(
  fc.record({ kind: fc.constant("remove" as const), at: fc.nat() }),
  fc.record({ kind: fc.constant("repeat" as const), at: fc.nat() }),
  fc.record({ kind: fc.constant("write" as const), at: fc.nat(), value }),
);
type Edit = typeof edit extends fc.Arbitrary<infer Value> ? Value : never;

const elements = /<([\w:]+)(?: [^>]*)?>(?:[^<]|<(?!\/?\1[ >]))*<\/\1>/g;

function apply(xml: string, change: Edit): string {
  // Elements at every depth: each match of the outer ones hides its inner ones, so the search starts anew inside.
  const found: { readonly index: number; readonly text: string }[] = [];
  for (const { index } of xml.matchAll(/<[A-Za-z]/g)) {
    elements.lastIndex = index;
    const match = elements.exec(xml);
    if (match?.index === index) found.push({ index, text: match[0] });
  }
  const { index, text } = found[change.at % Math.max(found.length, 1)] ?? { index: 0, text: "" };
  const written =
    change.kind === "write"
      ? text.replace(/>[\s\S]*(?=<)/, () => `>${change.value}`)
      : change.kind === "repeat"
        ? text + text
        : "";
  return xml.slice(0, index) + written + xml.slice(index + text.length);
}

describe("an edited file", () => {
  test("is read to its end or says why not, and no id of a party or part stands for two", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.array(edit, { minLength: 1, maxLength: 3 }), async (file, edits) => {
        const items = await read(edits.reduce(apply, file));
        expect(items.length).toBeGreaterThan(0);
        const said = new Map<string, string>();
        for (const item of items) {
          if (!("rows" in item)) continue;
          const { parties = [], involvements = [], accounts = [] } = item.rows;
          for (const row of [...parties, ...involvements, ...accounts]) {
            const text = JSON.stringify(row, (_key, part: unknown) => (typeof part === "bigint" ? `${part}` : part));
            expect(said.get(row.id) ?? text).toBe(text);
            said.set(row.id, text);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("never makes more transfers than it has payments", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.array(edit, { maxLength: 2 }), async (file, edits) => {
        const items = await read(edits.reduce(apply, file));
        for (const item of items) {
          if (!("rows" in item)) continue;
          const { payments = [], transfers = [] } = item.rows;
          expect(transfers.length).toBe(payments.filter(({ shape }) => shape === "two-sided").length);
        }
      }),
      { numRuns: 150 },
    );
  });
});
