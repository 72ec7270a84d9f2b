import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type BagFile,
  balanceSheet,
  buildSchedules,
  decodeInputs,
  encodeInputs,
  findBlockedWording,
  leastOf,
  mostOf,
  orderContents,
  type Schedule,
  viewCase,
} from "@tributary/casefile";
import { digestText } from "@tributary/domain";
import { buildReport, displayWidth, flowsText, type ReportDocument, traceText } from "@tributary/report";
import { compoundFlows, trace } from "@tributary/trace";
import { describe, expect, test } from "vitest";
import { answerRequests } from "../../packages/engine/src/bundle/answer-requests.ts";
import { bundleTools } from "../../packages/engine/src/bundle/bundle-tools.ts";
import { typesetReport } from "../../packages/engine/src/typst/typeset-report.ts";
import { exampleCase, exampleRequest, places } from "./example-case.ts";

const { annex: _annex, ...given } = exampleCase();
const contents = orderContents(given);
const view = viewCase(contents, answerRequests(contents, bundleTools));
const schedules = buildSchedules(view);
const token = "eip155:1/erc20:0xcccccccccccccccccccccccccccccccccccccccc";

function schedule(name: string): Schedule {
  const found = schedules.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no schedule ${name}`);
  return found;
}

function cells(name: string, column: string): (string | null)[] {
  const at = schedule(name).columns.findIndex((candidate) => candidate.name === column);
  return schedule(name).rows.map((row) => row[at] ?? null);
}

function sum(name: string, column: string, where: (row: Schedule["rows"][number]) => boolean): bigint {
  const at = schedule(name).columns.findIndex((candidate) => candidate.name === column);
  return schedule(name)
    .rows.filter(where)
    .reduce((total, row) => total + BigInt(row[at] ?? "0"), 0n);
}

const texts = (document: ReportDocument): string => JSON.stringify(document);

describe("inputs", () => {
  test("are read back as they were written", () => {
    const files = encodeInputs(contents);
    const payload = new Map(files.map((file: BagFile) => [file.path, file.bytes]));
    expect(decodeInputs(payload)).toEqual(contents);
    expect(encodeInputs(decodeInputs(payload))).toEqual(files);
  });

  test.each([
    ["data/case.json", '{"case":1}\n'],
    ["data/ledger/transfers.ndjson", "[]\n"],
    ["data/ledger/transfers.ndjson", '{"name":"x"}'],
    ["data/requests/01-case.json", '{"claims":[],"metod":"fifo"}\n'],
  ])("%s is refused by name where it cannot be read: %s", (path, text) => {
    const payload = new Map(encodeInputs(contents).map((file) => [file.path, file.bytes]));
    payload.set(path, new TextEncoder().encode(text));
    expect(() => decodeInputs(payload)).toThrow(path);
  });
});

describe("figures", () => {
  test("reconcile to the last atom under every rule", () => {
    for (const answer of view.answers)
      for (const chain of balanceSheet(view, answer)) expect(chain.isReconciled, chain.asset).toBe(true);
  });

  test("are those that a hand calculation under fifo gives", () => {
    // The mule holds 1,000,000 of trade money before the claims' 7,850,000.21; 7,000,000.00 leaves, so fifo takes 6,000,000.00 of the claims'.
    const [answer] = view.answers;
    if (answer === undefined) throw new Error("no answer");
    const chain = balanceSheet(view, answer).find((candidate) => candidate.asset === "iso4217:THB");
    expect(chain?.steps.get("paid")?.get("fifo")).toBe(785_000_021n);
    expect(chain?.steps.get("converted-out")?.get("fifo")).toBe(600_000_000n);
    expect(chain?.steps.get("held")?.get("fifo")).toBe(185_000_021n);
    // 6/7 of 200,000.000001 USDT arrive: 171,428.571429 by largest remainder.
    const tokens = balanceSheet(view, answer).find((candidate) => candidate.asset === token);
    expect(tokens?.steps.get("converted-in")?.get("fifo")).toBe(171_428_571_429n);
    const held = tokens?.steps.get("held");
    if (held === undefined) throw new Error("nothing is held");
    expect([leastOf(held), mostOf(held)]).toEqual([141_428_571_429n, 170_000_000_001n]);
  });

  test("agree between schedules: layers, positions and lots", () => {
    const of = (rule: string, asset: string) => (row: Schedule["rows"][number]) => row.includes(rule) && row.includes(asset);
    for (const rule of ["fifo", "lifo", "pro-rata", "libr", "pifo"]) {
      const column = `${rule.replace("-", "_")}_atoms`;
      expect(sum("schedule-C-layers", "final_atoms", of(rule, token))).toBe(
        sum("schedule-E-positions", column, (row) => row.includes(token)),
      );
      expect(sum("schedule-D-lots", "atoms", (row) => row.includes(rule) && row.includes("c3"))).toBe(
        sum("schedule-C-flows", column, (row) => row[1] === "c3"),
      );
    }
  });

  test("of exposure stand apart from amounts", () => {
    expect(schedule("schedule-F-exposure").rows.length).toBeGreaterThan(0);
    for (const { name, columns, rows } of schedules.filter(
      (candidate) => candidate.name !== "schedule-F-exposure" && candidate.chapter !== "G",
    )) {
      expect(columns.map((column) => column.name).join(), name).not.toContain("poison");
      expect(rows.flat().includes("poison"), name).toBe(false);
    }
  });

  test("rest on transfers that all name a record", () => {
    expect(cells("schedule-D-transfers", "record_id").every((id) => /^[0-9a-f]{64}$/.test(id ?? ""))).toBe(true);
  });
});

describe("the report", () => {
  const report = buildReport(view, schedules, digestText("inputs"));

  test("claims no more than a trace can show", () => {
    expect(findBlockedWording(texts(report))).toEqual([]);
  });

  test("answers before anything else", () => {
    const kinds = report.blocks.map((block) => (block.kind === "heading" ? block.text : block.kind));
    expect(kinds.slice(0, 3)).toEqual(["facts", "Summary of findings", "paragraph"]);
    expect(texts(report)).toContain("61,428.571428 to 90,000.000000 USDT was received by accounts linked to Riverside Park (KH)");
  });

  test("prints no account of a victim or a family", () => {
    for (const account of [...places.victims, places.family]) expect(texts(report)).not.toContain(account);
    expect(texts(report)).toContain("payer of V1 > bank:BANKTHBK:777-1");
  });

  test("makes direction and control characters of foreign names visible", () => {
    const [compound] = contents.compounds;
    if (compound === undefined) throw new Error("no compound");
    const hostile = { ...contents, compounds: [{ ...compound, name: "abc\u202edef\u0007" }, ...contents.compounds.slice(1)] };
    const drawn = texts(buildReport(viewCase(hostile, answerRequests(hostile, bundleTools)), schedules, digestText("x")));
    expect(drawn).toContain("abc\\\\u{202e}def\\\\u{7}");
  });

  const pdftotext = ((): boolean => {
    try {
      execFileSync("pdftotext", ["-v"], { stdio: "ignore" });
      return true;
    } catch {
      return false;
    }
  })();

  test.skipIf(!pdftotext)("carries its figures and names as text in the PDF (skipped where pdftotext is not installed)", () => {
    const folder = mkdtempSync(join(tmpdir(), "tributary-pdf-"));
    try {
      writeFileSync(join(folder, "report.pdf"), typesetReport(report));
      const read = (first: string): string =>
        execFileSync(
          "pdftotext",
          ["-layout", "-f", first, ...(first === "1" ? ["-l", "1"] : []), join(folder, "report.pdf"), "-"],
          { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] },
        );
      const page = read("1");
      for (const figure of ["61,428.571428", "90,000.000000", "7,850,000.21", "171,428.571429", "Riverside Park (KH)"])
        expect(page).toContain(figure);
      const rest = read("2");
      const fonts = execFileSync("pdffonts", [join(folder, "report.pdf")], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
      const names = fonts.trim().split("\n").slice(2);
      expect(names.filter((name) => !/^[A-Z]{6}\+NotoSans/.test(name))).toEqual([]);
      for (const words of ["河滨园区", "ยอดเขา", "Đỉnh đồi", "Method statement", digestText("inputs")])
        expect(rest).toContain(words);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("terminal text", () => {
  const options = { assets: view.assets, width: 80 };
  test.each([
    ["trace", (): string => traceText(trace(contents.ledger, exampleRequest()), options)],
    ["trace under one rule", (): string => traceText(trace(contents.ledger, exampleRequest("fifo")), options)],
    ["flows", (): string => flowsText(compoundFlows(contents.ledger, exampleRequest(), view.compounds), options)],
  ])("of %s fits 80 columns and has no control characters", (_words, draw) => {
    const text = draw();
    expect(text.split("\n").filter((line) => displayWidth(line) > 80)).toEqual([]);
    expect(/[\u0000-\u0009\u000b-\u001f]/.test(text)).toBe(false);
    expect(text).toContain("Where the money is");
  });
});
