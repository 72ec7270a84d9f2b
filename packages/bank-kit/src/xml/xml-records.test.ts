import { fail } from "@tributary/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leavesOf, type XmlElement } from "./xml-element.ts";
import { type XmlLimits, xmlLimits } from "./xml-limits.ts";
import { readXmlRecords, type XmlRecord } from "./xml-records.ts";

interface Options {
  readonly piece?: number;
  readonly limits?: Partial<XmlLimits>;
}

async function records(file: string | Uint8Array, { piece = 65_536, limits = {} }: Options = {}): Promise<readonly XmlRecord[]> {
  const bytes = typeof file === "string" ? new TextEncoder().encode(file) : file;
  const source = { origin: "f.xml", limits: { ...xmlLimits, ...limits }, positioned: new Set(["t"]) };
  const read: XmlRecord[] = [];
  for await (const record of readXmlRecords({ ...source, bytes: cut(bytes, piece) })) read.push(record);
  return read;
}

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const elementsOf = (read: readonly XmlRecord[]): readonly XmlElement[] =>
  read.flatMap((record) => (record.kind === "element" ? [record.element] : []));

const findingOf = (read: readonly XmlRecord[]) =>
  read.flatMap((record) => (record.kind === "broken" || record.kind === "oversized" ? [record.finding] : []))[0];

describe("elements", () => {
  test("have paths with positions, lines and their own text in the file", async () => {
    const first = '<t a="1">\r\n<b>x &lt; &#x4e00;</b><b><![CDATA[<y>]]></b>\r\n</t>';
    const read = await records(`<?xml version="1.0"?>\n<r><h/>\n${first}<t/></r>`, { piece: 5 });
    expect(read.map((record) => (record.kind === "element" ? record.raw : record.kind))).toEqual([
      "root",
      "<h/>",
      first,
      "<t/>",
      "end",
    ]);
    expect(elementsOf(read).flatMap(leavesOf)).toEqual([
      { path: "/r/h", line: 2, value: "" },
      { path: "/r/t[1]/@a", line: 3, value: "1" },
      { path: "/r/t[1]/b[1]", line: 4, value: "x < 一" },
      { path: "/r/t[1]/b[2]", line: 4, value: "<y>" },
      { path: "/r/t[2]", line: 5, value: "" },
    ]);
  });

  test("keep text that stands beside child elements", async () => {
    const [element] = elementsOf(await records("<r><t>loose<b/></t></r>"));
    expect(element === undefined ? [] : leavesOf(element).map(({ path, value }) => [path, value])).toEqual([
      ["/r/t[1]/text()", "loose"],
      ["/r/t[1]/b", ""],
    ]);
  });

  test("have right lines beyond 65,535", async () => {
    const read = await records(`<r>${"\n".repeat(70_000)}<t/></r>`);
    expect(elementsOf(read)[0]?.line).toBe(70_001);
  });

  test.each(["\n", "\r\n"])(
    "have the place of their first character, whatever the line ends with (%j) and the pieces are",
    async (newline) => {
      const file = ["<r>", "  <t><a", 'x="1"/><b >y</b>', "<c/></t> <t", " />", "</r>"].join(newline);
      for (const piece of [1, 3, 65_536]) {
        const places: unknown[] = [];
        const visit = ({ name, line, column, children }: XmlElement): void => {
          places.push([name, line, column]);
          children.forEach(visit);
        };
        elementsOf(await records(file, { piece })).forEach(visit);
        expect(places).toEqual([
          ["t", 2, 3],
          ["a", 2, 6],
          ["b", 3, 8],
          ["c", 4, 1],
          ["t", 4, 10],
        ]);
      }
    },
  );
});

describe("a file that is refused", () => {
  const bomb = '<!DOCTYPE r [\n<!ENTITY a "aaaa">\n<!ENTITY b "&a;&a;">\n]>';
  test.each([
    ["a document type", `<?xml version="1.0"?>\n${bomb}\n<r>&b;</r>`, "XML_FORBIDDEN", 2],
    ["an external entity", '<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>', "XML_FORBIDDEN", 1],
    ["an unknown entity", "<r>\n<t>&nbsp;</t></r>", "XML_FORBIDDEN", 2],
    ["64 levels and one", `<r>${"<a>".repeat(64)}`, "XML_FORBIDDEN", 1],
    ["a tag that closes another", "<r>\n\n<t></u></t></r>", "XML_MALFORMED", 3],
    ["a NUL character", "<r>\n<t>\u0000</t></r>", "XML_MALFORMED", 2],
    ["two roots", "<r></r>\n<r></r>", "XML_MALFORMED", 2],
    ["text between records", "<r>\nloose\n<t/></r>", "XML_MALFORMED", 3],
    ["an attribute twice", '<r>\n<t a="1" a="2"/></r>', "XML_MALFORMED", 2],
    ["no content", "", "FILE_TRUNCATED", 1],
    ["no end", "<r>\n<t>", "FILE_TRUNCATED", 2],
    ["an end inside a tag", "<r>\n<t><b", "FILE_TRUNCATED", 2],
    ["an end inside a comment", "<r>\n<!-- ", "FILE_TRUNCATED", 2],
  ])("for %s is refused with code and line", async (...row) => {
    const [, file, code, line] = row;
    for (const piece of [1, 65_536]) {
      const read = await records(file, { piece });
      expect(findingOf(read)).toMatchObject({ code, where: { file: "f.xml", line } });
      expect(read.at(-1)?.kind).toBe("broken");
    }
  });

  test("hands on what was complete before the break", async () => {
    const read = await records("<r><t>1</t><t>2</t><t>3");
    expect(elementsOf(read).map(({ text }) => text)).toEqual(["1", "2"]);
    expect(read.at(-1)).toMatchObject({ kind: "broken", raw: "<t>3", finding: { where: { path: "/r/t[3]" } } });
  });

  test("hands on the records before a compressed file broke off", async () => {
    async function* broken(): AsyncGenerator<Uint8Array, void, undefined> {
      yield new TextEncoder().encode("<r>\n<t>1</t>");
      fail("FILE_TRUNCATED", { found: "a gzip file that breaks off", expected: "the whole file" });
    }
    const read: XmlRecord[] = [];
    for await (const record of readXmlRecords({ origin: "f.xml.gz", limits: xmlLimits, positioned: new Set(), bytes: broken() }))
      read.push(record);
    expect(elementsOf(read)).toHaveLength(1);
    expect(findingOf(read)).toMatchObject({ code: "FILE_TRUNCATED", where: { file: "f.xml.gz", line: 2 } });
  });
});

describe("limits", () => {
  test.each([
    ["depthMax", { depthMax: 2 }, "<r><t><b/></t></r>", "broken"],
    ["attributesPerElementMax", { attributesPerElementMax: 1 }, '<r><t a="1" b="2"/></r>', "broken"],
    ["attributeCharactersMax", { attributeCharactersMax: 3 }, '<r><t a="1234"/></r>', "broken"],
    ["nameCharactersMax", { nameCharactersMax: 3 }, "<r><long/></r>", "broken"],
    ["prologCharactersMax", { prologCharactersMax: 10 }, `<!--${"x".repeat(20)}-->`, "broken"],
    ["markupCharactersMax", { markupCharactersMax: 10 }, `<r><t>${"x".repeat(20)}`, "broken"],
    ["textCharactersMax", { textCharactersMax: 3 }, "<r><t>1234</t><t>5</t></r>", "oversized"],
    ["elementsPerRecordMax", { elementsPerRecordMax: 2 }, "<r><t><b/><b/></t><t>5</t></r>", "oversized"],
    ["recordCharactersMax", { recordCharactersMax: 12 }, "<r><t><b>12345678</b></t><t>5</t></r>", "oversized"],
  ])("%s is named when it is reached", async (...row) => {
    const [name, limits, file, kind] = row;
    for (const piece of [1, 65_536]) {
      const read = await records(file, { limits, piece });
      expect(read.some((record) => record.kind === kind)).toBe(true);
      expect(findingOf(read)?.expected).toContain(name);
      if (kind === "oversized") expect(read).toContainEqual(expect.objectContaining({ kind: "element", raw: "<t>5</t>" }));
    }
  });

  test("hold memory: 64 MiB of one text are never kept", async () => {
    const block = new TextEncoder().encode("x".repeat(1024 ** 2));
    let handed = 0;
    async function* endless(): AsyncGenerator<Uint8Array, void, undefined> {
      yield new TextEncoder().encode("<r><t>");
      for (; handed < 64; handed += 1) yield block;
    }
    const read: XmlRecord[] = [];
    for await (const record of readXmlRecords({ origin: "f.xml", limits: xmlLimits, positioned: new Set(), bytes: endless() }))
      read.push(record);
    expect(read.at(-1)).toMatchObject({ kind: "broken", finding: { code: "FILE_TOO_LARGE" } });
    expect(handed).toBeLessThan(8);
  });
});

const utf16 = (text: string, isBig: boolean): Uint8Array => {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return isBig ? bytes.swap16() : bytes;
};
const latin = (label: string, ...bytes: readonly number[]): Uint8Array =>
  Buffer.concat([Buffer.from(`<?xml version="1.0" encoding="${label}"?><r><t>`), Buffer.from(bytes), Buffer.from("</t></r>")]);

describe("encodings", () => {
  test.each([
    ["UTF-8 with a byte order mark", new TextEncoder().encode("\ufeff<r><t>ก</t></r>"), "ก"],
    ["UTF-16LE", utf16("<r><t>ខ🙂</t></r>", false), "ខ🙂"],
    ["UTF-16BE", utf16('<?xml version="1.0" encoding="UTF-16"?><r><t>ခ</t></r>', true), "ခ"],
    ["windows-1252", latin("windows-1252", 0x80, 0xe9), "€é"],
    ["ISO-8859-1", latin("ISO-8859-1", 0xe9), "é"],
    ["windows-874", latin("windows-874", 0xa1), "ก"],
    ["TIS-620", latin("tis-620", 0xa1), "ก"],
    ["Big5", latin("Big5", 0xa4, 0x40), "一"],
    ["GBK", latin("gb2312", 0xd6, 0xd0), "中"],
    ["GB18030", latin("GB18030", 0x95, 0x32, 0x82, 0x36), "𠀀"],
    ["UTF-8 that says so", latin("utf-8", 0xc3, 0xa9), "é"],
  ])("%s is read", async (_name, bytes, text) => {
    for (const piece of [1, 2, 3, 65_536]) {
      const [element] = elementsOf(await records(bytes, { piece }));
      expect(element?.text).toBe(text);
    }
  });

  test.each([
    ["an encoding that is not on the list", latin("EBCDIC-CP-US", 0xa4, 0x40), 1],
    ["half a character of Big5", latin("Big5", 0xa4), 1],
    ["a mark against the declaration", Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), latin("windows-874", 0xa1)]), 1],
    [
      "bytes that are not UTF-8",
      Buffer.concat([Buffer.from("<r>\n\n<t>ก"), Buffer.from([0xe0, 0x28]), Buffer.from("</t></r>")]),
      3,
    ],
    [
      "a surrogate in UTF-8",
      Buffer.concat([Buffer.from("<r>\n<t>"), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from("</t></r>")]),
      2,
    ],
    ["an end inside a character", Buffer.concat([Buffer.from("<r>\n<t>"), Buffer.from([0xe0, 0xb8])]), 2],
    ["an unused byte of windows-874", latin("windows-874", 0xfc), 1],
  ])("%s is refused", async (_name, bytes, line) => {
    for (const piece of [1, 65_536]) {
      expect(findingOf(await records(bytes, { piece }))).toMatchObject({ code: "XML_MALFORMED", where: { line } });
    }
  });
});

describe("any bytes", () => {
  const sample =
    '<?xml version="1.0"?>\n<r><h>head</h><t a="1"><b>x &amp; y</b><!-- c --><b><![CDATA[z]]></b></t>\n<t>é🙂</t></r>';
  const bytes = new TextEncoder().encode(sample);
  const change = fc.record({ at: fc.nat(bytes.length - 1), value: fc.integer({ min: 0, max: 255 }) });

  test("end with an end or a break, and the same however they come in pieces", async () => {
    const property = fc.asyncProperty(
      fc.array(change, { maxLength: 4 }),
      fc.integer({ min: 1, max: 40 }),
      async (changes, piece) => {
        const mutated = Uint8Array.from(bytes);
        for (const { at, value } of changes) mutated[at] = value;
        const whole = await records(mutated);
        expect(["end", "broken"]).toContain(whole.at(-1)?.kind);
        expect(await records(mutated, { piece })).toEqual(whole);
      },
    );
    await fc.assert(property, { numRuns: 500 });
  });

  test("cut off anywhere give a prefix of the records and say that the end is missing", async () => {
    const whole = elementsOf(await records(bytes)).map(({ path }) => path);
    for (let length = 0; length < bytes.length; length += 1) {
      const read = await records(bytes.subarray(0, length));
      const paths = elementsOf(read).map(({ path }) => path);
      expect(whole.slice(0, paths.length)).toEqual(paths);
      expect(["FILE_TRUNCATED", "XML_MALFORMED"]).toContain(findingOf(read)?.code);
    }
  });

  test("of noise never crash", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (noise) => {
        expect((await records(noise)).at(-1)?.kind).toBe("broken");
      }),
    );
  });
});
