import { ledgerOf, requestOf, transferClaim } from "@tributary/testkit";
import { type TraceResult, traceForward, tracingRules } from "@tributary/trace";
import { describe, expect, test } from "vitest";

describe("work that is ended early", () => {
  const ledger = ledgerOf([
    { from: "V", to: "M", atoms: 100n, at: 0 },
    { from: "M", to: "X", atoms: 50n, at: 1 },
    { from: "X", to: "Y", atoms: 10n, at: 2 },
  ]);

  test.each(tracingRules)("names what was not followed, under %s", (method) => {
    let looks = 0;
    const shouldStop = (): string | undefined => {
      looks += 1;
      return looks > 1 ? "cancelled" : undefined;
    };
    const request = requestOf({ claims: [transferClaim("V1", "t1")], method });
    const { flows, limits_hit } = traceForward(ledger, request, { eventsPerStep: 1, shouldStop }) as TraceResult;
    expect(flows.map(({ transfer }) => transfer)).toEqual(["t1"]);
    // What M held, or under poison its payment, which would have been marked whole.
    const atoms = method === "poison" ? "50" : "100";
    expect(limits_hit).toEqual([
      { limit: "cancelled", account: "", transfers: ["t2"], transfers_omitted: "1", atoms: "0" },
      { limit: "cancelled", account: "bank:test:M", transfers: ["t2"], atoms },
    ]);
  });

  test.each(tracingRules)("before anything is held, says so all the same, under %s", (method) => {
    const request = requestOf({ claims: [transferClaim("V1", "t1")], method });
    const { flows, limits_hit } = traceForward(ledger, request, { shouldStop: () => "deadline" }) as TraceResult;
    expect(flows).toEqual([]);
    expect(limits_hit).toEqual([{ limit: "deadline", account: "", transfers: ["t1"], transfers_omitted: "2", atoms: "0" }]);
  });
});
