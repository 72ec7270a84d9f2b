import { type Digest, digestText, type UtcMicros } from "@tributary/domain";
import type { PartyJudgement } from "@tributary/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { judgedClusters, standingJudgements } from "./judged-clusters.ts";

const party = (name: string): Digest => digestText(name);
const at = (micros: bigint): UtcMicros => micros as UtcMicros;

function judge(left: string, right: string, answer: PartyJudgement["answer"]): PartyJudgement {
  const made = { model: "weights-1", weight: null, author: "analyst-1", madeAt: at(1n), evidence: "{}" };
  return { id: digestText(`${left} ${right} ${answer}`), left: party(left), right: party(right), answer, ...made };
}

describe("judged clusters", () => {
  test("parties that hang together over judgements are one cluster", () => {
    const { clusters, undecided } = judgedClusters([
      judge("a", "b", "same"),
      judge("b", "c", "same"),
      judge("d", "e", "same"),
      judge("c", "d", "unsure"),
    ]);
    expect(clusters.map(({ parties }) => parties.length).sort()).toEqual([2, 3]);
    expect(clusters.flatMap(({ contradictions }) => contradictions)).toEqual([]);
    expect(undecided).toBe(1);
  });

  test("A same B, B same C, A different C is a contradiction with its chain, and nothing is settled", () => {
    const same = [judge("a", "b", "same"), judge("b", "c", "same")];
    const different = judge("c", "a", "different");
    const [cluster] = judgedClusters([...same, different]).clusters;
    expect(cluster?.parties).toHaveLength(3);
    expect(cluster?.contradictions).toHaveLength(1);
    expect(cluster?.contradictions[0]?.different).toEqual([different.id]);
    expect([...(cluster?.contradictions[0]?.same ?? [])].sort()).toEqual(same.map(({ id }) => id).sort());
  });

  test("same and different of one pair both stand", () => {
    const [cluster] = judgedClusters([judge("a", "b", "same"), judge("a", "b", "different")]).clusters;
    expect(cluster?.contradictions[0]?.same).toHaveLength(1);
  });

  test("a different between two clusters contradicts nothing", () => {
    const { clusters } = judgedClusters([judge("a", "b", "same"), judge("c", "d", "same"), judge("b", "c", "different")]);
    expect(clusters.every(({ contradictions }) => contradictions.length === 0)).toBe(true);
  });

  test("a judgement stands from its day until it is taken back", () => {
    const judgement = judge("a", "b", "same");
    const withdrawal = { subjectId: judgement.id, author: "analyst-2", madeAt: at(5n), reason: "another passport" };
    const standing = (day: bigint): number => standingJudgements([judgement, judgement], [withdrawal], at(day)).length;
    expect([standing(0n), standing(1n), standing(4n), standing(5n)]).toEqual([0, 1, 1, 0]);
  });

  test("the order of judgements changes nothing, and each pair judged the same is in one cluster", () => {
    const name = fc.constantFrom(..."abcdefgh");
    const judgement = fc
      .tuple(name, name, fc.constantFrom<PartyJudgement["answer"]>("same", "same", "different", "unsure"))
      .map(([left, right, answer]) => judge(left, right, answer));
    fc.assert(
      fc.property(fc.array(judgement, { maxLength: 14 }), fc.func(fc.integer()), (judgements, rank) => {
        const answer = judgedClusters(judgements);
        const shuffled = [...judgements].sort((a, b) => rank(a.id) - rank(b.id));
        expect(judgedClusters(shuffled)).toEqual(answer);
        const home = new Map(answer.clusters.flatMap(({ parties }, index) => parties.map((id) => [id, index] as const)));
        for (const { answer: word, left, right } of judgements)
          if (word === "same" && left !== right) expect(home.get(left)).toBe(home.get(right));
        for (const { contradictions } of answer.clusters)
          for (const { same } of contradictions) expect(same.length).toBeGreaterThan(0);
      }),
    );
  });

  test("a chain of 20,000 judgements is grouped in little time", () => {
    const chain = Array.from({ length: 20_000 }, (_, index) => judge(`p${index}`, `p${index + 1}`, "same"));
    const started = performance.now();
    const { clusters } = judgedClusters([...chain, judge("p0", "p20000", "different")]);
    expect(clusters[0]?.contradictions[0]?.same).toHaveLength(20_000);
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});
