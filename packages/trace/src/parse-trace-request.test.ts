import { describe, expect, test } from "vitest";
import { parseTraceRequest } from "./parse-trace-request.ts";
import type { TraceRequest } from "./trace-request.ts";
import { writeTraceRequest } from "./write-trace-request.ts";

const claim = { id: "V1", kind: "scam_victim", transfers: ["t1"] };
const minimal = { claims: [claim], method: "fifo" };

function requestOf(document: unknown): TraceRequest {
  const parsed = parseTraceRequest(document, { file: "request.json" });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  return parsed.request;
}

function faultsOf(document: unknown): string[] {
  const parsed = parseTraceRequest(document, { file: "request.json" });
  return parsed.ok ? [] : parsed.findings.map((finding) => `${finding.code} ${finding.where.path ?? ""}`.trim());
}

test("fills in every default", () => {
  expect(requestOf(minimal)).toEqual({
    claims: [claim],
    target: null,
    method: "fifo",
    until: null,
    stops: [],
    open: [],
    stopCategories: expect.arrayContaining(["exchange", "omnibus"]),
    stopConfidence: 50,
    openings: "inferred",
    sameTime: "recorded",
    includeInferred: false,
    limits: { hopsMax: null, accountsMax: 100_000, dustAtoms: 0n },
  });
});

test("reads every key, with accounts in their canonical form", () => {
  const request = requestOf({
    claims: [
      claim,
      {
        id: "W1",
        kind: "laundering_wallet",
        account: "eip155:1:0X52908400098527886E0F7030069857D2E4169EE7",
        since: "2024-03-01T07:00:00+07:00",
      },
    ],
    method: "all",
    until: "2024-12-31T23:59:59Z",
    stops: ["bank:b:Z", "bank:b:A", "bank:b:Z"],
    open: ["iban:GB82 WEST 1234 5698 7654 32"],
    stop_categories: ["mixer", "exchange"],
    stop_confidence: 80,
    openings: [{ account: "bank:b:A", asset: "iso4217:thb", time: "2024-01-01T00:00:00Z", atoms: "1500" }],
    same_time: "credits-first",
    include_inferred: true,
    limits: { hops_max: 3, accounts_max: 10, dust_atoms: { "iso4217:USD": "100" } },
  });
  expect(request.claims[1]).toMatchObject({
    account: "eip155:1:0x52908400098527886e0f7030069857d2e4169ee7",
    since: 1_709_251_200_000_000n,
  });
  expect(request).toMatchObject({
    stops: ["bank:b:A", "bank:b:Z"],
    open: ["iban:GB82WEST12345698765432"],
    stopCategories: ["exchange", "mixer"],
    openings: [{ asset: "iso4217:THB", atoms: 1500n }],
    limits: { hopsMax: 3, accountsMax: 10, dustAtoms: new Map([["iso4217:USD", 100n]]) },
  });
});

test.each([
  [{ target: { transfer: "t9" }, method: "lifo" }, { transfer: "t9" }],
  [
    { target: { account: "bank:b:A", since: "2024-01-01T00:00:00Z" }, method: "lifo" },
    { account: "bank:b:A", since: 1_704_067_200_000_000n, until: null },
  ],
])("reads a target", (document, target) => {
  expect(requestOf(document)).toMatchObject({ claims: [], target });
});

test("a written request reads back to itself and is written the same again", () => {
  const documents = [
    minimal,
    { target: { account: "bank:b:A" }, method: "poison", limits: { dust_atoms: { "iso4217:USD": "7" } } },
    {
      ...minimal,
      openings: [{ account: "bank:b:A", asset: "iso4217:USD", time: "2024-01-01T00:00:00Z", atoms: "1" }],
      stop_categories: [],
    },
    {
      claims: [{ id: "W", kind: "other", account: "bank:b:A" }],
      method: "all",
      until: "2024-01-01T00:00:00.000001Z",
      stops: ["bank:b:C", "bank:b:B"],
    },
  ];
  for (const document of documents) {
    const request = requestOf(document);
    const text = writeTraceRequest(request);
    expect(requestOf(JSON.parse(text))).toEqual(request);
    expect(writeTraceRequest(requestOf(JSON.parse(text)))).toBe(text);
  }
});

describe("faults", () => {
  test("come all at once, each with its path", () => {
    const faults = faultsOf({
      claims: [
        { id: "", kind: "victim", transfers: ["t1"], note: "x" },
        { id: "B", kind: "other" },
        { id: "C", kind: "other", transfers: ["t1"], since: "2024-01-01T00:00:00Z" },
      ],
      methods: "fifo",
      until: "2024-12-31",
      stops: ["eip155:1:0x12"],
      stop_confidence: 101,
      openings: [{ account: "bank:b:A", asset: "iso4217:USD", time: "2024-01-01T00:00:00Z", atoms: 5 }],
      limits: { hops_max: 0, dust_atoms: 1e21 },
    });
    expect(faults).toEqual([
      "FIELD_UNKNOWN methods",
      "FIELD_MISSING method",
      "FIELD_UNKNOWN claims[0].note",
      "VALUE_UNREADABLE claims[0].id",
      "VALUE_UNREADABLE claims[0].kind",
      "VALUE_UNREADABLE claims[1]",
      "VALUE_UNREADABLE claims[2]",
      "TIME_UNREADABLE until",
      "ACCOUNT_UNKNOWN_FORM stops[0]",
      "VALUE_UNREADABLE stop_confidence",
      "VALUE_UNREADABLE openings[0].atoms",
      "VALUE_UNREADABLE limits.hops_max",
      "VALUE_UNREADABLE limits.dust_atoms",
    ]);
  });

  test.each([
    ["no mapping", [], ["VALUE_UNREADABLE"]],
    ["neither claims nor target", { method: "fifo" }, ["REQUEST_INVALID claims"]],
    ["claims and a target", { ...minimal, target: { transfer: "t9" } }, ["REQUEST_INVALID target"]],
    [
      "two claims of one id",
      { claims: [claim, { ...claim, transfers: ["t2"] }], method: "fifo" },
      ["REQUEST_INVALID claims[1].id"],
    ],
    [
      "a transfer in two claims",
      { claims: [claim, { ...claim, id: "V2" }], method: "fifo" },
      ["REQUEST_INVALID claims[1].transfers[0]"],
    ],
    [
      "a claim of no transfers",
      { claims: [{ ...claim, transfers: [] }], method: "fifo" },
      ["VALUE_UNREADABLE claims[0].transfers", "REQUEST_INVALID claims"],
    ],
    ["an account both stopping and open", { ...minimal, stops: ["bank:b:A"], open: ["bank:b:A"] }, ["REQUEST_INVALID open[0]"]],
    ["a rule that does not exist", { ...minimal, method: "pro_rata" }, ["VALUE_UNREADABLE method"]],
    ["dust as a fraction", { ...minimal, limits: { dust_atoms: "0.5" } }, ["AMOUNT_NOT_DECIMAL limits.dust_atoms"]],
    [
      "a target with a transfer and a window",
      { method: "fifo", target: { transfer: "t1", until: "2024-01-01T00:00:00Z" } },
      ["VALUE_UNREADABLE target"],
    ],
    ["a date object", { ...minimal, until: new Date(0) }, ["VALUE_UNREADABLE until"]],
  ])("%s", (_name, document, faults) => {
    expect(faultsOf(document).slice(0, 1)).toEqual(faults.slice(0, 1));
  });

  test("two account seeds on one account, and one on a named stop", () => {
    const seed = (id: string): object => ({ id, kind: "other", account: "bank:b:A" });
    expect(faultsOf({ claims: [seed("W1"), seed("W2")], method: "fifo" })).toEqual(["REQUEST_INVALID claims[1].account"]);
    expect(faultsOf({ claims: [seed("W1")], method: "fifo", stops: ["bank:b:A"] })).toEqual([
      "REQUEST_INVALID claims[0].account",
    ]);
  });
});

test("very many faults are told, not thrown", () => {
  const claim = { id: "a", kind: "other", transfers: ["t1"] };
  const answer = parseTraceRequest({ method: "fifo", claims: new Array(300_000).fill(claim) }, {});
  expect(answer.ok ? 0 : answer.findings.length).toBe(599_998);
});

test("keys that objects are born with are unknown keys like any other", () => {
  const document: unknown = JSON.parse('{"method":"fifo","__proto__":{"claims":[]},"constructor":1,"limits":{"toString":1}}');
  const answer = parseTraceRequest(document, {});
  expect(answer.ok ? [] : answer.findings.map((finding) => [finding.code, finding.where.path])).toEqual([
    ["FIELD_UNKNOWN", "__proto__"],
    ["FIELD_UNKNOWN", "constructor"],
    ["FIELD_UNKNOWN", "limits.toString"],
  ]);
});
