import { packArchive, SubmissionScope } from "@tributary/bank-kit";
import { digestBytes } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { expect, test } from "vitest";
import { findProfile } from "./goaml-profile.ts";
import { readSent } from "./read-sent.ts";
import { loadStructure } from "./structure/load-structure.ts";

const profile = { ...findProfile("goaml-base"), sizeLimits: { fileBytesMax: 90, reportBytesMax: 130 } };
const xml = "<report><entity_reference>R</entity_reference><activity/></report>";

async function read(bytes: Uint8Array, isGzip = false): Promise<readonly IngestItem[]> {
  const context = { file: "sent.zip", fileSha256: digestBytes(bytes), submitter: "re-01", format: "goaml", profile: profile.id };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: null });
  const received = {
    origin: "sent.zip",
    sha256: digestBytes(bytes),
    byteCount: BigInt(bytes.length),
    isGzip,
    head: bytes.subarray(0, 512),
    bytes: async function* () {
      yield bytes;
    },
    readAt: (position: number, length: number) => Promise.resolve(bytes.subarray(position, position + length)),
  };
  const items: IngestItem[] = [];
  for await (const item of readSent(received, { submission, profile, structure: loadStructure("base") })) items.push(item);
  return items;
}

test("an archive is its one report with what came beside it, and what is too large for the FIU is told", async () => {
  const picture = "P".repeat(100);
  const items = await read(
    packArchive([
      { name: "r.xml", content: Buffer.from(xml) },
      { name: "a.bin", content: Buffer.from(picture) },
    ]),
  );
  const attachments = items.flatMap((item) => ("rows" in item ? (item.rows.attachments ?? []) : []));
  expect(attachments).toMatchObject([{ name: "a.bin", byteCount: 100n, sha256: digestBytes(Buffer.from(picture)) }]);
  const warnings = items.flatMap((item) => ("rows" in item ? (item.warnings ?? []) : []));
  expect(warnings.filter(({ rule }) => rule === "goaml-base/size").map(({ found }) => found)).toEqual([
    "100 bytes in a.bin",
    `${100 + xml.length} bytes with all attachments`,
  ]);
});

test("a report as it stands is read as before", async () => {
  const items = await read(Buffer.from(xml));
  expect(items.every((item) => "rows" in item)).toBe(true);
});

test.each([
  ["a name that leads out of the archive", packArchive([{ name: "../r.xml", content: Buffer.from(xml) }]), false],
  ["no report", packArchive([{ name: "r.txt", content: Buffer.from(xml) }]), false],
  ["a ZIP archive inside gzip", packArchive([{ name: "r.xml", content: Buffer.from(xml) }]), true],
  ["an end that is cut off", packArchive([{ name: "r.xml", content: Buffer.from(xml) }]).subarray(0, 60), false],
])("an archive with %s is refused whole", async (_name, bytes, isGzip) => {
  const items = await read(bytes, isGzip);
  expect(items).toMatchObject([{ record: { locator: "archive", fileSha256: digestBytes(bytes) } }]);
  expect("findings" in (items[0] ?? {})).toBe(true);
});
