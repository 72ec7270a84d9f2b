import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checkSubmissions, type SubmissionFormat } from "@tributary/bank-kit";
import { goamlFormat } from "@tributary/pipeline-goaml";
import { iso20022Format } from "@tributary/pipeline-iso20022";
import { swiftMtFormat } from "@tributary/pipeline-swift-mt";
import { describe, expect, test } from "vitest";
import { projectRoot } from "../contract/source-files.ts";

const folder = join(projectRoot, "fixtures/regressions/bank");

interface Regression {
  readonly file: string;
  /** What once went wrong. */
  readonly note: string;
  readonly format: SubmissionFormat;
  readonly transfers: bigint;
  readonly rejected: bigint;
  readonly codes: readonly string[];
}

const swiftMt = swiftMtFormat({ zoneOffset: "+07:00" });

const regressions: readonly Regression[] = [
  {
    file: "mt-brace-in-first-block.rje",
    note: "one wrong brace, and the first of two payments was gone without a word",
    format: swiftMt,
    transfers: 1n,
    rejected: 1n,
    codes: ["FILE_UNREADABLE"],
  },
  {
    file: "goaml-payment-inside-a-payment.xml",
    note: "a payment inside of another's holder was its field, with a warning alone",
    format: goamlFormat({ profile: "goaml-gh" }),
    transfers: 1n,
    rejected: 1n,
    codes: ["FIELD_UNKNOWN"],
  },
  {
    file: "camt-entry-inside-the-account.xml",
    note: "an entry inside of the statement's account was its field, without a word",
    format: iso20022Format({ zoneOffset: "+01:00" }),
    transfers: 2n,
    rejected: 1n,
    codes: ["FIELD_UNKNOWN"],
  },
];

describe("what mutated files once did wrong", () => {
  test("each file has its verdict", () => {
    expect(readdirSync(folder).sort()).toEqual(regressions.map(({ file }) => file).sort());
  });

  test.each(regressions)("$file: $note", async ({ file, format, transfers, rejected, codes }) => {
    const [checked] = await checkSubmissions({ paths: [join(folder, file)], submitter: "re-01" }, format);
    expect(checked).toMatchObject({ transfers, rejected });
    expect(checked?.findings.filter(({ severity }) => severity !== "warning").map(({ code }) => code)).toEqual(codes);
  });
});
