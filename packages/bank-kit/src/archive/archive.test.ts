import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { archiveBytesOfMemory } from "./archive-bytes.ts";
import type { ArchiveLimits } from "./archive-limits.ts";
import { type ArchiveEntry, type ArchiveReading, openArchive } from "./open-archive.ts";
import { type FileToPack, packArchive } from "./pack-archive.ts";
import { splitReportArchive } from "./split-report-archive.ts";

const text = (content: string): Uint8Array => Buffer.from(content, "utf8");
const file = (name: string, content = `content of ${name}`): FileToPack => ({ name, content: text(content) });

const open = (bytes: Uint8Array, limits: Partial<ArchiveLimits> = {}): Promise<ArchiveReading> =>
  openArchive({ bytes: archiveBytesOfMemory(bytes), origin: "a.zip", limits });

async function contentOf(entry: ArchiveEntry): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of entry.open()) pieces.push(piece);
  return Buffer.concat(pieces);
}

const found = async (bytes: Uint8Array, limits: Partial<ArchiveLimits> = {}): Promise<readonly string[]> => {
  const reading = await open(bytes, limits);
  return reading.ok ? [] : reading.findings.map((finding) => finding.found);
};

const signatures = { local: "PK\u0003\u0004", listed: "PK\u0001\u0002", end: "PK\u0005\u0006" };

/** The archive with a field of its nth header (from 0) changed. */
function changed(
  bytes: Uint8Array,
  place: { readonly header: keyof typeof signatures; readonly nth?: number; readonly at: number },
  value: number | string,
): Buffer {
  const copy = Buffer.from(bytes);
  let start = -1;
  for (let count = 0; count <= (place.nth ?? 0); count += 1) start = copy.indexOf(signatures[place.header], start + 1);
  if (typeof value === "string") copy.write(value, start + place.at);
  else copy.writeUInt16LE(value, start + place.at);
  return copy;
}

const two = packArchive([file("one.xml"), file("two.pdf", "%PDF-1.7")]);

describe("openArchive", () => {
  test("hands on every file with its size, digest and kind", async () => {
    const reading = await open(two);
    expect(reading).toMatchObject({
      ok: true,
      entries: [
        { index: 1, name: "one.xml", byteCount: 18, mediaType: "text/plain" },
        { index: 2, name: "two.pdf", byteCount: 8, mediaType: "application/pdf" },
      ],
    });
  });

  test("reads back what was packed, whatever it is", async () => {
    const contents = fc.uniqueArray(fc.tuple(fc.stringMatching(/^[a-z]{1,9}$/), fc.uint8Array({ maxLength: 3000 })), {
      maxLength: 6,
      selector: ([name]) => name,
    });
    await fc.assert(
      fc.asyncProperty(contents, async (files) => {
        const packed = packArchive(files.map(([name, content]) => ({ name, content: Buffer.concat([text("x"), content]) })));
        const reading = await open(packed);
        expect(reading.ok).toBe(true);
        if (!reading.ok) return;
        expect(reading.entries.map(({ name }) => name)).toEqual(files.map(([name]) => name));
        for (const [index, entry] of reading.entries.entries()) {
          expect((await contentOf(entry)).subarray(1).equals(Buffer.from(files[index]?.[1] ?? []))).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("leaves no byte unguarded: a change anywhere is refused, or leaves every content as it was", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(two.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const damaged = Buffer.from(two);
        damaged[at] = (damaged[at] ?? 0) ^ flip;
        const reading = await open(damaged);
        if (!reading.ok) return;
        const [one, second] = reading.entries;
        expect(one && (await contentOf(one)).toString()).toBe("content of one.xml");
        expect(second && (await contentOf(second)).toString()).toBe("%PDF-1.7");
      }),
      { numRuns: 300 },
    );
  });

  test("refuses an archive that breaks off anywhere", async () => {
    for (let length = 0; length < two.length; length += 1) expect((await open(two.subarray(0, length))).ok).toBe(false);
  });

  const refused: ReadonlyArray<readonly [what: string, bytes: Uint8Array, message: RegExp, limits?: Partial<ArchiveLimits>]> = [
    ["bytes before", Buffer.concat([text("MZ"), two]), /end record at byte/],
    ["bytes after", Buffer.concat([two, text("more")]), /4 bytes after the end record/],
    ["too many entries", two, /^2 entries$/, { entriesMax: 1 }],
    ["too much content", two, /^26 bytes after decompression$/, { expandedBytesMax: 20 }],
    ["a bomb", packArchive([file("a", "0".repeat(200_000))]), /200000 bytes out of/, { ratioFreeBytes: 1000 }],
    ["a name that leads out", packArchive([file("../../etc/passwd")]), /leads out of the archive/],
    ["a name that leads out by the other slash", packArchive([file("a\\..\\..\\b")]), /leads out of the archive/],
    ["an absolute name", packArchive([file("/etc/passwd")]), /absolute path/],
    ["a drive", packArchive([file("C:\\x.xml")]), /names a drive/],
    ["a name that acts on a terminal", packArchive([file("a\u001b[2J.xml")]), /\\u\{1b\}/],
    ["a long name", packArchive([file("a".repeat(300))]), /a name of 300 characters/],
    ["the same name", packArchive([file("a.xml"), file("a.xml")]), /the name of entry 1 again/],
    ["the same name by case", packArchive([file("a.xml"), file("A.XML")]), /the name of entry 1 again/],
    ["an archive inside", packArchive([{ name: "b.pdf", content: two }]), /an archive inside the archive \(application\/zip\)/],
    ["a gzip file inside", packArchive([{ name: "b", content: gzipSync("x") }]), /application\/gzip/],
    ["an encrypted entry", changed(two, { header: "listed", at: 8 }, 0x801), /an encrypted entry/],
    ["an unknown method", changed(two, { header: "listed", at: 10 }, 99), /compression method 99/],
    [
      "a symbolic link",
      changed(changed(two, { header: "listed", at: 4 }, 0x314), { header: "listed", at: 40 }, 0o120777),
      /a symbolic link/,
    ],
    ["another check sum than the content's", lying(16), /check sum/],
    ["a size that is too small", lying(24), /more than \d+ bytes/],
    ["two names for one file", changed(two, { header: "listed", at: 46 }, "two"), /another name in the directory/],
    ["a count that lies", changed(changed(two, { header: "end", at: 8 }, 1), { header: "end", at: 10 }, 1), /belong to no entry/],
    ["two counts", changed(two, { header: "end", at: 8 }, 1), /^2 and 1 entries$/],
    ["two entries with the same bytes", overlapping(), /belong to two entries/],
    ["no archive", text("just a text that is long enough"), /no end record/],
  ];
  test.each(refused.map(([what, ...rest]) => [what, rest] as const))("refuses %s", async (_what, [bytes, message, limits]) => {
    expect((await found(bytes, limits)).join("\n")).toMatch(message);
  });

  test("reads 64-bit records, and none that contradict the short ones or the directory", async () => {
    expect((await open(wide(2n))).ok).toBe(true);
    expect((await open(wide(2n, { isSaid: true }))).ok).toBe(true);
    expect(await found(wide(1n, { isSaid: true }))).toEqual(["entries: 2 in the short and 1 in the 64-bit end record"]);
    expect((await open(wide(1n))).ok).toBe(false);
    expect(await found(wide(2n ** 60n))).toEqual([`the number ${2n ** 60n} in an end record`]);
  });

  test("tells all that is wrong at once, each with its entry", async () => {
    const reading = await open(packArchive([file("../a"), file("ok"), file("/b"), file("OK")]));
    const places = reading.ok ? [] : reading.findings.map(({ where }) => `${where.file} ${where.record} ${where.path}`);
    expect(places).toEqual(["a.zip entry 1 ../a", "a.zip entry 3 /b", "a.zip entry 4 OK"]);
  });

  test("takes office documents as documents", async () => {
    const document = packArchive([file("[Content_Types].xml", "<Types/>"), file("word/document.xml", "<w/>")]);
    const reading = await open(packArchive([{ name: "letter.docx", content: document }]));
    expect(reading).toMatchObject({ ok: true, entries: [{ mediaType: "application/vnd.openxmlformats-officedocument" }] });
  });
});

describe("splitReportArchive", () => {
  const split = async (...files: readonly FileToPack[]): Promise<ReturnType<typeof splitReportArchive>> => {
    const reading = await open(packArchive(files));
    return splitReportArchive(reading.ok ? reading.entries : [], "a.zip");
  };

  test("tells the report from what was sent with it", async () => {
    const [report, scan] = [file("STR-1.XML", "<report/>"), file("scan.pdf", "%PDF-1")];
    expect(await split(scan, report)).toMatchObject({
      ok: true,
      report: { name: "STR-1.XML", mediaType: "application/xml" },
      attachments: [{ name: "scan.pdf", byteCount: 6 }],
    });
  });

  test("takes what macOS adds for no second report", async () => {
    const files = [file("STR-1.xml", "<report/>"), file("__MACOSX/._STR-1.xml", "Mac OS X")];
    expect(await split(...files)).toMatchObject({ ok: true, report: { name: "STR-1.xml" } });
  });

  test("chooses no report where there are none or two", async () => {
    expect(await split(file("a.pdf"))).toMatchObject({ ok: false, findings: [{ found: "no XML file" }] });
    expect(await split(file("a.xml"), file("b.xml"))).toMatchObject({ findings: [{ found: "2 XML files: a.xml, b.xml" }] });
  });
});

/** The archive with 64-bit end records that state `count` entries, beside short ones that say so or leave it to them. */
function wide(count: bigint, { isSaid = false }: { readonly isSaid?: boolean } = {}): Buffer {
  const at = two.length - 22;
  const record = Buffer.alloc(56 + 20);
  record.write("PK\u0006\u0006");
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(count, 24);
  record.writeBigUInt64LE(count, 32);
  record.writeBigUInt64LE(BigInt(Buffer.from(two).readUInt32LE(at + 12)), 40);
  record.writeBigUInt64LE(BigInt(Buffer.from(two).readUInt32LE(at + 16)), 48);
  record.write("PK\u0006\u0007", 56);
  record.writeBigUInt64LE(BigInt(at), 64);
  record.writeUInt32LE(1, 72);
  const end = Buffer.from(two.subarray(at));
  if (!isSaid) end.fill(0xff, 8, 20);
  return Buffer.concat([two.subarray(0, at), record, end]);
}

/** Both headers of the first entry state the same wrong value. */
function lying(at: number): Buffer {
  const wrong = 1;
  return changed(changed(two, { header: "listed", at }, wrong), { header: "local", at: at - 2 }, wrong);
}

/** The second entry of the directory refers to the first entry's content. */
function overlapping(): Buffer {
  const same = packArchive([file("a", "same"), file("b", "same")]);
  return changed(same, { header: "listed", nth: 1, at: 42 }, 0);
}
