import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fail } from "@tributary/domain";
import {
  addToCase,
  createCase,
  flowsQuestion,
  openStore,
  readTraceRequest,
  type Store,
  sealCase,
  verifyBundle,
} from "@tributary/engine";
import { flowsText } from "@tributary/report";
import { demoFolder, demoNotes, demoRequest, runDemoSteps } from "./demo-steps.ts";
import type { Talk } from "./talk.ts";

const marker = ".tributary-demo";
const caseId = "DEMO-0001";

/** From the raw sources to a sealed and verified case under `out`; false where the verification fails. */
export async function runDemo(out: string, talk: Talk): Promise<boolean> {
  const folder = prepareFolder(out);
  const store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
  try {
    talk.say("1 of 4  Reading reports, an account extract, a chain, orders, tags and compounds");
    await runDemoSteps(store, talk);
    talk.say("2 of 4  Tracing 17 claims under six rules");
    const answer = await flowsQuestion(store, await readTraceRequest(demoRequest));
    talk.say("3 of 4  Sealing the case file");
    const sealed = await seal(store, { folder, talk });
    talk.say("4 of 4  Verifying it from its own data alone");
    const verdict = await verifyBundle(sealed.directory, { root: sealed.rootDigest });
    const closing = [
      "The case file",
      "",
      `  report       ${join(sealed.directory, "data", "report.pdf")}`,
      `  bundle       ${sealed.directory}`,
      `  root digest  ${sealed.rootDigest}`,
      `  verified     ${verdict.isIntact ? "every byte and every figure" : verdict.differences.join("; ")}`,
      `  kept apart   ${sealed.annexDirectory ?? "nothing"} (who reported what; not for the court file)`,
      `  the story    ${join(demoFolder, "README.md")}`,
    ];
    const text = [flowsText(answer.document, { assets: answer.assets, width: talk.width }), "", ...closing].join("\n");
    talk.result({ ...sealed, isIntact: verdict.isIntact, flows: answer.document }, text);
    return verdict.isIntact;
  } finally {
    await store.close();
  }
}

async function seal(
  store: Store,
  { folder, talk }: { readonly folder: string; readonly talk: Talk },
): ReturnType<typeof sealCase> {
  await createCase(store, caseId);
  await addToCase(store, { id: caseId, files: [demoRequest, ...demoNotes()], role: null });
  return sealCase(store, { id: caseId, outDirectory: join(folder, caseId), onProgress: (line) => talk.progress(line) });
}

/** Replaces what an earlier demo made, and nothing else. */
function prepareFolder(out: string): string {
  const folder = resolve(out);
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    if (!existsSync(join(folder, marker)))
      fail("USAGE", {
        found: `${folder} with other files in it`,
        expected: "an empty or new folder, or one that an earlier demo made",
      });
    rmSync(folder, { recursive: true });
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, marker), "This folder was made by the demo and is replaced by the next one.\n");
  return folder;
}
