import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answerAt, buildFlowIndex, flowIndexStatus, traceQuestion, verifyFlowIndex } from "@tributary/engine";
import { currentSnapshot, openFreshIndex } from "@tributary/flow-index";
import type { Store } from "@tributary/store";
import { ledgerOf, requestOf, transferClaim } from "@tributary/testkit";
import { trace } from "@tributary/trace";
import { afterAll, expect, test } from "vitest";
import { makeStores } from "./store-of-ledger.ts";

const { inStore, remove } = makeStores("forged-manifest");
afterAll(remove);

const ledger = ledgerOf(
  Array.from({ length: 40 }, (_, row) => ({ from: `A${row % 7}`, to: `A${(row * 3 + 1) % 7}`, atoms: BigInt(row) })),
  { tags: [{ account: "A6" }] },
);
const request = requestOf({ claims: [transferClaim("V", "t3")], method: "all" });

/** Replaces texts of the manifest that stands, and calls its folder by the new digest, as one who means to be believed would. */
function forge(store: Store, change: (text: string) => string): string {
  const standing = currentSnapshot(store.directory) ?? "";
  const text = change(readFileSync(join(standing, "manifest.json"), "utf8"));
  const id = createHash("sha256").update(text).digest("hex");
  const forged = join(store.directory, "index", id);
  renameSync(standing, forged);
  writeFileSync(join(forged, "manifest.json"), text);
  writeFileSync(join(store.directory, "index", "current"), `${id}\n`);
  return forged;
}

const first = (text: string, pattern: RegExp, by: string): string => {
  expect(text).toMatch(pattern);
  return text.replace(pattern, by);
};

const forgeries: readonly (readonly [string, (text: string) => string])[] = [
  ["no JSON", (text) => text.slice(0, -1)],
  ["null", () => "null"],
  ["no fields", () => "{}"],
  ["no file of what holdings end with", (text) => first(text, /"ends":/, '"begins":')],
  ["no fields but its format", (text) => `{"format":${JSON.parse(text).format}}`],
  ["a number that is none", (text) => first(text, /"state":"[^"]*"/, '"state":{"n":"x"}')],
  ["a place count beyond all memory", (text) => first(text, /"placeCount":\d+/, '"placeCount":4e18')],
  ["a negative place count", (text) => first(text, /"placeCount":\d+/, '"placeCount":-1')],
  ["half an account", (text) => first(text, /"accountCount":\d+/, '"accountCount":6.5')],
  ["a place count as text", (text) => first(text, /"placeCount":(\d+)/, '"placeCount":"$1"')],
  ["amounts of seven limbs", (text) => first(text, /"atomsLimbs":1/, '"atomsLimbs":7')],
  ["no segments", (text) => first(text, /"segments":\[.*\](?=,"sides")/, '"segments":[]')],
  ["null segments", (text) => first(text, /"segments":\[.*\](?=,"sides")/, '"segments":null')],
  ["a segment twice", (text) => first(text, /"segments":\[(.*)\](?=,"sides")/, '"segments":[$1,$1]')],
  ["a segment that begins before the start", (text) => first(text, /"places":\{"first":0/, '"places":{"first":-1')],
  ["a segment elsewhere", (text) => first(text, /"name":"segment-0"/, '"name":"../../.."')],
  ["a file elsewhere", (text) => first(text, /"path":"movements\.arrow"/, '"path":"../../../commits.log"')],
  ["a file that is missing", (text) => first(text, /"out-places":/, '"places-out":')],
  ["a column before its file", (text) => first(text, /"offset":\d+/, '"offset":-8')],
  ["a column behind its file", (text) => first(text, /"offset":\d+/, '"offset":4096000')],
  ["batches of other rows", (text) => first(text, /"rows":\d+/, '"rows":2147483648')],
  ["no sides", (text) => first(text, /"sides":/, '"asides":')],
];

test.each(forgeries)("a manifest with %s is no index, whatever its folder is called", async (_, change) => {
  await inStore(ledger, async (store) => {
    await buildFlowIndex(store, { keep: 1, isWhole: false });
    const forged = forge(store, change);
    expect((await flowIndexStatus(store)).condition).toBe("damaged");
    const opened = await openFreshIndex(store);
    expect(opened.index).toBeUndefined();
    await expect(verifyFlowIndex(store)).rejects.toMatchObject({ code: "STORE_DAMAGED" });
    const askStore = async (): Promise<never> => Promise.reject(new Error("a snapshot is no store"));
    await expect(answerAt(forged, { request, side: "before", askStore })).rejects.toMatchObject({ code: "STORE_DAMAGED" });
    const { document, source } = await traceQuestion(store, request);
    expect(source).toMatch(/^store: STORE_DAMAGED/);
    expect(document).toEqual(trace(ledger, request));
    await buildFlowIndex(store, { keep: 1, isWhole: false });
    expect((await traceQuestion(store, request)).source).toBe("index");
  });
});
