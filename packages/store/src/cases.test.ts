import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { boundInstant, digestBytes, unwrap } from "@tributary/domain";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../test/samples.ts";
import { openStore } from "./open-store.ts";
import type { Store } from "./store.ts";

let folder = temporaryFolder();
let store: Store;
const at = unwrap(boundInstant(1_700_000_000_000_000n, ""));
const bytes = Buffer.from('{"claims":[]}');

beforeEach(async () => {
  folder = temporaryFolder();
  store = await openStore({ directory: folder.path, mode: "write", create: true });
});
afterEach(async () => {
  await store.close();
  folder.remove();
});

test("a case keeps what was added to it, and every step, over a reopening", async () => {
  await store.cases.create({ id: "CASE-1", createdAt: at });
  const added = await store.cases.addExhibit({ caseId: "CASE-1", name: "request.json", role: "request", bytes, addedAt: at });
  const again = await store.cases.addExhibit({ caseId: "CASE-1", name: "request.json", role: "request", bytes, addedAt: at });
  expect(again).toEqual(added);
  await store.cases.recordSeal({ caseId: "CASE-1", rootDigest: digestBytes(bytes), at });
  await store.close();
  store = await openStore({ directory: folder.path, mode: "write" });
  expect(await store.cases.find("CASE-1")).toEqual({ id: "CASE-1", createdAt: at });
  expect(await store.cases.exhibits("CASE-1")).toEqual([added]);
  expect(Buffer.from(await store.cases.readExhibit(added.sha256))).toEqual(bytes);
  const custody = await store.cases.custody("CASE-1");
  expect(custody.map(({ number, kind }) => [number, kind])).toEqual([
    [1n, "created"],
    [2n, "added"],
    [3n, "sealed"],
  ]);
  expect(new Set(custody.map(({ digest }) => digest)).size).toBe(3);
});

test("what has no meaning is refused", async () => {
  await store.cases.create({ id: "CASE-1", createdAt: at });
  const refused = { code: "REQUEST_INVALID" };
  const exhibit = { caseId: "CASE-1", name: "a.txt", role: "note", bytes, addedAt: at } as const;
  await store.cases.addExhibit(exhibit);
  await expect(store.cases.create({ id: "CASE-1", createdAt: at })).rejects.toMatchObject(refused);
  await expect(store.cases.create({ id: "../x", createdAt: at })).rejects.toMatchObject(refused);
  await expect(store.cases.addExhibit({ ...exhibit, caseId: "CASE-2" })).rejects.toMatchObject(refused);
  await expect(store.cases.addExhibit({ ...exhibit, bytes: Buffer.from("other") })).rejects.toMatchObject(refused);
  await expect(store.cases.addExhibit({ ...exhibit, name: "../a.txt" })).rejects.toMatchObject(refused);
  expect((await store.cases.custody("CASE-1")).length).toBe(2);
});

test("an exhibit whose bytes changed is not given out", async () => {
  await store.cases.create({ id: "CASE-1", createdAt: at });
  const { sha256 } = await store.cases.addExhibit({ caseId: "CASE-1", name: "a", role: "note", bytes, addedAt: at });
  const objects = join(folder.path, "objects", sha256.slice(0, 2));
  expect(readdirSync(objects)).toEqual([sha256]);
  writeFileSync(join(objects, sha256), "changed");
  await expect(store.cases.readExhibit(sha256)).rejects.toMatchObject({ code: "STORE_DAMAGED" });
});
