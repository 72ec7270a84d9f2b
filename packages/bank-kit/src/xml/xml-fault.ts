import { type Refusal, showFound } from "@tributary/domain";

/** What the parser refuses, in its own words without its position, which the finding carries. */
export function faultOf(code: "XML_MALFORMED" | "FILE_TRUNCATED", error: Error): Refusal {
  const message = showFound(error.message.replace(/^[^:]*:?\d+:\d+: /, ""));
  if (code === "FILE_TRUNCATED") {
    return {
      code,
      found: `the end of the file too early (${message})`,
      expected: "the whole file, to the end of its root element; send it again",
    };
  }
  if (/entity/i.test(message)) {
    const expected = "no entities but &lt; &gt; &amp; &apos; &quot; and character references";
    return { code: "XML_FORBIDDEN", found: message, expected };
  }
  return { code, found: message, expected: "well-formed XML" };
}
