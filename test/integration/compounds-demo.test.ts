import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { flowsQuestion, readTraceRequest } from "@tributary/engine";
import { ingestTags } from "@tributary/pipeline-attribution";
import { ingestEvm, readRecording, replayRpc } from "@tributary/pipeline-chain-evm";
import { ingestCompounds } from "@tributary/pipeline-compounds";
import { ingestGoaml } from "@tributary/pipeline-goaml";
import { ingestConversions, ingestTransfers } from "@tributary/pipeline-transfer-table";
import { openStore, type Store } from "@tributary/store";
import type { RuleFlows } from "@tributary/trace";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const demo = fileURLToPath(new URL("../../fixtures/demo/", import.meta.url));

let folder = "";
let store: Store;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "demo-case-"));
  store = await openStore({ directory: folder, mode: "write", create: true });
});
afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

interface Step {
  readonly command: string;
  readonly path: string;
  readonly recording: string;
  readonly profile: string;
  readonly submitter: string;
  readonly from: number;
  readonly to: number;
}

async function ingestStep(step: Step) {
  const paths = [join(demo, step.path ?? "")];
  if (step.command === "str") return ingestGoaml({ store, paths, profile: step.profile, submitter: step.submitter });
  if (step.command === "transfers") return ingestTransfers({ store, paths });
  if (step.command === "conversions") return ingestConversions({ store, paths });
  if (step.command === "tags") return ingestTags({ store, paths });
  if (step.command === "compounds") return ingestCompounds({ store, paths });
  const node = await replayRpc(await readRecording(join(demo, step.recording)));
  try {
    // A made chain of one node, recorded to its head.
    const finality = { kind: "depth", blocks: 0n } as const;
    return [await ingestEvm({ store, rpcUrl: node.url, finality, from: BigInt(step.from), to: BigInt(step.to) })];
  } finally {
    await node.close();
  }
}

describe("the demo case", () => {
  let steps: readonly Step[] = [];
  let fifo: RuleFlows;

  test("loads whole, step by step", async () => {
    steps = JSON.parse(await readFile(join(demo, "demo.json"), "utf8"));
    for (const step of steps) {
      const reports = await ingestStep(step);
      expect(reports.map(({ outcome, rejected, conflicts }) => [outcome, rejected, conflicts])).toEqual([["complete", 0n, 0n]]);
    }
  });

  test("twice changes nothing", async () => {
    const before = await store.contentHash();
    for (const step of [...steps].reverse()) await ingestStep(step);
    expect(await store.contentHash()).toBe(before);
  });

  test("brings V06 and V09 first in first out where the README's pencil does", async () => {
    const request = await readTraceRequest(join(demo, "requests/case.yaml"));
    const { document } = await flowsQuestion(store, request);
    expect(Object.keys(document.results)).toEqual(["fifo", "lifo", "pro-rata", "libr", "pifo", "poison"]);
    if (document.results.fifo === undefined) throw new Error("no fifo result");
    fifo = document.results.fifo;
    expect(reached("V06")).toEqual({ "golden-ferry": ["2800000000", "40000000000"] });
    expect(reached("V09")).toEqual({ "lotus-hill": ["56666666667"] });
    expect(rest("V06")).toEqual(["1400000 held", "2620000 held", "2660000 stopped", "60000 stopped", "980000 held"]);
    expect(rest("V09")).toEqual(["26666666666 stopped", "4666666667 held"]);
  });

  test("shows what the report has to say: an inference left out, an assumed order, an assumed opening, destroyed tokens", () => {
    expect(fifo.limits_hit).toMatchObject([{ limit: "conversion_inferred", transfers: ["PGB-0019"] }]);
    expect(fifo.order_assumptions).toHaveLength(1);
    expect(fifo.opening_assumptions).toMatchObject([{ asset: "iso4217:USD", atoms: "500000" }]);
    expect(fifo.not_followed.some((row) => row.reason === "destroyed: issuer")).toBe(true);
    expect(fifo.not_followed.some((row) => row.reason.startsWith("stop: tag mixer"))).toBe(true);
  });

  test("has no name, text or reference of a report outside of the reports", async () => {
    const secrets = await secretsOfReports();
    expect(secrets.size).toBeGreaterThan(60);
    for (const path of (await readdir(demo, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())) {
      const file = relative(demo, join(path.parentPath, path.name));
      if (/^(str|generate)\//.test(file)) continue;
      const bytes = await readFile(join(demo, file));
      const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
      expect([...secrets].filter((secret) => text.includes(secret)).map((secret) => `${file}: ${secret}`)).toEqual([]);
    }
  });

  function reached(claim: string): Record<string, string[]> {
    const groups = new Map<string, string[]>();
    for (const { compound, atoms } of fifo.reached.filter((row) => row.claim === claim))
      groups.set(compound, [...(groups.get(compound) ?? []), atoms].sort());
    return Object.fromEntries(groups);
  }

  /** What of a claim stands elsewhere than at a compound's accounts. */
  function rest(claim: string): string[] {
    const compounds = new Set(fifo.reached.map((row) => row.account));
    const rows = [...fifo.held, ...fifo.not_followed].filter((row) => row.claim === claim && !compounds.has(row.account));
    return rows.map((row) => `${row.atoms} ${row.status}`).sort();
  }
});

const secretElements =
  /<(first_name|last_name|name|account_name|beneficiary|reason|action|entity_reference|transactionnumber|internal_ref_number|id_number|client_number)>([^<]+)</g;

async function secretsOfReports(): Promise<Set<string>> {
  const secrets = new Set<string>();
  for (const name of await readdir(join(demo, "str"))) {
    const xml = await readFile(join(demo, "str", name), "utf8");
    for (const [, , value = ""] of xml.matchAll(secretElements)) secrets.add(value);
  }
  return secrets;
}
