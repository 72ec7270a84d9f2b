import { expect, test } from "vitest";
import { escapeAttribute, escapeText, sayableText } from "./xml-text.ts";

test.each(["\u0000", "a\u0008", "\u000b", "\u001f", "\ufffe", "\uffff", "\ud800", "a\udfffb"])(
  "%j is refused: XML 1.0 has no way to write it",
  (text) => {
    expect(sayableText(text)).toMatchObject({
      ok: false,
      refusal: { code: "VALUE_UNREADABLE", found: expect.stringMatching(/^character U\+/) },
    });
  },
);

test.each(["", "\t\n\r", "สมชาย", "😀", "\u0085"])("%j can be written", (text) => {
  expect(sayableText(text)).toEqual({ ok: true, value: text });
});

test("markup and what a parser would change are escaped", () => {
  expect(escapeText('a<b>&"\r\n')).toBe('a&lt;b&gt;&amp;"&#13;\n');
  expect(escapeAttribute('"<\t\n')).toBe("&quot;&lt;&#9;&#10;");
});
