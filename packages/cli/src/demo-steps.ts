import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { fail } from "@tributary/domain";
import { ingestTags } from "@tributary/pipeline-attribution";
import { ingestEvm, readRecording, replayRpc } from "@tributary/pipeline-chain-evm";
import { ingestCompounds } from "@tributary/pipeline-compounds";
import { ingestGoaml } from "@tributary/pipeline-goaml";
import type { IngestReport, Store } from "@tributary/pipeline-kit";
import { ingestConversions, ingestTransfers } from "@tributary/pipeline-transfer-table";
import { type IngestCall, ingestCall } from "./ingest-call.ts";
import { ingestText } from "./ingest-summary.ts";
import type { Talk } from "./talk.ts";

/** The made case that ships with the project. */
export const demoFolder: string = fileURLToPath(new URL("../../../fixtures/demo", import.meta.url));
export const demoRequest: string = join(demoFolder, "requests", "case.yaml");

export function demoNotes(): string[] {
  const folder = join(demoFolder, "notes");
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name));
}

/** One line of `demo.json`: the same imports as by hand, in order. */
type DemoStep =
  | { readonly command: "str"; readonly path: string; readonly profile: string; readonly submitter: string }
  | { readonly command: "evm"; readonly recording: string; readonly from: number; readonly to: number }
  | { readonly command: "transfers" | "conversions" | "tags" | "compounds"; readonly path: string };

/** Brings the demo's sources into the store, through the code that every import goes through. */
export async function runDemoSteps(store: Store, talk: Talk): Promise<void> {
  const steps: readonly DemoStep[] = JSON.parse(readFileSync(join(demoFolder, "demo.json"), "utf8"));
  for (const step of steps) {
    const reports = await runStep(step, ingestCall(store, talk));
    const isWhole = reports.every((report) => report.outcome === "complete");
    if (!isWhole) fail("STORE_DAMAGED", { found: ingestText(reports), expected: "a demo that loads completely" });
    for (const report of reports) talk.say(`        ${report.origin}: ${report.records} records`);
  }
}

async function runStep(step: DemoStep, call: IngestCall): Promise<readonly IngestReport[]> {
  const paths = "path" in step ? [join(demoFolder, step.path)] : [];
  switch (step.command) {
    case "evm":
      return runChainStep(step, call);
    case "str":
      return ingestGoaml({ ...call, paths, profile: step.profile, submitter: step.submitter });
    case "transfers":
      return ingestTransfers({ ...call, paths });
    case "conversions":
      return ingestConversions({ ...call, paths });
    case "tags":
      return ingestTags({ ...call, paths });
    case "compounds":
      return ingestCompounds({ ...call, paths });
  }
}

/** The chain as a real node answered, played back by an endpoint on this machine. */
async function runChainStep(
  step: DemoStep & { readonly command: "evm" },
  { limits, ...call }: IngestCall,
): Promise<readonly IngestReport[]> {
  const server = await replayRpc(await readRecording(join(demoFolder, step.recording)));
  try {
    const range = { from: BigInt(step.from), to: BigInt(step.to), finality: { kind: "depth", blocks: 0n } } as const;
    return [await ingestEvm({ ...call, ingestLimits: limits, rpcUrl: server.url, ...range })];
  } finally {
    await server.close();
  }
}
