import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import {
  type ComparedParty,
  compareParties,
  explainEvidence,
  indexParties,
  nameKeys,
  type PairEvidence,
  proposeMatches,
} from "@tributary/people";
import { ingestGoaml } from "@tributary/pipeline-goaml";
import { readStrictYaml, type YamlNode } from "@tributary/pipeline-kit";
import { type Matcher, openMatcher, openStore } from "@tributary/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const file = "fixtures/bank/people/pairs.yaml";
const samples = join(process.env["TRIBUTARY_TEST_DATA"] ?? join(root, "../shared/data"), "bank/goaml/samples");
const isAbsent = !existsSync(samples);

interface KnownPair {
  readonly id: string;
  readonly truth: string;
  readonly suggests: string;
  readonly sharesKey: boolean;
  readonly left: ComparedParty;
  readonly right: ComparedParty;
}

const pairs = readPairs();
let matcher: Matcher;
let evidence: ReadonlyMap<string, PairEvidence>;

beforeAll(async () => {
  matcher = await openMatcher();
  const answers = await compareParties(matcher, pairs);
  evidence = new Map(pairs.map(({ id }, index) => [id, answers[index] as PairEvidence]));
});
afterAll(() => matcher.close());

describe("40 made pairs of records with known answers", () => {
  test("are forty", () => {
    expect(new Set(pairs.map(({ id }) => id)).size).toBe(40);
  });

  test.each(pairs.map((pair) => [pair.id, pair] as const))("%s", (id, pair) => {
    const found = evidence.get(id);
    expect(found?.suggests, explainEvidence(found as PairEvidence).join("\n")).toBe(pair.suggests);
  });

  test.each(pairs.filter(({ sharesKey }) => sharesKey).map((pair) => [pair.id, pair] as const))(
    "%s is brought together by a name key",
    (_, { left, right }) => {
      const keys = new Set(nameKeys(left.name ?? "", left.kind));
      expect(nameKeys(right.name ?? "", right.kind).filter((key) => keys.has(key))).not.toEqual([]);
    },
  );

  test("no suggestion is the opposite of the truth", () => {
    const opposite = pairs.filter(({ id, truth }) => {
      const suggests = evidence.get(id)?.suggests;
      return (suggests === "same" || suggests === "different") && suggests !== truth;
    });
    expect(opposite.map(({ id }) => id)).toEqual([]);
  });
});

/** Published samples, in which different people share placeholders: one birth date, one phone, one address. */
describe.skipIf(isAbsent)(`published reports${isAbsent ? ` (SKIPPED: ${samples} is absent)` : ""}`, () => {
  test("no two records with other names are proposed as the same, and each pair once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "tributary-people-"));
    const store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
    try {
      const paths = readdirSync(samples)
        .filter((name) => name.endsWith(".xml"))
        .map((name) => join(samples, name));
      await ingestGoaml({ store, paths, profile: "goaml-base", submitter: "re-01", zoneOffset: "+04:00" });
      expect((await indexParties({ store })).parties).toBeGreaterThan(10n);
      const { proposals } = await proposeMatches({ store, matcher });
      expect(proposals.length).toBeGreaterThan(5);
      expect(new Set(proposals.map(({ left, right }) => `${left} ${right}`)).size).toBe(proposals.length);
      const nameLevel = ({ columns }: PairEvidence) => columns.find(({ column }) => column === "name")?.level;
      expect(proposals.filter(({ evidence }) => evidence.suggests === "same" && nameLevel(evidence) === 0)).toEqual([]);
    } finally {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

function readPairs(): readonly KnownPair[] {
  const reading = readStrictYaml(readFileSync(join(root, file), "utf8"), file);
  if (!reading.ok) throw new Error(JSON.stringify(reading.findings));
  const { pairs } = plain(reading.root) as { readonly pairs: readonly Readonly<Record<string, unknown>>[] };
  return pairs.map((pair) => {
    const kind = pair["kind"] === "entity" ? "entity" : "person";
    return {
      id: String(pair["id"]),
      truth: String(pair["truth"]),
      suggests: String(pair["suggests"]),
      sharesKey: pair["shares-key"] === "true",
      left: partyOf(pair["left"], kind),
      right: partyOf(pair["right"], kind),
    };
  });
}

function partyOf(value: unknown, kind: "person" | "entity"): ComparedParty {
  const { name, accounts = [], ...details } = value as { readonly name: string; readonly accounts?: readonly string[] };
  return { kind, name, details, accounts };
}

function plain(node: YamlNode): unknown {
  if (node.kind === "text") return node.text;
  if (node.kind === "list") return node.items.map(plain);
  return Object.fromEntries([...node.entries].map(([key, { value }]) => [key, plain(value)]));
}
