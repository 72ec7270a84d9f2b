import fc from "fast-check";
import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";
import { type EncodingName, encodingNames, encodingOfLabel } from "./encoding-name.ts";
import { suspectEncoding } from "./suspect-encoding.ts";
import { suspectZawgyi } from "./suspect-zawgyi.ts";
import { createTextDecoder, type TextFault } from "./text-decoder.ts";

function decode(bytes: Uint8Array, encoding: EncodingName, piece = bytes.length): { text: string; fault: TextFault | null } {
  const decoder = createTextDecoder(encoding);
  let text = "";
  for (let at = 0; at < bytes.length; at += Math.max(piece, 1)) {
    const decoded = decoder.decode(bytes.subarray(at, at + piece));
    text += decoded.text;
    if (decoded.fault !== null) return { text, fault: decoded.fault };
  }
  const last = decoder.end();
  return { text: text + last.text, fault: last.fault };
}

const samples: ReadonlyArray<readonly [EncodingName, string]> = [
  ["utf-8", "ស្រី ก 中 🙂"],
  ["utf-16le", "ស្រី ก 中 🙂"],
  ["utf-16be", "ស្រី ก 中 🙂"],
  ["windows-1252", "Müller, 5 €"],
  ["windows-1258", "Nguyê\u0303n Thi\u0323"],
  ["windows-874", "โอนเงิน สมชาย ใจดี"],
  ["gbk", "转账 张伟 €5"],
  ["gb18030", "转账 𠀀 張偉"],
  ["big5", "轉帳 陳大文"],
  ["shift_jis", "振込 ｶﾌﾞｼｷ 株式会社"],
];

const encoded = (text: string, encoding: EncodingName): Buffer => iconv.encode(text, encoding);

describe("createTextDecoder", () => {
  test.each(samples)("reads %s in pieces of any size", (encoding, text) => {
    const bytes = encoded(text, encoding);
    const whole = decode(bytes, encoding);
    expect(whole).toEqual({ text, fault: null });
    for (const piece of [1, 2, 3, 5]) expect(decode(bytes, encoding, piece)).toEqual(whole);
  });

  test("says the same of any bytes, however they come in pieces, and never replaces one", () => {
    const anyBytes = fc.array(fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0x0a, 0x41, 0x81, 0x30, 0xe0)), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(anyBytes, fc.constantFrom(...encodingNames), fc.integer({ min: 1, max: 9 }), (...[values, encoding, piece]) => {
        const bytes = Uint8Array.from(values);
        const whole = decode(bytes, encoding);
        expect(decode(bytes, encoding, piece)).toEqual(whole);
        if (whole.fault === null) return;
        expect(whole.fault.byteOffset).toBeLessThan(bytes.length);
        expect(decode(bytes.subarray(0, whole.fault.byteOffset), encoding)).toEqual({ text: whole.text, fault: null });
        expect(whole.fault.line).toBe(whole.text.split("\n").length);
      }),
      { numRuns: 2000 },
    );
  });

  test("agrees with the table on every pair of bytes of the multi-byte encodings", () => {
    for (const encoding of ["gbk", "big5", "shift_jis"] as const) {
      for (let lead = 0x81; lead < 0xff; lead += 1) {
        for (let trail = 0x40; trail < 0xff; trail += 7) {
          const expected = iconv.decode(Buffer.from([lead, trail]), encoding);
          const { text, fault } = decode(Uint8Array.of(lead, trail), encoding);
          expect(fault === null).toBe(!expected.includes("\ufffd"));
          if (fault === null) expect(text).toBe(expected);
        }
      }
    }
  });

  test.each<readonly [encoding: EncodingName, bytes: readonly number[], byteOffset: number, line: number]>([
    ["utf-8", [0x41, 0x0a, 0xe0, 0x28], 2, 2],
    ["utf-8", [0x41, 0xe0, 0xb8], 1, 1],
    ["windows-874", [0x0a, 0x0a, 0xa1, 0xfc], 3, 3],
    ["windows-1252", [0x81], 0, 1],
    ["gbk", [0xd6, 0xd0, 0xd6], 2, 1],
    ["gb18030", [0xd6, 0xd0, 0x81, 0x30, 0x81], 2, 1],
    ["big5", [0xa4, 0x40, 0x0a, 0xff, 0x40], 3, 2],
    ["utf-16le", [0x41, 0x00, 0x00, 0xd8, 0x41, 0x00], 2, 1],
  ])("refuses bytes that are no %s, with their place", (...[encoding, bytes, byteOffset, line]) => {
    for (const piece of [1, 100])
      expect(decode(Uint8Array.from(bytes), encoding, piece).fault).toMatchObject({ byteOffset, line });
  });

  test("leaves out a byte order mark, and only at the start", () => {
    expect(decode(Buffer.from("\ufeffa\ufeff", "utf8"), "utf-8", 1).text).toBe("a\ufeff");
    expect(decode(Buffer.from("\ufeffa", "utf16le"), "utf-16le", 1).text).toBe("a");
  });
});

test("labels are known in any case", () => {
  expect(["TIS-620", "GB2312", "cp1258", "Shift-JIS", "EBCDIC"].map(encodingOfLabel)).toEqual([
    "windows-874",
    "gbk",
    "windows-1258",
    "shift_jis",
    undefined,
  ]);
});

describe("suspectEncoding", () => {
  test.each<readonly [EncodingName, string]>([
    ["windows-874", "วันที่,รายการ,จำนวนเงิน\n01/03/2567,โอนเงิน,500.00"],
    ["gbk", "交易日期,交易金额,对方户名\n2024-03-01,500.00,张伟"],
    ["big5", "交易日期,金額,對方戶名\n2024-03-01,500.00,陳大文"],
    ["shift_jis", "お取引日,お支払い金額,メモ\n2024-03-01,500,カード"],
    ["utf-8", "ថ្ងៃ,ចំនួន\n2024-03-01,500"],
  ])("puts %s first for a table in it", (encoding, text) => {
    expect(suspectEncoding(encoded(text, encoding)).candidates[0]?.encoding).toBe(encoding);
  });

  test("tells marks, zero bytes and plain ASCII", () => {
    expect(suspectEncoding(Buffer.from("\ufeffa", "utf16le"))).toMatchObject({ mark: "utf-16le", nulBytes: 1, candidates: [] });
    expect(suspectEncoding(Buffer.from("a,b"))).toMatchObject({ mark: null, isAscii: true, isUtf8: true, nulBytes: 0 });
  });
});

describe("suspectZawgyi", () => {
  test.each([
    ["Burmese in Unicode", "လူတိုင်းသည် တူညီ လွတ်လပ်သော ဂုဏ်သိက္ခာဖြင့် မွေးဖွားလာသူများ ဖြစ်သည်။", false],
    ["Burmese in Zawgyi", "လူတိုင္းသည္ တူညီ လြတ္လပ္ေသာ ဂုဏ္သိကၡာျဖင့္ ေမြးဖြားလာသူမ်ား ျဖစ္သည္။", true],
    ["a transfer's words in Zawgyi", "ေငြလႊဲျခင္း", true],
    ["a transfer's words in Unicode", "ငွေလွှဲခြင်း", false],
    ["no Burmese", "transfer โอนเงิน", false],
  ])("%s", (_name, text, isZawgyi) => {
    expect(suspectZawgyi(text)).toBe(isZawgyi);
  });
});
