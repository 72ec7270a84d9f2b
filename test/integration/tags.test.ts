import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseAccount, unwrap } from "@tributary/domain";
import { ingestTags } from "@tributary/pipeline-attribution";
import { tagsByAccounts } from "@tributary/queries";
import { openStore, type Store } from "@tributary/store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const fixtures = fileURLToPath(new URL("../../fixtures/attribution", import.meta.url));
const mixed = join(fixtures, "mixed.yaml");

let folder = "";
let store: Store;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tags-"));
  store = await openStore({ directory: folder, mode: "write", create: true });
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

describe("ingest tags", () => {
  test("loads what is right and keeps the rest apart with file, line and reason", async () => {
    const [report] = await ingestTags({ store, paths: [mixed] });
    expect(report).toMatchObject({
      outcome: "incomplete",
      records: 4n,
      added: 2n,
      rejected: 2n,
      counts: { tags: 2n, stops: 2n },
    });
    expect(report?.findings).toMatchObject([
      { code: "ACCOUNT_CHECKSUM", where: { file: "mixed.yaml", line: 10, path: "tags[1].address" } },
      { code: "VALUE_UNREADABLE", found: "currency LTC", where: { file: "mixed.yaml", line: 14 } },
      { code: "FIELD_UNKNOWN", found: "colour", where: { line: 19 } },
    ]);
  });

  test("twice changes nothing", async () => {
    await ingestTags({ store, paths: [mixed] });
    const before = await store.contentHash();
    const [again] = await ingestTags({ store, paths: [mixed] });
    expect(again).toMatchObject({ added: 0n, same: 2n, rejected: 2n });
    expect(await store.contentHash()).toBe(before);
  });

  test("gives each tag back as it was said", async () => {
    await ingestTags({ store, paths: [mixed] });
    const accounts = [
      "eip155:1:0x1111111111111111111111111111111111111111",
      "tron:0x2b6653dc:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    ];
    const tags = await store.query(tagsByAccounts, { accounts: accounts.map((account) => unwrap(parseAccount(account))) });
    expect(new Map(tags.map(({ account, label, category, confidence }) => [account, [label, category, confidence]]))).toEqual(
      new Map([
        [accounts[0], ["Right", "exchange", 50]],
        [accounts[1], ["Right too", "exchange", 50]],
      ]),
    );
  });

  test("refuses an alias bomb with file and line, and nothing of it loads", async () => {
    const [report] = await ingestTags({ store, paths: [join(fixtures, "alias-bomb.yaml")] });
    expect(report).toMatchObject({ outcome: "refused", added: 0n, counts: null });
    expect(report?.findings).toMatchObject([{ code: "YAML_FORBIDDEN", where: { file: "alias-bomb.yaml", line: 3 } }]);
  });

  test("says that a file is missing, and reads the next", async () => {
    const reports = await ingestTags({ store, paths: [join(fixtures, "absent.yaml"), mixed] });
    expect(reports.map((report) => report.outcome)).toEqual(["refused", "incomplete"]);
  });
});
