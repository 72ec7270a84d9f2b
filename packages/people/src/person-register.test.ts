import { type Digest, digestText, type UtcMicros } from "@tributary/domain";
import type { PersonDetermination } from "@tributary/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { protectedParties, standingOn } from "./person-register.ts";

const at = (micros: number): UtcMicros => BigInt(micros) as UtcMicros;
const person: Digest = digestText("person");

function determine(authority: string, status: PersonDetermination["status"], day: number): PersonDetermination {
  const id = digestText(`${authority} ${status} ${day}`);
  return { id, partyId: person, status, authority, determinedAt: at(day), author: "clerk-1", evidence: "statement 17" };
}

describe("register of possible trafficked persons", () => {
  test("authorities differ: both stand, and the person is protected", () => {
    const made = [determine("TH", "identified", 3), determine("KH", "not-identified", 5)];
    const [standing] = standingOn(made, [], at(9));
    expect(standing?.determinations.map(({ authority }) => authority)).toEqual(["KH", "TH"]);
    expect(standing).toMatchObject({ isConflicting: true, isProtected: true });
  });

  test("an authority's latest word counts for that authority, on each day", () => {
    const made = [determine("TH", "possible", 1), determine("TH", "not-identified", 4)];
    const isProtected = (day: number) => standingOn(made, [], at(day))[0]?.isProtected;
    expect([0, 1, 3, 4].map(isProtected)).toEqual([undefined, true, true, false]);
  });

  test("two words of one authority at one time both stand", () => {
    const [standing] = standingOn([determine("TH", "possible", 1), determine("TH", "not-identified", 1)], [], at(1));
    expect(standing).toMatchObject({ isConflicting: true, isProtected: true });
    expect(standing?.determinations).toHaveLength(2);
  });

  test("possible here and identified there is no conflict", () => {
    const [standing] = standingOn([determine("TH", "possible", 1), determine("KH", "identified", 2)], [], at(2));
    expect(standing).toMatchObject({ isConflicting: false, isProtected: true });
  });

  test("what is taken back no longer counts, and what came before counts again", () => {
    const [possible, none] = [determine("TH", "possible", 1), determine("TH", "not-identified", 4)];
    const withdrawal = { subjectId: none.id, author: "clerk-2", madeAt: at(6), reason: "wrong file" };
    expect(standingOn([possible, none], [withdrawal], at(7))[0]?.isProtected).toBe(true);
  });

  test("who is judged the same as a protected person is protected too", () => {
    const standings = standingOn([determine("TH", "possible", 1)], [], at(1));
    const other = digestText("other");
    const parties = protectedParties(standings, [{ parties: [person, other] }, { parties: [digestText("x"), digestText("y")] }]);
    expect([...parties].sort()).toEqual([person, other].sort());
  });

  test("protection holds while any authority's latest word gives it, in whatever order the words come", () => {
    const word = fc
      .tuple(
        fc.constantFrom("TH", "KH", "MM"),
        fc.constantFrom<PersonDetermination["status"]>("possible", "identified", "not-identified"),
        fc.nat(6),
      )
      .map(([authority, status, day]) => determine(authority, status, day));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 8 }), fc.nat(7), (made, day) => {
        const standings = standingOn(made, [], at(day));
        expect(standingOn([...made].reverse(), [], at(day))).toEqual(standings);
        const known = made.filter(({ determinedAt }) => determinedAt <= at(day));
        const isGiven = known.some(
          (word) =>
            word.status !== "not-identified" &&
            known.every((other) => other.authority !== word.authority || other.determinedAt <= word.determinedAt),
        );
        expect(standings[0]?.isProtected ?? false).toBe(isGiven);
      }),
    );
  });
});
