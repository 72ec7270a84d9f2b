import { describe, expect, test } from "vitest";
import { type BlockPart, formatProofState } from "./chain-evidence.ts";
import { unwrap } from "./errors.ts";
import { parseSourceName, parseTransferId } from "./transfer.ts";
import { compareProofs, parseProofState, partsBehind, proofOfTransfer } from "./transfer-proof.ts";

const hash = "0xabc";
const transfer = (source: string, kind: string) => ({
  source: unwrap(parseSourceName(source)),
  id: unwrap(parseTransferId(`${hash}:${kind}`)),
});
const state = (text: string) => unwrap(parseProofState(text));
const proof = (part: BlockPart, text: string) => ({ part, state: state(text) });

test("a state reads back as it is written, and nothing else is one", () => {
  for (const text of ["proven", "quorum 2 of 3", "quorum 1 of 1", "single source"])
    expect(formatProofState(state(text))).toBe(text);
  for (const text of ["", "Proven", "quorum 3 of 2", "quorum 0 of 2", "quorum 2 of 3 ", "single"])
    expect(parseProofState(text).ok, text).toBe(false);
});

test("proven is the surest, then more that agree, then fewer that do not", () => {
  const sorted = ["proven", "quorum 3 of 3", "quorum 2 of 2", "quorum 2 of 3", "quorum 2 of 5", "single source"];
  expect([...sorted].reverse().map(state).sort(compareProofs).map(formatProofState)).toEqual(sorted);
});

describe("a transfer rests on parts of its block", () => {
  test.each([
    ["eip155:1", "value", ["transactions", "receipts"]],
    ["eip155:1", "fee-burned", ["transactions", "receipts"]],
    ["eip155:1", "log:7", ["receipts"]],
    ["eip155:1", "trace:0_1", ["traces"]],
    ["eip155:1", "withdrawal:5", ["withdrawals"]],
    ["eip155:1", "something-new", ["transactions", "receipts", "traces"]],
    ["tron:0x2b6653dc", "internal:0", ["receipts"]],
    ["tron:0x2b6653dc", "something-new", ["transactions", "receipts"]],
    ["bip122:000000000019d6689c085ae165831e93", "in:0", ["transactions", "prevouts"]],
    ["bip122:000000000019d6689c085ae165831e93", "fee", ["transactions", "prevouts"]],
    ["bip122:000000000019d6689c085ae165831e93", "out:1", ["transactions"]],
  ])("%s %s", (source, kind, parts) => {
    expect(partsBehind(transfer(source, kind))).toEqual(parts);
  });

  test("and is known as surely as the weakest of them, each by its best statement", () => {
    const value = transfer("eip155:1", "value");
    const transactions = proof("transactions", "proven");
    expect(proofOfTransfer(value, [transactions, proof("receipts", "quorum 2 of 3")])).toEqual(state("quorum 2 of 3"));
    const better = [proof("receipts", "single source"), transactions, proof("receipts", "proven")];
    expect(proofOfTransfer(value, better)).toEqual(state("proven"));
    expect(proofOfTransfer(value, [transactions, proof("receipts", "single source"), proof("traces", "proven")])).toEqual(
      state("single source"),
    );
  });

  test("where nothing is stated of one of them, nothing is said", () => {
    expect(proofOfTransfer(transfer("eip155:1", "value"), [proof("transactions", "proven")])).toBe(null);
    expect(proofOfTransfer(transfer("table", "row"), [])).toBe(null);
  });
});
