import type { Finding } from "@tributary/domain";
import { refusedReport } from "@tributary/pipeline-kit";
import { describe, expect, test } from "vitest";
import { answerFinding, answerIngest } from "./answer.ts";
import { answersCsv } from "./answer-csv.ts";
import { answersPage } from "./answer-page.ts";

const findings: readonly Finding[] = [
  {
    code: "VALUE_UNREADABLE",
    found: "=HYPERLINK(1)",
    expected: "one of the codes",
    rule: "goaml-ae/code",
    allowed: ["CASH", "CHQ"],
    hint: "Cash is CASH here.",
    where: { file: "a.xml", line: 70_001, column: 4, path: "/report/transaction[2]/from_funds_code", record: "<b>T-2</b>" },
  },
  { code: "FIELD_MISSING", severity: "warning", found: "nothing", expected: "a date", where: { file: "a.xml", line: 3 } },
];
const answer = answerIngest(refusedReport("a.xml", findings), { submitter: "re-01", profile: "goaml-ae" });

describe("an answer", () => {
  test("says what to put right, finding by finding", () => {
    expect(answer).toMatchObject({ status: "rejected", errors: 1n, warnings: 1n, accepted: 0n, rejected: 1n });
    expect(answer.findings).toMatchObject([
      {
        path: "/report/transaction[2]/from_funds_code",
        line: 70_001,
        column: 4,
        record: "<b>T-2</b>",
        rule: "goaml-ae/code",
        severity: "error",
        allowed: ["CASH", "CHQ"],
        hint: "Expected one of the codes. Cash is CASH here.",
      },
      { rule: "field-missing", severity: "warning", message: "A mandatory field is absent or empty." },
    ]);
  });

  test("has sentences for hints, also where a rule gives a few words", () => {
    const hinted: Finding = {
      code: "VALUE_UNREADABLE",
      found: "QQ",
      expected: "one of 3 codes",
      hint: "perhaps AQ was meant",
      where: {},
    };
    expect(answerFinding(hinted).hint).toBe("Expected one of 3 codes. Perhaps AQ was meant.");
  });

  test("is a table that no spreadsheet runs", () => {
    const lines = answersCsv([answer]).split("\r\n");
    expect(lines[0]).toBe("\ufefffile,path,line,column,record,rule,severity,code,message,found,allowed,hint");
    expect(lines[1]).toContain(",'=HYPERLINK(1),CASH | CHQ,");
    expect(lines).toHaveLength(4);
  });

  test("is a page in which a file's text is never markup", () => {
    const page = answersPage([answer]);
    expect(page).toContain("&lt;b&gt;T-2&lt;/b&gt;");
    expect(page).not.toContain("<b>T-2");
    expect(page).toContain("line 70001, column 4");
    expect(page).toContain("Rejected: no record could be taken");
    expect(page).not.toMatch(/<script|https?:/);
  });
});
