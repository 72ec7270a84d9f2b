import { createHash } from "node:crypto";
import { TributaryError } from "@tributary/domain";
import type { ReportBlock, ReportDocument } from "@tributary/report";
import { describe, expect, test } from "vitest";
import { loadReportFonts } from "./report-fonts.ts";
import { typesetReport } from "./typeset-report.ts";

function report(blocks: readonly ReportBlock[]): ReportDocument {
  return {
    title: "Case 7: สมชาย, សុខា, ကျော်, ສົມສັກ, 王小明, Nguyễn Hương",
    caseId: "CASE-7",
    preparedAt: { year: 2026, month: 3, day: 1, hour: 9, minute: 30, second: 0 },
    status: "Machine-generated draft",
    inputsDigest: "0".repeat(64),
    blocks,
  };
}

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("typesetReport", () => {
  test("gives the same bytes twice", () => {
    const document = report([{ kind: "paragraph", text: "One account received 12.50 USDT." }]);
    expect(digest(typesetReport(document))).toBe(digest(typesetReport(document)));
  });

  test("never reads a text of the case as markup", () => {
    const plain = typesetReport(report([{ kind: "paragraph", text: '#panic() #read("/etc/passwd") *b* $x$ \\ `r` </x>' }]));
    expect(plain.length).toBeGreaterThan(1000);
  });

  test("names a character that no font can draw, and its place", () => {
    const table: ReportBlock = {
      kind: "table",
      caption: "Tokens",
      columns: [{ heading: "symbol", kind: "text", share: 1 }],
      rows: [["USDT"], ["US\u{1F600}"]],
      note: "",
    };
    const draw = (): Uint8Array => typesetReport(report([{ kind: "heading", level: 1, text: "Assets" }, table]));
    expect(draw).toThrow(TributaryError);
    expect(draw).toThrow(/GLYPH_MISSING at report\.pdf section "Assets", table "Tokens", row 2, column "symbol": found U\+1F600/);
  });
});

describe("report fonts", () => {
  test.each([
    ["Vietnamese", "Nguyễn Thị Hương Ảnh"],
    ["Thai", "สมชาย น้ำ"],
    ["Khmer", "ស្រី ខ្មែរ"],
    ["Arabic", "مصرف التجربة"],
    ["Sinhala", "ශ්‍රී ලංකා"],
    ["Tamil", "தமிழ் வங்கி"],
    ["Devanagari", "नेपाल बैंक"],
    ["Burmese", "ကျော် မြန်မာ"],
    ["Lao", "ສົມສັກ ເຈົ້າ"],
    ["Chinese", "王小明集团園區"],
  ])("cover %s", (_script, text) => {
    const { canDraw } = loadReportFonts();
    expect([...text].filter((character) => !canDraw(character.codePointAt(0) ?? 0))).toEqual([]);
  });

  test("do not cover what they lack", () => {
    const { canDraw } = loadReportFonts();
    expect(["\u{1F600}", "\uE000", "Ꭰ"].map((character) => canDraw(character.codePointAt(0) ?? 0))).toEqual([
      false,
      false,
      false,
    ]);
  });
});
