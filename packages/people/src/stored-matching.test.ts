import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AccountId, type Digest, digestText, type UtcMicros } from "@tributary/domain";
import { determinations, determinationWithdrawals, judgementWithdrawals, partyJudgements } from "@tributary/queries";
import { type LedgerRows, type Matcher, openMatcher, openStore, type PartyDetails, type Store } from "@tributary/store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { indexParties } from "./index-parties.ts";
import { judgedClusters, standingJudgements } from "./judged-clusters.ts";
import { standingOn } from "./person-register.ts";
import { type MatchProposals, proposeMatches } from "./propose-matches.ts";
import { readStanding } from "./read-standing.ts";
import { determinationOf, judgementOf, recordStatements } from "./record-statements.ts";
import { weighPair } from "./weigh-pair.ts";
import { withdrawStatement } from "./withdraw-statement.ts";

let folder = "";
let store: Store;
let matcher: Matcher;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-people-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
  matcher = await openMatcher();
});

afterEach(async () => {
  await matcher.close();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = (micros: number): UtcMicros => BigInt(micros) as UtcMicros;

interface Told {
  readonly name: string;
  readonly details?: PartyDetails;
  readonly account?: string;
}

/** A report of one version that tells of parties; gives their ids. */
async function report(reference: string, told: readonly Told[]): Promise<readonly Digest[]> {
  const id = (what: string): Digest => digestText(`${reference} ${what}`);
  const versionId = id("version");
  const rows: LedgerRows = {
    reportVersions: [
      {
        id: versionId,
        reportId: id("report"),
        number: 1n,
        submitter: "re-01",
        format: "goaml",
        profile: "goaml-base",
        reference,
        reportCode: null,
        schemaVersion: null,
        statedDate: null,
        narrative: null,
        action: null,
      },
    ],
    reportCompletions: [{ versionId }],
    parties: told.map(({ name, details = {} }, index) => ({
      id: id(`party ${index}`),
      versionId,
      kind: "person",
      name,
      details,
      path: `/p[${index}]`,
    })),
    involvements: told.flatMap(({ account }, index) =>
      account === undefined
        ? []
        : [
            {
              id: id(`part ${index}`),
              versionId,
              paymentId: null,
              partyId: id(`party ${index}`),
              account: account as AccountId,
              transferId: null,
              role: "holder",
              amount: null,
              currency: null,
              path: `/p[${index}]`,
            },
          ],
    ),
  };
  const sha256 = id("file");
  const file = { sha256, byteCount: 1n, kind: "goaml", origin: "made.xml", submitter: "re-01", licence: null } as const;
  const run = { file, options: "made" };
  await store.beginRun(run);
  const items = [{ record: { fileSha256: sha256, locator: "1", rawSha256: id("record") }, rows }];
  const outcome = await store.append(run, { items, itemsAcknowledged: 1n, isDone: true });
  expect(outcome.quarantined).toBe(0n);
  return told.map((_, index) => id(`party ${index}`));
}

async function propose(limits: { readonly partiesMax?: number; readonly pairsMax?: number } = {}): Promise<MatchProposals> {
  await indexParties({ store });
  return proposeMatches({ store, matcher, ...limits });
}

const passport = (number: string): PartyDetails => ({ documents: [{ kind: "passport", number, country: "TH" }] });

describe("matching over a store", () => {
  test("finds the same person in two reports, by the surest rule, once, with evidence, and writes no name", async () => {
    await report("STR-1", [
      { name: "SOMCHAI JAIDEE", details: { ...passport("AA5551234"), birthDate: "1988-03-14" } },
      { name: "PRASERT WONGSAWAT" },
    ]);
    await report("STR-2", [{ name: "SOMCHAY CHAIDI", details: { ...passport("AA 5551234"), birthDate: "1988-03-14" } }]);
    const { proposals, crowded, isPartial } = await propose();
    expect(proposals.map(({ rule, answer, evidence }) => [rule, answer, evidence.suggests])).toEqual([
      ["document", "open", "same"],
    ]);
    expect([crowded, isPartial]).toEqual([[], false]);
    await store.close();
    expect(plainTexts(["SOMCHAI", "CHAIDI", "CAIDI", "AA5551234", "name-key sound"])).toEqual([]);
  });

  test("indexing again adds nothing, in whatever batches, and a later report is taken up", async () => {
    await report(
      "STR-1",
      Array.from({ length: 7 }, (_, index) => ({ name: `PERSON NUMBER ${index}` })),
    );
    expect((await indexParties({ store, batchSize: 3 })).parties).toBe(7n);
    const before = await store.contentHash();
    expect(await indexParties({ store, batchSize: 2 })).toEqual({ parties: 0n, identifiers: 0n, isInterrupted: false });
    expect(await store.contentHash()).toBe(before);
    await report("STR-2", [{ name: "ONE MORE" }]);
    expect((await indexParties({ store })).parties).toBe(1n);
  });

  test("indexing that is interrupted goes on", async () => {
    await report(
      "STR-1",
      Array.from({ length: 7 }, (_, index) => ({ name: `PERSON NUMBER ${index}` })),
    );
    const stop = new AbortController();
    const interrupting = { ...store, query: store.query.bind(store), beginRun: store.beginRun.bind(store) };
    const append: Store["append"] = (run, batch) => {
      stop.abort();
      return store.append(run, batch);
    };
    const first = await indexParties({ store: { ...interrupting, append }, batchSize: 3, signal: stop.signal });
    expect(first).toMatchObject({ parties: 3n, isInterrupted: true });
    expect(await indexParties({ store, batchSize: 3 })).toMatchObject({ parties: 4n, isInterrupted: false });
  });

  test("records that state the same are one for the search: the client of a thousand payments", async () => {
    const client = { name: "SOMCHAI JAIDEE", details: passport("AA5551234") };
    await report(
      "STR-1",
      Array.from({ length: 150 }, () => client),
    );
    await report("STR-2", [{ name: "SOMCHAY CHAIDI", details: passport("AA5551234") }]);
    const { proposals, alike, crowded } = await propose();
    expect(alike).toHaveLength(149);
    expect(new Set(alike.map(({ first }) => first)).size).toBe(1);
    expect(proposals).toHaveLength(1);
    expect(crowded).toEqual([]);
  });

  test("a value that many share finds no pairs and is counted", async () => {
    await report(
      "STR-1",
      "ARUN BORIS DANILO EMERY FARID GITA HELMUT IVANA LUMEN MORTEN OTTO PETRA"
        .split(" ")
        .map((name) => ({ name, details: { phones: ["+66 2 555 1000"] } })),
    );
    const { proposals, crowded } = await propose({ partiesMax: 10 });
    expect(proposals.filter(({ rule }) => rule === "phone")).toEqual([]);
    expect(crowded).toEqual([{ rule: "phone", values: 1n, partiesMax: 12n }]);
    expect((await propose({ partiesMax: 12 })).proposals).toHaveLength(66);
  });

  test("more pairs than the limit are said to be more", async () => {
    await report(
      "STR-1",
      Array.from({ length: 5 }, (_, index) => ({ name: `NAME ${index}`, details: { emails: ["office@example.test"] } })),
    );
    const { proposals, isPartial } = await propose({ pairsMax: 4 });
    expect([proposals.length, isPartial]).toEqual([4, true]);
  });

  test("an account of one's own finds a pair, one that stands for cash does not", async () => {
    await report("STR-1", [
      { name: "TAN CHEE KEONG", account: "bank:SG-7171:5550001" },
      { name: "PAYER IN CASH", account: "bank:cash:1" },
    ]);
    await report("STR-2", [
      { name: "陳志強", account: "bank:SG-7171:5550001" },
      { name: "ANOTHER PAYER", account: "bank:cash:1" },
    ]);
    const { proposals } = await propose();
    expect(proposals.map(({ rule }) => rule)).toEqual(["account"]);
    expect(proposals[0]?.evidence.columns.find(({ column }) => column === "account")?.level).toBe(1);
  });

  test("a judgement settles a pair until it is taken back", async () => {
    await report("STR-1", [{ name: "SOMCHAI JAIDEE", details: passport("AA5551234") }]);
    await report("STR-2", [{ name: "SOMCHAY CHAIDI", details: passport("AA5551234") }]);
    const [proposal] = (await propose()).proposals;
    if (proposal === undefined) throw new Error("a pair was proposed");
    const judgement = judgementOf({
      parties: [proposal.right, proposal.left],
      answer: "same",
      evidence: proposal.evidence,
      author: "analyst-1",
      madeAt: at(10),
    });
    expect((await recordStatements(store, { judgements: [judgement] })).added).toBe(1n);
    expect((await recordStatements(store, { judgements: [judgement] })).same).toBe(1n);
    expect((await propose()).proposals).toEqual([]);
    const withdrawal = { subjectId: judgement.id, author: "analyst-2", madeAt: at(20), reason: "another face" };
    await recordStatements(store, { judgementWithdrawals: [withdrawal] });
    expect((await propose()).proposals).toHaveLength(1);
    const [kept, withdrawals] = [await store.query(partyJudgements, {}), await store.query(judgementWithdrawals, {})];
    const clustersOn = (day: number) => judgedClusters(standingJudgements(kept, withdrawals, at(day))).clusters;
    expect([clustersOn(9), clustersOn(19), clustersOn(20)].map(({ length }) => length)).toEqual([0, 1, 0]);
    expect(kept[0]).toMatchObject({ model: "weights-1", evidence: judgement.evidence, weight: judgement.weight });
  });

  test("a judgement keeps the weighed evidence and its author's words", async () => {
    const [left, right] = await report("STR-1", [
      { name: "SOMCHAI JAIDEE" },
      { name: "PRASERT WONG", details: passport("AA5551234") },
    ]);
    if (left === undefined || right === undefined) throw new Error("two parties were told");
    const evidence = await weighPair({ store, matcher, parties: [left, right] });
    const stated = { parties: [left, right], answer: "different", evidence, author: "analyst-1", madeAt: at(1) } as const;
    const kept: unknown = JSON.parse(judgementOf({ ...stated, words: "seen together" }).evidence);
    expect(kept).toMatchObject({ words: "seen together", model: "weights-1", suggests: "open" });
    await expect(weighPair({ store, matcher, parties: [left, digestText("nobody")] })).rejects.toThrow(/REQUEST_INVALID/);
  });

  test("determinations stand in the register as they were stated", async () => {
    const [person] = await report("STR-1", [{ name: "SOMCHAI JAIDEE" }]);
    if (person === undefined) throw new Error("one party was told");
    const stated = { partyId: person, author: "clerk-1", evidence: "interview 17" };
    await recordStatements(store, {
      determinations: [
        determinationOf({ ...stated, status: "identified", authority: "TH", determinedAt: at(3) }),
        determinationOf({ ...stated, status: "not-identified", authority: "KH", determinedAt: at(5) }),
      ],
    });
    const made = await store.query(determinations, {});
    const standing = standingOn(made, await store.query(determinationWithdrawals, {}), at(6));
    expect(standing).toMatchObject([{ partyId: person, isConflicting: true, isProtected: true }]);
    expect(standing[0]?.determinations.map(({ evidence }) => evidence)).toEqual(["interview 17", "interview 17"]);
  });

  test("protection reaches records that are judged the same, as long as that judgement stands", async () => {
    const [person, other] = await report("STR-1", [{ name: "SOMCHAI JAIDEE" }, { name: "SOMCHAY CHAIDI" }]);
    if (person === undefined || other === undefined) throw new Error("two parties were told");
    const judgement = judgementOf({
      parties: [person, other],
      answer: "same",
      evidence: "one face",
      author: "analyst-1",
      madeAt: at(2),
    });
    const stated = { partyId: person, status: "possible", authority: "TH", author: "clerk-1", evidence: "interview 17" } as const;
    await recordStatements(store, {
      judgements: [judgement],
      determinations: [determinationOf({ ...stated, determinedAt: at(3) })],
    });
    expect(await readStanding(store, other, at(2))).toMatchObject({ isProtected: false, determinations: [], same: [person] });
    expect(await readStanding(store, other, at(3))).toMatchObject({ isProtected: true, isContradicted: false });
    const withdrawal = { subjectId: judgement.id, author: "analyst-1", madeAt: at(4), reason: "another face" };
    await recordStatements(store, { judgementWithdrawals: [withdrawal] });
    expect(await readStanding(store, other, at(4))).toMatchObject({ isProtected: false, same: [] });
    expect(await readStanding(store, person, at(4))).toMatchObject({ isProtected: true });
  });

  test("a statement is taken back by its id, whatever it is, and one that nobody made is not", async () => {
    const [person, other] = await report("STR-1", [{ name: "SOMCHAI JAIDEE" }, { name: "SOMCHAY CHAIDI" }]);
    if (person === undefined || other === undefined) throw new Error("two parties were told");
    const judgement = judgementOf({
      parties: [person, other],
      answer: "same",
      evidence: "one face",
      author: "analyst-1",
      madeAt: at(2),
    });
    const stated = { partyId: person, status: "possible", authority: "TH", author: "clerk-1", evidence: "interview 17" } as const;
    const determination = determinationOf({ ...stated, determinedAt: at(3) });
    await recordStatements(store, { judgements: [judgement], determinations: [determination] });
    const take = (subjectId: Digest) =>
      withdrawStatement(store, { subjectId, author: "analyst-1", madeAt: at(4), reason: "wrong file" });
    expect([await take(judgement.id), await take(determination.id)]).toEqual(["judgement", "determination"]);
    expect(await readStanding(store, person, at(5))).toMatchObject({ isProtected: false, same: [] });
    await expect(take(digestText("nothing"))).rejects.toThrow(/REQUEST_INVALID/);
  });

  test("nothing is said of a party that no report tells of", async () => {
    const [person] = await report("STR-1", [{ name: "SOMCHAI JAIDEE" }]);
    if (person === undefined) throw new Error("one party was told");
    const parties = [person, digestText("nobody")] as const;
    const judgement = judgementOf({ parties, answer: "same", evidence: "one face", author: "analyst-1", madeAt: at(1) });
    await expect(recordStatements(store, { judgements: [judgement] })).rejects.toThrow(/no party/);
    expect(await store.query(partyJudgements, {})).toEqual([]);
  });

  test("a judgement needs two parties, an author and a ground", () => {
    const [left, right] = [digestText("left"), digestText("right")];
    const stated = {
      parties: [left, right],
      answer: "different",
      evidence: "two passports",
      author: "analyst-1",
      madeAt: at(1),
    } as const;
    expect(judgementOf(stated)).toMatchObject({ model: "none", weight: null });
    for (const bad of [
      { ...stated, parties: [left, left] as const },
      { ...stated, author: " " },
      { ...stated, evidence: "" },
    ])
      expect(() => judgementOf(bad)).toThrow(/REQUEST_INVALID/);
  });
});

/** Texts that stand plain in any file of the store. */
function plainTexts(texts: readonly string[]): readonly string[] {
  const directory = join(folder, "store");
  if (!existsSync(directory)) throw new Error("the store is there");
  const bytes = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
  return texts.filter((text) => bytes.some((content) => content.includes(text)));
}
