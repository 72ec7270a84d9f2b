import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalJson } from "@tributary/domain";
import { type AnswerSide, answerAt, compareAnswers, writeResultFolder } from "@tributary/engine";
import { ledgerOf, requestOf, transferClaim } from "@tributary/testkit";
import { type TraceDocument, type TraceRequest, trace } from "@tributary/trace";
import { afterAll, describe, expect, test } from "vitest";

const root = mkdtempSync(join(tmpdir(), "tributary-sides-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const ledger = ledgerOf([
  { from: "V", to: "A", atoms: 100n, at: 0 },
  { from: "A", to: "B", atoms: 60n, at: 1 },
]);
const forward = requestOf({ claims: [transferClaim("V1", "t1")], method: "fifo" });
const backward: TraceRequest = { ...forward, claims: [], target: { transfer: "t2" } };
const document = trace(ledger, forward);

function save(name: string, value: unknown): string {
  const path = join(root, name);
  writeFileSync(path, canonicalJson(value));
  return path;
}

function ask(place: string, request: TraceRequest = forward): Promise<AnswerSide> {
  const askStore = async (directory: string): Promise<AnswerSide & { isComplete: boolean; document: TraceDocument }> => {
    throw new Error(`the store in ${directory} was asked`);
  };
  return answerAt(place, { request, askStore, side: "before" });
}

describe("an answer from a place", () => {
  test("a saved document is read and does not say whether it is complete", async () => {
    expect(await ask(save("saved.json", document))).toEqual({ document, assets: new Map(), isComplete: null });
  });

  test("a result folder is read, through a link too, and says it", async () => {
    await writeResultFolder({ document, request: forward, isComplete: false }, join(root, "folder"));
    symlinkSync(join(root, "folder"), join(root, "link"));
    expect(await ask(join(root, "folder"))).toEqual({ document, assets: new Map(), isComplete: false });
    expect(await ask(join(root, "link"))).toMatchObject({ isComplete: false });
    await expect(ask(join(root, "folder"), { ...forward, stopConfidence: 51 })).rejects.toThrow(
      /REQUEST_INVALID at .*folder: found the answer to another request/,
    );
  });

  test("a file of a folder that was changed is told with its path and its side", async () => {
    const folder = join(root, "changed");
    await writeResultFolder({ document, request: forward, isComplete: true }, folder);
    writeFileSync(join(folder, "fifo", "flows.ndjson"), "");
    await expect(ask(folder)).rejects.toThrow(/BUNDLE_CHANGED at .*changed\/fifo\/flows\.ndjson: found .* \(the answer before\)/);
  });

  test("a saved document that names a limit is not complete", async () => {
    const limited = trace(ledger, { ...forward, limits: { ...forward.limits, hopsMax: 1 } });
    expect(await ask(save("limited.json", limited))).toMatchObject({ isComplete: false });
    const side = await ask(join(root, "limited.json"));
    expect(compareAnswers(forward, side, side)).toMatchObject({
      document: { same: true, shortfalls: { before: { limits: [{ limit: "hops_max", accounts: 1 }], accounts_with_gaps: 0 } } },
      reasons: [
        "The answer before is not complete: limit hops_max was reached (1 account).",
        "The answer after is not complete: limit hops_max was reached (1 account).",
      ],
    });
  });

  test("whatever else is asked as a store", async () => {
    await expect(ask(join(root, "nowhere"))).rejects.toThrow("nowhere was asked");
  });

  test.each([
    ["another rule", { ...forward, method: "lifo" as const }, /a result under fifo/],
    ["all rules", { ...forward, method: "all" as const }, /a result of one rule/],
    ["another direction", backward, /a forward result/],
    ["other claims", { ...forward, claims: [transferClaim("V2", "t1")] }, /claim V1, which the request does not name/],
  ])("a saved document that answers %s is refused", async (...[, request, message]) => {
    await expect(ask(save("other.json", document), request)).rejects.toThrow(message);
  });

  test.each([
    ["no JSON", Buffer.from("{"), /FILE_UNREADABLE at .*broken\.json/],
    ["bytes that are not UTF-8", Buffer.from([0x22, 0xff, 0x22]), /FILE_UNREADABLE at .*broken\.json/],
    [
      "JSON of another kind",
      Buffer.from("[1, 2]"),
      /VALUE_UNREADABLE at .*broken\.json: found a list \(the answer before\); expected a mapping/,
    ],
  ])("%s is refused with its place", async (...[, bytes, message]) => {
    writeFileSync(join(root, "broken.json"), bytes);
    await expect(ask(join(root, "broken.json"))).rejects.toThrow(message);
  });

  test("a difference is complete where neither answer is known to be partial", () => {
    const side = (isComplete: boolean | null): AnswerSide => ({ document, assets: new Map(), isComplete });
    expect(compareAnswers(forward, side(null), side(true))).toMatchObject({ isComplete: true, document: { same: true } });
    expect(compareAnswers(forward, side(true), side(false)).isComplete).toBe(false);
    expect(compareAnswers(forward, side(false), side(null)).isComplete).toBe(false);
  });
});
