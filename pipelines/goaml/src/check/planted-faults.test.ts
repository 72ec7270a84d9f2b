import { SubmissionScope } from "@tributary/bank-kit";
import { digestText, type Finding } from "@tributary/domain";
import { expect, test } from "vitest";
import { findProfile } from "../goaml-profile.ts";
import { readGoaml } from "../read-goaml.ts";
import { loadStructure } from "../structure/load-structure.ts";
import { type MadeFault, madeFaults, madeReport } from "./made-faults.ts";

const profile = findProfile("goaml-ae");
const transactionCount = 1_400;

async function check(xml: string): Promise<{ findings: readonly Finding[]; transfers: number }> {
  const context = { file: "f.xml", fileSha256: digestText(xml), submitter: "re-01", format: "goaml", profile: profile.id };
  const submission = new SubmissionScope({ ...context, versionNumber: 1n, country: "AE" });
  const bytes = (async function* () {
    yield Buffer.from(xml);
  })();
  const findings: Finding[] = [];
  let transfers = 0;
  for await (const item of readGoaml({ bytes, submission, profile, structure: loadStructure(profile.structure) })) {
    findings.push(...("rows" in item ? (item.warnings ?? []) : item.findings));
    if ("rows" in item) transfers += item.rows.transfers?.length ?? 0;
  }
  return { findings, transfers };
}

/** `path line rule-or-code`, in the order of lines. */
const toldOf = (findings: readonly Finding[]): readonly string[] =>
  findings
    .map(({ where, rule, code }) => ({
      line: where.line ?? 0,
      text: `${where.path} ${where.line} ${rule?.split("/")[1] ?? code}`,
    }))
    .toSorted((left, right) => left.line - right.line)
    .map(({ text }) => text);

const expectedOf = (faults: readonly MadeFault[], xml: string): readonly string[] => {
  const lines = xml.split("\n");
  return faults
    .map(({ mark, path, rule }) => {
      const line = lines.findIndex((text) => text.includes(`<!--${mark}-->`)) + 1;
      return { line, text: `${path} ${line} ${rule}` };
    })
    .toSorted((left, right) => left.line - right.line)
    .map(({ text }) => text);
};

test("40 faults in one file are 40 findings, each with path and line, and not one more", async () => {
  const xml = madeReport({ transactionCount, faults: madeFaults });
  const expected = expectedOf(madeFaults, xml);
  const { findings } = await check(xml);
  expect(toldOf(findings)).toEqual(expected);
  expect(expected).toHaveLength(40);
  expect(findings.filter(({ where }) => (where.line ?? 0) > 65_535).length).toBeGreaterThan(5);
  expect(findings.every(({ where }) => (where.column ?? 0) > 0)).toBe(true);
});

test("the same file without them is accepted, and nothing is told of it", async () => {
  const { findings, transfers } = await check(madeReport({ transactionCount, faults: [] }));
  expect(findings).toEqual([]);
  expect(transfers).toBe(transactionCount);
});
