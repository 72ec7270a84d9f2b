import { appendFileSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { main } from "../../packages/cli/src/main.ts";
import { projectRoot } from "../contract/source-files.ts";

const root = mkdtempSync(join(tmpdir(), "tributary-index-command-"));
const store = join(root, "store");
const extract = join(projectRoot, "fixtures/demo/transfers/bank-extract.csv");
afterAll(() => rmSync(root, { recursive: true, force: true }));
afterEach(() => vi.restoreAllMocks());

async function run(...words: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const said = { out: "", err: "" };
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    said.out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said.err += String(text);
    return true;
  });
  const code = await main([...words, "--store", store]);
  vi.restoreAllMocks();
  return { code, ...said };
}

test("an index is built, told of, held to the ledger, and refused when it is of another or damaged", async () => {
  await run("init");
  expect(await run("index", "status")).toMatchObject({ code: 0, out: expect.stringContaining("absent: no index was built") });
  expect(await run("index", "verify")).toMatchObject({ code: 2, err: expect.stringContaining("tributary index build") });
  expect((await run("ingest", "transfers", extract)).code).toBe(0);
  expect(await run("index", "build")).toMatchObject({ code: 0, out: expect.stringContaining("Built whole.") });
  expect(await run("index", "build")).toMatchObject({ code: 0, out: expect.stringContaining("is of the ledger as it is") });
  expect(await run("index", "status")).toMatchObject({ code: 0, out: expect.stringContaining("fresh") });
  expect(await run("index", "verify")).toMatchObject({ code: 0, out: expect.stringContaining("intact") });
  expect(await run("index", "build", "--keep", "0")).toMatchObject({ code: 2 });
  const built = JSON.parse((await run("index", "build", "--whole", "--json")).out);
  expect(built).toMatchObject({ outcome: "built", segments: 1 });
  const segment = join(built.directory, "segment-0");
  expect(readdirSync(segment)).toContain("movements.arrow");
  appendFileSync(join(segment, "details.arrow"), "x");
  expect(await run("index", "verify")).toMatchObject({ code: 4, out: expect.stringContaining("details.arrow") });
  expect((await run("index", "build", "--whole")).code).toBe(0);
  expect((await run("index", "verify")).code).toBe(0);
  expect((await run("ingest", "tags", join(projectRoot, "fixtures/demo/tags/services.yaml"))).code).toBe(0);
  expect(await run("index", "status")).toMatchObject({ code: 0, out: expect.stringContaining("stale") });
  expect(await run("index", "build")).toMatchObject({ code: 0, out: expect.stringContaining("Added: 1 of 1 segments stayed") });
});
