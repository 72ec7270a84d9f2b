import { bitcoinChain, everyAsset, parseAsset, toAtoms, unwrap } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import { describe, expect, test } from "vitest";
import { flowsOf } from "./test-support/answer.ts";
import { account, at, ledgerOf, requestOf, seedAccount, seedTransfers } from "./test-support/scenario.ts";
import { tagOf } from "./test-support/tag.ts";
import { traceBackward } from "./trace-backward.ts";
import { traceForward } from "./trace-forward.ts";
import type { TraceRequest } from "./trace-request.ts";
import type { BackwardResult, PositionRow, TraceResult } from "./trace-result.ts";
import { validateRequest } from "./validate-request.ts";

const bitcoin = unwrap(parseAsset(`${bitcoinChain}/slip44:0`));
const txid = (digit: string): string => digit.repeat(64);
const hub = (digit: string): string => `tx:${bitcoinChain}:${txid(digit)}`;
const output = (digit: string, index: number): string => `utxo:${bitcoinChain}:${txid(digit)}:${index}`;
const addressOne = `${bitcoinChain}:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2`;
const addressTwo = `${bitcoinChain}:3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy`;

/** One transfer a line, in satoshi. `f0` makes the stolen output of 3, `g0` another of 7; transaction `s` spends both. */
const spend = `
  f0 1 ${hub("f")} ${output("f", 0)} 300000000 ${bitcoin}
  g0 2 ${hub("e")} ${output("e", 0)} 700000000 ${bitcoin}
  s-in0 3 ${output("f", 0)} ${hub("a")} 300000000 ${bitcoin}
  s-in1 3 ${output("e", 0)} ${hub("a")} 700000000 ${bitcoin}
  s-out0 3 ${hub("a")} ${output("a", 0)} 600000000 ${bitcoin}
  s-out1 3 ${hub("a")} ${output("a", 1)} 399990000 ${bitcoin}
  s-fee 3 ${hub("a")} ${hub("c")} 10000 ${bitcoin}`;

const owned = (digit: string, index: number, address: string) => ({
  outpoint: account(output(digit, index)),
  address: account(address),
});

function forward(ledger: TraceLedger, request: Partial<TraceRequest>): TraceResult {
  const answer = traceForward(ledger, requestOf(request));
  if ("results" in answer) throw new Error("one rule was asked for");
  return answer;
}

function backward(ledger: TraceLedger, request: Partial<TraceRequest>): BackwardResult {
  const answer = traceBackward(ledger, requestOf(request));
  if ("results" in answer) throw new Error("one rule was asked for");
  return answer;
}

const shorten = (name: string): string => name.replaceAll(`${bitcoinChain}:`, "").replace(/([0-9a-f])\1{63}/g, "$1");
const placesOf = ({ positions }: { readonly positions: readonly PositionRow[] }): string[] =>
  positions.map((row) => `${shorten(row.account)} ${row.atoms} ${row.status}`);

describe("TX-04: a transaction of several outputs and a fee", () => {
  const claims = [seedTransfers("V", "f0")];

  test("fifo: inputs as listed, outputs as listed, the fee last", () => {
    expect(flowsOf(forward(ledgerOf(spend), { claims }))).toEqual({
      "V f0": "300000000",
      "V s-in0": "300000000",
      "V s-out0": "300000000",
    });
  });

  test("lifo takes the last input first, and the fee is paid by the oldest", () => {
    expect(flowsOf(forward(ledgerOf(spend), { claims, method: "lifo" }))).toEqual({
      "V f0": "300000000",
      "V s-in0": "300000000",
      "V s-out1": "299990000",
      "V s-fee": "10000",
    });
  });

  test("pro-rata: 1.8, 1.19997 and 0.00003, which are 3 exactly", () => {
    expect(flowsOf(forward(ledgerOf(spend), { claims, method: "pro-rata" }))).toEqual({
      "V f0": "300000000",
      "V s-in0": "300000000",
      "V s-out0": "180000000",
      "V s-out1": "119997000",
      "V s-fee": "3000",
    });
  });

  test("the order of what an output is made of is kept for the next transaction", () => {
    const next = `${spend}
      n-in0 4 ${output("a", 0)} ${hub("b")} 600000000 ${bitcoin}
      n-out0 4 ${hub("b")} ${output("b", 0)} 250000000 ${bitcoin}
      n-out1 4 ${hub("b")} ${output("b", 1)} 100000000 ${bitcoin}
      n-out2 4 ${hub("b")} ${output("b", 2)} 250000000 ${bitcoin}`;
    const { "V n-out0": first, "V n-out1": second, "V n-out2": third } = flowsOf(forward(ledgerOf(next), { claims }));
    expect([first, second, third]).toEqual(["250000000", "50000000", undefined]);
  });

  test("a payment is two hops: into the transaction, and out of it", () => {
    const result = forward(ledgerOf(spend), { claims, limits: { hopsMax: null, accountsMax: 9, dustAtoms: 0n } });
    expect(result.positions.map((row) => [shorten(row.account), row.hops])).toEqual([["utxo:a:0", 3]]);
    const atHub = forward(ledgerOf(spend), { claims, limits: { hopsMax: 2, accountsMax: 9, dustAtoms: 0n } });
    expect(placesOf(atHub)).toEqual(["tx:a 300000000 limit"]);
  });
});

describe("an address stands for its outpoints", () => {
  const outpoints = [owned("f", 0, addressOne), owned("a", 1, addressOne), owned("a", 0, addressTwo)];
  const ledger = ledgerOf(spend, { outpoints });
  const claims = [seedTransfers("V", "f0")];

  test("rows name the outpoint and its address", () => {
    expect(forward(ledger, { claims }).positions).toEqual([
      expect.objectContaining({ account: output("a", 0), address: addressTwo, atoms: "300000000", status: "held" }),
    ]);
  });

  test("as a stop of the request, by a tag, and opened again", () => {
    expect(placesOf(forward(ledger, { claims, stops: [account(addressTwo)] }))).toEqual(["utxo:a:0 300000000 stopped"]);
    const tagged = { ...ledger, tags: [tagOf("t1", addressTwo)] };
    expect(forward(tagged, { claims }).positions[0]?.reason).toBe("stop: tag exchange (80) t1");
    for (const opened of [addressTwo, output("a", 0)])
      expect(placesOf(forward(tagged, { claims, open: [account(opened)] }))).toEqual(["utxo:a:0 300000000 held"]);
  });

  test("as an account seed: one claim, with what comes back to it", () => {
    const result = forward(ledger, { claims: [seedAccount("W", addressOne)] });
    expect(result.claims).toEqual([{ claim: "W", asset: bitcoin, seeded_atoms: "699990000" }]);
    expect(placesOf(result)).toEqual(["utxo:a:0 300000000 held", "utxo:a:1 399990000 held"]);
    expect(result.positions.map((row) => row.hops)).toEqual([2, 0]);
  });

  test("as a target: all that its outpoints received", () => {
    const { origins, sums_close: sumsClose } = backward(ledger, {
      target: { account: account(addressOne), since: at(3), until: null },
    });
    expect(origins.map((row) => ["transfer" in row ? row.transfer : row.opening, row.atoms])).toEqual([["g0", "399990000"]]);
    expect(sumsClose).toBe(true);
  });

  test("as a known balance, which covers what its outpoints spend", () => {
    const later = ledgerOf(spend.split("\n").slice(3).join("\n"), { outpoints });
    const seeds = [seedTransfers("V", "s-in0")];
    const assumed = forward(later, { claims: [seedAccount("W", addressOne)] }).opening_assumptions;
    expect(assumed).toEqual([{ account: output("f", 0), address: addressOne, asset: bitcoin, atoms: "300000000" }]);
    const openings = [{ account: account(addressOne), asset: bitcoin, time: at(0), atoms: unwrap(toAtoms(500_000_000n)) }];
    expect(forward(later, { claims: [seedAccount("W", addressOne)], openings }).opening_assumptions).toEqual([]);
    expect(forward(later, { claims: seeds, openings }).positions).toHaveLength(1);
    // What the balance has beyond that lies in outpoints that the ledger does not know: a seed on the address labels it there.
    expect(placesOf(forward(later, { claims: [seedAccount("W", addressOne)], openings }))).toContain(
      `${shorten(addressOne)} 200000000 held`,
    );
  });

  test("what may not be said twice of an account may not be said of an address and its outpoint", () => {
    const refusals = (request: Partial<TraceRequest>): string[] =>
      validateRequest(ledger, requestOf(request)).map((finding) => finding.where.path ?? "");
    const seeds = [seedAccount("W", addressOne), seedAccount("X", output("f", 0))];
    expect(refusals({ claims: seeds })).toEqual(["claims[1].account"]);
    expect(refusals({ claims: seeds.slice(0, 1), stops: [account(output("a", 1))] })).toEqual(["claims[0].account"]);
    expect(refusals({ claims, stops: [account(addressTwo)], open: [account(output("a", 0))] })).toEqual(["open[0]"]);
    expect(refusals({ claims: [seeds[1] ?? seedAccount("X", "x"), seedAccount("Y", output("a", 1))] })).toEqual([]);
  });

  test("the coverage of the chain speaks of outpoints; a hub needs it at its own time only", () => {
    const covered = (from: number, to: number) => [
      { source: "node", scope: `${bitcoinChain}:*`, from: at(from), to: at(to), assets: everyAsset, finality: null },
    ];
    const gapsOf = (coverage: TraceLedger["coverage"]): string[] =>
      forward({ ...ledger, coverage }, { claims, until: at(9) }).coverage_gaps.map((row) => shorten(row.account));
    expect(gapsOf(covered(0, 9))).toEqual([]);
    expect(gapsOf(covered(0, 3))).toEqual(["utxo:a:0", "utxo:f:0"]);
    expect(gapsOf([])).toEqual(["tx:a", "utxo:a:0", "utxo:f:0"]);
  });
});
