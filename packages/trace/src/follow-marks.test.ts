import { expect, test } from "vitest";
import { notesOf } from "./notes-of.ts";
import { answerOf, flowsOf, positionsOf } from "./test-support/answer.ts";
import { account, at, ledgerOf, requestOf, seedAccount, seedTransfers } from "./test-support/scenario.ts";
import { tagOf } from "./test-support/tag.ts";

const claims = [seedTransfers("A", "a")];

test("every later transfer of a marked account is marked whole, earlier ones are not", () => {
  const history = "early 1 M X 5\na 2 V M 10\no 3 O M 500\np 4 M N 300";
  const result = answerOf("poison", ledgerOf(history), requestOf({ claims }));
  expect(flowsOf(result)).toEqual({ "A a": "10", "A p": "300" });
  expect(positionsOf(result)).toEqual({ "A M exposed": "10", "A N exposed": "300" });
  expect(result.claims).toMatchObject([{ seeded_atoms: "10" }]);
  expect(notesOf(result)).toHaveLength(1);
});

test("marks stay with the asset in which they came", () => {
  const result = answerOf("poison", ledgerOf("a 1 V M 10\np 2 M N 300 iso4217:THB"), requestOf({ claims }));
  expect(flowsOf(result)).toEqual({ "A a": "10" });
});

test("a seed on a marked transfer adds its claim", () => {
  const seeds = [...claims, seedTransfers("B", "b")];
  const result = answerOf("poison", ledgerOf("a 1 V M 10\nb 2 M N 10\nc 3 N X 4"), requestOf({ claims: seeds }));
  expect(flowsOf(result)).toEqual({ "A a": "10", "A b": "10", "B b": "10", "A c": "4", "B c": "4" });
});

test("a stop is exposed and passes nothing on; so does an account at hops_max; dust does not stop marks", () => {
  const history = "a 1 V M 10\nb 2 M N 10\nc 3 N X 10";
  const stopped = answerOf("poison", ledgerOf(history, { tags: [tagOf("t", "N")] }), requestOf({ claims }));
  expect(positionsOf(stopped)).toEqual({ "A M exposed": "10", "A N exposed": "10" });
  const limits = { hopsMax: 2, accountsMax: 9, dustAtoms: 1000n };
  const limited = answerOf("poison", ledgerOf(history), requestOf({ claims, limits }));
  expect(positionsOf(limited)).toEqual({ "A M exposed": "10", "A N exposed": "10" });
  expect(limited.limits_hit).toEqual([{ limit: "hops_max", account: account("N"), transfers: ["b"], atoms: "10" }]);
});

test("an account seed is exposed to what it held and to every receipt, and counts what does not carry its claim already", () => {
  const history = "o 1 O W 30\nr 3 O W 20\np 4 W X 50\nback 5 X W 50";
  const result = answerOf("poison", ledgerOf(history), requestOf({ claims: [seedAccount("W", "W", at(2))] }));
  expect(result.claims).toMatchObject([{ seeded_atoms: "50" }]);
  expect(positionsOf(result)).toEqual({ "W W exposed": "100", "W X exposed": "50" });
  expect(flowsOf(result)).toEqual({ "W p": "50", "W back": "50" });
});
