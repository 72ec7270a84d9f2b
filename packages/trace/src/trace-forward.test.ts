import { everyAsset, TributaryError } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import { notesOf } from "./notes-of.ts";
import { answerOf, flowsOf, positionsOf } from "./test-support/answer.ts";
import { account, at, dollars, ledgerOf, requestOf, seedAccount, seedTransfers } from "./test-support/scenario.ts";
import { tagOf } from "./test-support/tag.ts";
import { traceForward } from "./trace-forward.ts";

const claims = [seedTransfers("A", "a")];
const path = "a 1 V M 100\nb 2 M N 100\nc 3 N X 100";

describe("an account seed", () => {
  test("labels the opening and every receipt, whose transfer carries no flow", () => {
    const history = "r 1 O W 100\np 2 W X 130";
    const result = answerOf("fifo", ledgerOf(history), requestOf({ claims: [seedAccount("W", "W")] }));
    expect(result.claims).toEqual([{ claim: "W", asset: dollars, seeded_atoms: "130" }]);
    expect(flowsOf(result)).toEqual({ "W p": "130" });
    expect(result.opening_assumptions).toEqual([{ account: account("W"), asset: dollars, atoms: "30" }]);
  });

  test("starts before any transfer of its instant, and keeps what others hold", () => {
    const history = "a 1 V W 40\no 1 O W 60\np 2 W X 100";
    const seeds = [seedTransfers("A", "a"), seedAccount("W", "W", at(2))];
    const result = answerOf("fifo", ledgerOf(history), requestOf({ claims: seeds }));
    expect(flowsOf(result)).toEqual({ "A a": "40", "A p": "40", "W p": "60" });
  });

  test("after the last transfer still labels what is held, and after the end nothing", () => {
    const ledger = ledgerOf("o 1 O W 60");
    const held = (until: ReturnType<typeof at> | null): object =>
      positionsOf(answerOf("lifo", ledger, requestOf({ claims: [seedAccount("W", "W", at(9))], until })));
    expect(held(null)).toEqual({ "W W held": "60" });
    expect(held(at(9))).toEqual({ "W W held": "60" });
    expect(held(at(8))).toEqual({});
  });

  test("at a tagged stop is seeded and stopped at once", () => {
    const result = answerOf(
      "fifo",
      ledgerOf("o 1 O W 60\np 2 W X 60", { tags: [tagOf("t", "W")] }),
      requestOf({ claims: [seedAccount("W", "W")] }),
    );
    expect(result.claims).toMatchObject([{ seeded_atoms: "60" }]);
    expect(positionsOf(result)).toEqual({ "W W stopped": "60" });
    expect(result.flows).toEqual([]);
  });

  test("labels a late lot too", () => {
    const result = answerOf("fifo", ledgerOf("p 2 W X 60"), requestOf({ claims: [seedAccount("W", "W")], openings: "late" }));
    expect(flowsOf(result)).toEqual({ "W p": "60" });
    expect(result.opening_assumptions).toMatchObject([{ atoms: "60" }]);
  });
});

describe("a stop", () => {
  test("named in the request takes value for good", () => {
    const result = answerOf("fifo", ledgerOf(path), requestOf({ claims, stops: [account("N")] }));
    expect(result.positions).toMatchObject([
      { account: account("N"), status: "stopped", hops: 2, reason: "stop: named in the request" },
    ]);
  });

  test("by tag counts at the transfer's time, above the confidence, unless opened", () => {
    const held = (tag: Parameters<typeof tagOf>[2], request: object = {}): object =>
      positionsOf(answerOf("fifo", ledgerOf(path, { tags: [tagOf("t", "N", tag)] }), requestOf({ claims, ...request })));
    const stopped = { "A N stopped": "100" };
    const passed = { "A X held": "100" };
    expect(held({ validFrom: at(2), validTo: at(2) })).toEqual(stopped);
    expect(held({ validFrom: at(3) })).toEqual(stopped);
    expect(held({ validTo: at(1) })).toEqual(passed);
    expect(held({ confidence: 49 })).toEqual(passed);
    expect(held({ confidence: 50 })).toEqual(stopped);
    expect(held({ category: "casino" })).toEqual(passed);
    expect(held({}, { open: [account("N")] })).toEqual(passed);
    expect(held({}, { stopCategories: [] })).toEqual(passed);
  });

  test("several tags: the highest confidence is named, then the least id; reasons of one row are joined", () => {
    const tags = [tagOf("b", "N"), tagOf("a", "N"), tagOf("z", "N", { confidence: 90, validTo: at(2) })];
    const result = answerOf("fifo", ledgerOf("a 1 V M 100\nb 2 M N 40\nc 3 M N 60", { tags }), requestOf({ claims }));
    expect(result.positions).toMatchObject([{ atoms: "100", reason: "stop: tag exchange (80) a; stop: tag exchange (90) z" }]);
  });

  test("is also the mint and every place where value is destroyed", () => {
    const token = `eip155:1/erc20:0x${"1".repeat(40)}`;
    const history = ["a 1 V M 100", "b 2 M fee:eip155:1 10", `c 3 M destroyed:${token} 30`, `d 4 M mint:${token} 60`]
      .map((line) => `${line} ${token}`)
      .join("\n");
    const result = answerOf("fifo", ledgerOf(history), requestOf({ claims }));
    expect(result.positions.map((row) => [row.atoms, row.status, row.reason])).toEqual([
      ["30", "destroyed", "destroyed: issuer"],
      ["10", "destroyed", "destroyed: fee"],
      ["60", "stopped", "stop: special account"],
    ]);
    expect(result.opening_assumptions).toEqual([]);
  });
});

describe("limits", () => {
  test("hops_max counts one number per account, and what is set aside is credited as unattributed", () => {
    const result = answerOf("fifo", ledgerOf(path), requestOf({ claims, limits: { hopsMax: 2, accountsMax: 9, dustAtoms: 0n } }));
    expect(result.positions).toMatchObject([
      { account: account("N"), atoms: "100", status: "limit", hops: 2, reason: "limit: hops_max" },
    ]);
    expect(result.limits_hit).toEqual([{ limit: "hops_max", account: account("N"), transfers: ["b"], atoms: "100" }]);
    expect(result.opening_assumptions).toEqual([]);
    expect(notesOf(result)).toHaveLength(1);
  });

  test("accounts_max names what was not followed", () => {
    const result = answerOf(
      "fifo",
      ledgerOf(path),
      requestOf({ claims, limits: { hopsMax: null, accountsMax: 1, dustAtoms: 0n } }),
    );
    expect(result.positions).toMatchObject([{ account: account("N"), status: "limit", reason: "limit: accounts_max" }]);
    expect(result.limits_hit).toMatchObject([{ limit: "accounts_max", transfers: ["b"] }]);
  });

  test("dust compares the traced total, and one atom below it is dust", () => {
    const history = "a 1 V M 100\no 1 O M 100\nb 2 M N 20";
    const dust = (dustAtoms: bigint): object =>
      positionsOf(
        answerOf("pro-rata", ledgerOf(history), requestOf({ claims, limits: { hopsMax: null, accountsMax: 9, dustAtoms } })),
      );
    expect(dust(10n)).toEqual({ "A M held": "90", "A N held": "10" });
    expect(dust(11n)).toEqual({ "A M held": "90", "A N dust": "10" });
  });

  test("destroyed comes before stopped, stopped before limit, limit before dust", () => {
    const limits = { hopsMax: 1, accountsMax: 1, dustAtoms: 1000n };
    const history = "a 1 V N 10\nb 2 V fee:eip155:1 10\nc 3 V Y 10";
    const seeds = [seedTransfers("A", "a", "b", "c")];
    const result = answerOf("fifo", ledgerOf(history), requestOf({ claims: seeds, stops: [account("N")], limits }));
    expect(result.positions.map((row) => row.status)).toEqual(["stopped", "limit", "destroyed"]);
  });
});

test("seeds label only what is unattributed, and a zero amount, a self-transfer or a transfer after the end seeds nothing", () => {
  const history = "a 1 V M 100\nb 2 M N 100\nz 2 V M 0\ns 2 V V 50\nl 9 V M 70";
  const seeds = [seedTransfers("A", "a"), seedTransfers("B", "b", "z", "s", "l")];
  const result = answerOf("fifo", ledgerOf(history), requestOf({ claims: seeds, until: at(8) }));
  expect(result.claims).toEqual([{ claim: "A", asset: dollars, seeded_atoms: "100" }]);
  expect(positionsOf(result)).toEqual({ "A N held": "100" });
});

test("the end cuts the ledger first: nothing after it counts, not even for openings", () => {
  const history = "a 1 V M 100\nb 2 M N 60\nc 3 M X 500";
  const result = answerOf("fifo", ledgerOf(history), requestOf({ claims, until: at(2) }));
  expect(positionsOf(result)).toEqual({ "A M held": "40", "A N held": "60" });
  expect(result.opening_assumptions).toEqual([]);
});

test("what an account would pay on after its tag began is final there, in the rule's order, and no account holds more than it has", () => {
  const history = "a 1 V M 100\no 2 O M 30\nb 5 M X 50";
  const result = answerOf("fifo", ledgerOf(history, { tags: [tagOf("t", "M", { validFrom: at(3) })] }), requestOf({ claims }));
  expect(positionsOf(result)).toEqual({ "A M held": "50", "A M stopped": "50" });
  expect(Object.keys(flowsOf(result))).toEqual(["A a"]);
  expect(result.opening_assumptions).toEqual([]);
});

test("value that is final at a stop is no account seed's to label, before its start or after", () => {
  const ledger = ledgerOf("a 1 V W 40\no 1 O W 60\nc 3 V W 5\np 4 O W 7", { tags: [tagOf("t", "W")] });
  const seeded = (since: ReturnType<typeof at> | null): object => {
    const seeds = [seedTransfers("A", "a", "c"), seedAccount("W", "W", since)];
    return positionsOf(answerOf("fifo", ledger, requestOf({ claims: seeds })));
  };
  expect(seeded(null)).toEqual({ "A W stopped": "45", "W W stopped": "67" });
  expect(seeded(at(2))).toEqual({ "A W stopped": "45", "W W stopped": "67" });
  expect(seeded(at(4))).toEqual({ "A W stopped": "45", "W W stopped": "67" });
});

test("opening assumptions are those of all holdings of an account that held traced value", () => {
  const history = "a 1 V M 100\ng 2 M X 7 iso4217:EUR\nb 3 M X 130\nh 4 Z X 9";
  const result = answerOf("fifo", ledgerOf(history), requestOf({ claims }));
  expect(result.opening_assumptions).toEqual([
    { account: account("M"), asset: "iso4217:EUR", atoms: "7" },
    { account: account("M"), asset: dollars, atoms: "30" },
  ]);
});

test("coverage gaps run from the first receipt of traced value to the end, less what was read", () => {
  const coverage = [{ source: "table", scope: account("M"), from: at(1), to: at(2), assets: everyAsset, finality: null }];
  const result = answerOf("fifo", ledgerOf(path, { coverage }), requestOf({ claims, until: at(3) }));
  expect(result.coverage_gaps).toEqual([
    { account: account("M"), from: "1970-01-01T00:00:02.000001Z", to: "1970-01-01T00:00:03.000000Z", source: "table" },
    { account: account("N"), from: "1970-01-01T00:00:02.000000Z", to: "1970-01-01T00:00:03.000000Z", source: "table" },
    { account: account("X"), from: "1970-01-01T00:00:03.000000Z", to: "1970-01-01T00:00:03.000000Z", source: "table" },
  ]);
});

test("all rules answer at once, in one document", () => {
  const answer = traceForward(ledgerOf(path), requestOf({ claims, method: "all" }));
  expect("results" in answer ? Object.keys(answer.results) : []).toEqual(["fifo", "lifo", "pro-rata", "libr", "pifo", "poison"]);
});

test("the order of the rows put in does not matter", () => {
  const ledger = ledgerOf(`${path}\no 2 O M 7\nd 3 M X 5`);
  const reversed = { ...ledger, transfers: ledger.transfers.toReversed() };
  const request = requestOf({ claims, method: "all" });
  expect(JSON.stringify(traceForward(reversed, request))).toBe(JSON.stringify(traceForward(ledger, request)));
});

test("amounts of uint256 and their sums stay exact", () => {
  const most = (2n ** 256n - 1n).toString();
  const result = answerOf(
    "libr",
    ledgerOf(`a 1 V M ${most}\na2 2 V M ${most}\nb 3 M X ${most}`),
    requestOf({ claims: [seedTransfers("A", "a", "a2")] }),
  );
  expect(result.claims).toMatchObject([{ seeded_atoms: (2n * (2n ** 256n - 1n)).toString() }]);
  expect(positionsOf(result)).toEqual({ "A M held": most, "A X held": most });
});

describe("a request that has no meaning in the ledger is refused", () => {
  const refusal = (request: Parameters<typeof requestOf>[0]): TributaryError | undefined => {
    try {
      traceForward(ledgerOf(path), requestOf(request));
      return undefined;
    } catch (error) {
      return error instanceof TributaryError ? error : undefined;
    }
  };

  test("an unknown transfer, with its place", () => {
    const error = refusal({ claims: [seedTransfers("A", "a", "nope")] });
    expect(error?.code).toBe("REQUEST_INVALID");
    expect(error?.finding).toMatchObject({ where: { path: "claims[0].transfers[1]" }, found: "nope" });
  });

  test("one transfer in two claims, two seeds on one account, a seed on a named stop", () => {
    expect(refusal({ claims: [seedTransfers("A", "a"), seedTransfers("B", "a")] })?.finding.where.path).toBe(
      "claims[1].transfers[0]",
    );
    expect(refusal({ claims: [seedAccount("A", "M"), seedAccount("B", "M")] })?.finding.where.path).toBe("claims[1].account");
    expect(refusal({ claims: [seedAccount("A", "M")], stops: [account("M")] })?.finding.where.path).toBe("claims[0].account");
    expect(refusal({ claims: [seedAccount("A", "fee:eip155:1")] })?.finding.where.path).toBe("claims[0].account");
  });

  test("an id that two sources share, with the names that would be right", () => {
    const [first] = ledgerOf("a 1 V M 100").transfers;
    if (first === undefined) throw new Error("a transfer is there");
    const shared = ["one", "two"].map((source) => ({ ...first, name: `${source}:a` }));
    expect(() => traceForward({ ...ledgerOf(""), transfers: shared }, requestOf({ claims }))).toThrow("one of one:a, two:a");
  });

  test("two transfers of one name: an id that looks like another source's qualified name", () => {
    const { transfers } = ledgerOf("a 1 V M 100\nb 2 M N 100");
    const alike = transfers.map((transfer) => ({ ...transfer, name: "one:a" }));
    expect(() =>
      traceForward({ ...ledgerOf(""), transfers: alike }, requestOf({ claims: [seedTransfers("A", "one:a")] })),
    ).toThrow("REQUEST_INVALID: found two transfers called one:a");
  });
});
