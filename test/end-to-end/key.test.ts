import { chmodSync, existsSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectRoot } from "../contract/source-files.ts";
import { makeFolder, runCommand } from "./run-command.ts";

const folder = makeFolder("key");
afterAll(() => folder.remove());

const store = join(folder.path, "store");
const key = `${store}.key`;
const report = join(projectRoot, "fixtures/bank/gh-5.0.1-str.xml");
const ingest = ["ingest", "str", report, "--profile", "goaml-gh", "--submitter", "re-01", "--store", store];

beforeAll(async () => {
  const made = await runCommand(["init", "--store", store]);
  expect(made.status, made.stderr).toBe(0);
});

test("a new store has a key beside it, for its owner alone", () => {
  expect(statSync(key).mode & 0o777).toBe(0o600);
});

test("without the key, reports cannot be taken in, and the command says where it is looked for", async () => {
  const away = join(folder.path, "away.key");
  renameSync(key, away);
  const refused = await runCommand(ingest);
  expect(refused.status).toBe(6);
  expect(refused.stderr).toContain(`KEY_MISSING at ${key}`);
  expect(existsSync(key)).toBe(false);
  const doctor = await runCommand(["doctor", "--store", store]);
  expect(doctor.status).toBe(3);
  expect(doctor.stdout).toMatch(/^key +[0-9a-f]{16}, is missing/m);
  const named = await runCommand(ingest, { env: { TRIBUTARY_KEY: away } });
  expect(named.status, named.stderr).toBe(0);
  renameSync(away, key);
});

test("a key that others may read is refused", async () => {
  chmodSync(key, 0o644);
  const refused = await runCommand(ingest);
  chmodSync(key, 0o600);
  expect(refused.status).toBe(6);
  expect(refused.stderr).toContain("KEY_WRONG");
  expect(refused.stderr).toContain("chmod 600");
  expect((await runCommand(ingest)).status).toBe(0);
});
