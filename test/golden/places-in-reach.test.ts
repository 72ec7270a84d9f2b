import { expect, test } from "vitest";
import { placesInReach } from "../../packages/casefile/src/places-in-reach.ts";
import { places as at, exampleCase } from "./example-case.ts";

const given = exampleCase();

test("every place that the ledger extract touches is kept whole", () => {
  const { asked, ...places } = placesInReach(given.ledger, given);
  expect(places.compounds).toEqual(given.compounds);
  expect(places.compoundPoints).toEqual(given.compoundPoints);
  expect(places.compoundLinks).toEqual(given.compoundLinks);
  expect(places.clusterMembers).toEqual(given.clusterMembers);
  expect(asked).toEqual({ compounds: "2", accounts: "2" });
});

test("a place that only other accounts are linked to is counted and not named", () => {
  const transfers = given.ledger.transfers.filter((transfer) => transfer.to !== at.hilltop);
  const { asked, ...places } = placesInReach({ transfers, outpoints: [] }, given);
  expect(places.compounds.map((compound) => compound.id)).toEqual(["riverside"]);
  expect(JSON.stringify(places, (_key, value) => (typeof value === "bigint" ? value.toString() : value))).not.toMatch(
    /hilltop|4{40}|seized device/,
  );
  expect(asked).toEqual({ compounds: "2", accounts: "2" });
});

test("of a cluster only the members in reach are named, and a withdrawn judgement about one of them stays", () => {
  const [member] = given.clusterMembers;
  const [link] = given.compoundLinks;
  if (member === undefined || link === undefined) throw new Error("the example has a cluster");
  const far = { ...member, account: at.exchange };
  const transfers = given.ledger.transfers.filter((transfer) => transfer.to !== at.exchange);
  const withdrawn = { ...link, id: "link-9", withdrawnAt: link.madeAt };
  const given2 = { ...given, clusterMembers: [member, far], compoundLinks: [link, withdrawn] };
  const found = placesInReach({ transfers, outpoints: [] }, given2);
  expect(found.clusterMembers).toEqual([member]);
  expect(found.compoundLinks).toEqual([link, withdrawn]);
  expect(found.asked).toEqual({ compounds: "2", accounts: "2" });
});
