import { parseAccount, parseInstant, unwrap } from "@tributary/domain";
import type { NamedTransfer } from "@tributary/ledger";
import { expect, test } from "vitest";
import { connectedTransfers } from "../../packages/engine/src/connected-transfers.ts";
import { exampleCase } from "../golden/example-case.ts";

const [model] = exampleCase().ledger.transfers.slice(0, 1);

function move(name: string, [from, to]: readonly [string, string], hour: number): NamedTransfer {
  const account = (id: string): NamedTransfer["from"] => unwrap(parseAccount(`bank:B:${id}`));
  const occurredAt = unwrap(parseInstant(`2026-01-01T0${hour}:00:00Z`));
  if (model === undefined) throw new Error("the example has transfers");
  return { ...model, name, from: account(from), to: account(to), occurredAt };
}

test("what hangs together with a question's transfers at their instant is kept, what stands apart is not", () => {
  const own = [move("own", ["A", "B"], 1), move("later", ["C", "D"], 2)];
  const others = [
    move("next", ["B", "X"], 1),
    move("next but one", ["Y", "X"], 1),
    move("apart", ["P", "Q"], 1),
    move("of a later instant's account", ["C", "R"], 1),
    move("at another time", ["A", "S"], 2),
  ];
  expect(connectedTransfers(own, [...others, ...own]).map((transfer) => transfer.name)).toEqual([
    "next",
    "next but one",
    "own",
    "later",
  ]);
});
