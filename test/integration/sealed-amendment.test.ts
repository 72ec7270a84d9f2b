import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestText } from "@tributary/domain";
import { addToCase, createCase, openStore, type Store, sealCase, verifyBundle } from "@tributary/engine";
import { ingestGoaml } from "@tributary/pipeline-goaml";
import { ingestIso20022 } from "@tributary/pipeline-iso20022";
import { transfersUntil } from "@tributary/queries";
import { afterEach, beforeEach, expect, test } from "vitest";

const fixtures = join(import.meta.dirname, "../../fixtures/bank");
const report = readFileSync(join(fixtures, "gh-5.0.1-str.xml"), "utf8");

let folder = "";
let store: Store;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "tributary-sealed-"));
  store = await openStore({ directory: join(folder, "store"), mode: "write", create: true });
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Seals a case about the ledger's last transfer; gives the bundle's folder. */
async function seal(id: string): Promise<string> {
  const payment = (await store.query(transfersUntil, { until: null })).at(-1);
  const request = join(folder, `${id}.json`);
  const claims = [{ id: "V1", kind: "scam_victim", transfers: [payment?.id] }];
  writeFileSync(request, JSON.stringify({ claims, method: "fifo" }));
  await createCase(store, id);
  await addToCase(store, { id, files: [request], role: null });
  await sealCase(store, { id, outDirectory: join(folder, id) });
  return join(folder, id);
}

function textOf(directory: string): string {
  const paths = readdirSync(directory, { recursive: true, encoding: "utf8" }).map((path) => join(directory, path));
  return paths.flatMap((path) => (statSync(path).isFile() ? [readFileSync(path, "latin1")] : [])).join("\n");
}

test("a case names the file of the version that stands, and one sealed before the amendment still holds", async () => {
  const send = async (text: string, version: bigint): Promise<void> => {
    writeFileSync(join(folder, `${version}.xml`), text);
    await ingestGoaml({
      store,
      paths: [join(folder, `${version}.xml`)],
      profile: "goaml-gh",
      submitter: "re-01",
      versionNumber: version,
    });
  };
  const texts = ["", " ", "  "].map((space) => report.replace("</report>", `${space}</report>`));
  const digests = texts.map(digestText);
  for (const [index, text] of texts.entries()) {
    await send(text, BigInt(index + 1));
    const annex = textOf(`${await seal(`CASE-${index}`)}-annex`);
    expect(digests.map((digest) => annex.includes(digest))).toEqual(digests.map((_, place) => place === index));
  }
  expect(await verifyBundle(join(folder, "CASE-0"))).toMatchObject({ isRecomputed: true, findings: [] });
});

test("a bundle calls a statement what it calls a report", async () => {
  await ingestIso20022({ store, paths: [join(fixtures, "iso20022/pacs-008-payments.xml")], submitter: "re-01" });
  const text = textOf(await seal("CASE-1"));
  expect(text).toContain("bank-record");
  expect(text).not.toContain("table-row");
});
