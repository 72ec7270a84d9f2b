import {
  boundInstant,
  parseAccount,
  parseAsset,
  parseSourceName,
  parseTransferId,
  type Transfer,
  toAtoms,
  unwrap,
} from "@tributary/domain";
import { expect, test } from "vitest";
import { nameTransfers } from "./name-transfers.ts";
import { sortMovements } from "./sort-movements.ts";

function transferOf(id: string, source: string, change: Partial<Transfer> = {}): Transfer {
  return {
    source: unwrap(parseSourceName(source)),
    id: unwrap(parseTransferId(id)),
    occurredAt: unwrap(boundInstant(0n, "a time")),
    sequence: 0n,
    precision: "instant",
    basis: "booking",
    from: unwrap(parseAccount("bank:b:A")),
    to: unwrap(parseAccount("bank:b:B")),
    asset: unwrap(parseAsset("iso4217:USD")),
    atoms: unwrap(toAtoms(1n)),
    reference: null,
    ...change,
  };
}

test("a transfer is called by its id, and with its source where two sources share the id", () => {
  const named = nameTransfers([transferOf("1", "a"), transferOf("1", "b"), transferOf("2", "b")]);
  expect(named.map((transfer) => transfer.name)).toEqual(["a:1", "b:1", "2"]);
});

test("movements leave out zero amounts, self-transfers and what comes after the end, and stand in ledger order", () => {
  const late = unwrap(boundInstant(9n, "a time"));
  const rows = [
    transferOf("b", "a"),
    transferOf("a", "a"),
    transferOf("zero", "a", { atoms: unwrap(toAtoms(0n)) }),
    transferOf("self", "a", { to: unwrap(parseAccount("bank:b:A")) }),
    transferOf("late", "a", { occurredAt: late }),
    transferOf("c", "a", { sequence: -1n }),
  ];
  expect(sortMovements(rows, unwrap(boundInstant(8n, "a time"))).map((row) => row.id)).toEqual(["c", "a", "b"]);
});
