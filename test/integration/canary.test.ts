import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { packArchive } from "@tributary/bank-kit";
import { openStore } from "@tributary/engine";
import { ingestTransfers } from "@tributary/pipeline-transfer-table";
import { afterAll, describe, expect, test } from "vitest";
import { projectRoot } from "../contract/source-files.ts";
import { makeFolder } from "../end-to-end/run-command.ts";
import { partsOf } from "../simulation/bank-fuzz-archive.ts";
import { filesBelow, needlesOf, searchFiles } from "./byte-search.ts";
import {
  addUnknownElements,
  canary,
  nameEverywhere,
  nameInJson,
  nameInMt,
  nameInTexts,
  nameInXml,
  thaiCanary,
} from "./canary-files.ts";

const root = makeFolder("canary");
afterAll(() => root.remove());

/** Whole names, and parts of them: a place may hold less than all. */
const searched = [canary, "Kanarienvogelina", "Zeuginova", thaiCanary, "กานารีวรรณ"];
const words = `${canary} ${thaiCanary}`;
const fixture = (name: string): string => readFileSync(join(projectRoot, "fixtures/bank", name), "utf8");

interface CanaryCase {
  readonly name: string;
  /** Module and function that give the format's reader. */
  readonly reader: string;
  readonly format: string;
  readonly options: object;
  /** Steps in order: each file under its name, and the version of its reports. */
  readonly files: readonly { readonly name: string; readonly content: string | Uint8Array; readonly version: number }[];
}

const goamlReport = nameInXml(fixture("gh-5.0.1-str.xml"), "goaml");
const rejected = goamlReport.replace(/(<amount_local>)[^<]*/, `$1${words}`);
const conflicting = goamlReport.replace(/(<transaction_description>)[^<]*/, `$1another story of ${words}`);

const statement = fixture("table/statement.csv");

/** The fixture's spreadsheet with the person in some of its cells. */
function namedSheet(places: readonly string[]): Uint8Array {
  const parts = partsOf(readFileSync(join(projectRoot, "fixtures/bank/table/movements.xlsx")));
  return packArchive(
    parts.map(({ name, content }) => {
      const text = content.toString("utf8");
      const named = places.reduce((before, place) => before.replaceAll(place, `>${words}<`), text);
      return { name, content: Buffer.from(name === "xl/worksheets/sheet1.xml" ? named : text) };
    }),
  );
}

const cases: readonly CanaryCase[] = [
  {
    name: "goaml",
    reader: "@tributary/pipeline-goaml",
    format: "goamlFormat",
    options: { profile: "goaml-gh" },
    files: [
      { name: `${canary}.xml`, content: goamlReport, version: 1 },
      { name: "unknown-elements.xml", content: addUnknownElements(goamlReport, "transaction"), version: 2 },
      { name: "rejected.xml", content: rejected, version: 3 },
      { name: "conflicting.xml", content: conflicting, version: 1 },
      { name: "hostile.xml", content: nameEverywhere(fixture("gh-5.0.1-str.xml")), version: 1 },
      { name: "broken-off.xml", content: goamlReport.slice(0, -400), version: 4 },
      {
        name: `${canary}.zip`,
        content: packArchive([
          { name: "report.xml", content: Buffer.from(goamlReport.replace("<reason>", "<reason>again ")) },
          { name: `${canary} ${thaiCanary}.pdf`, content: Buffer.from(`%PDF-1.7 ${words}`) },
        ]),
        version: 5,
      },
    ],
  },
  {
    name: "iso20022",
    reader: "@tributary/pipeline-iso20022",
    format: "iso20022Format",
    options: { zoneOffset: "+07:00" },
    files: readdirSync(join(projectRoot, "fixtures/bank/iso20022"))
      .filter((name) => name.endsWith(".xml"))
      .flatMap((name) => [
        { name: `${canary}-${name}`, content: nameInXml(fixture(`iso20022/${name}`), "iso20022"), version: 1 },
        { name: `hostile-${name}`, content: nameEverywhere(fixture(`iso20022/${name}`)), version: 2 },
      ]),
  },
  {
    name: "fincen",
    reader: "@tributary/pipeline-fincen",
    format: "fincenFormat",
    options: {},
    files: [
      { name: `${canary}.xml`, content: nameInXml(fixture("fincen/sar-batch.xml"), "fincen"), version: 1 },
      { name: "hostile.xml", content: nameEverywhere(fixture("fincen/sar-batch.xml")), version: 2 },
    ],
  },
  {
    name: "fintrac",
    reader: "@tributary/pipeline-fintrac",
    format: "fintracFormat",
    options: { zoneOffset: "-05:00" },
    files: [
      { name: `${canary}.json`, content: nameInJson(fixture("fintrac/str.json"), "fintrac"), version: 1 },
      { name: "hostile.json", content: nameInJson(fixture("fintrac/str.json"), ""), version: 2 },
    ],
  },
  {
    name: "ivms101",
    reader: "@tributary/pipeline-ivms101",
    format: "ivms101Format",
    options: {},
    files: [
      { name: `${canary}.json`, content: nameInJson(fixture("ivms101/payload-2023.json"), "ivms101"), version: 1 },
      { name: "hostile.json", content: nameInJson(fixture("ivms101/payload-2023.json"), ""), version: 2 },
      { name: "damaged.json", content: nameInJson(fixture("ivms101/damaged-payloads.json"), ""), version: 3 },
    ],
  },
  {
    name: "swift-mt",
    reader: "@tributary/pipeline-swift-mt",
    format: "swiftMtFormat",
    options: { zoneOffset: "+07:00" },
    files: readdirSync(join(projectRoot, "fixtures/bank/swift-mt")).flatMap((name) => [
      { name: `${canary}-${name}`, content: nameInMt(fixture(`swift-mt/${name}`)), version: 1 },
      { name: `hostile-${name}`, content: nameInMt(fixture(`swift-mt/${name}`), true), version: 2 },
    ]),
  },
  {
    name: "table",
    reader: "@tributary/pipeline-bank-table",
    format: "bankTableFormat",
    options: { mapPath: join(projectRoot, "fixtures/bank/table/statement.yaml") },
    files: [
      {
        name: `${canary}.csv`,
        content: nameInTexts(statement, ["A. Example", "rent for March", "B. Sample", "CASH"]),
        version: 1,
      },
      // Where an account and the cells that nothing reads should stand. Banks stand plain in accounts, as in other formats.
      { name: "accounts.csv", content: nameInTexts(statement, ["77-2", "counter 4", "28.749,50"]), version: 2 },
      { name: "hostile.csv", content: nameInTexts(statement, ["1.250,50", "02/03/2024", "THB", "A. Example"]), version: 3 },
      { name: "columns.csv", content: nameInTexts(statement, ["Other name", "A. Example"]), version: 4 },
    ],
  },
  {
    name: "spreadsheet",
    reader: "@tributary/pipeline-bank-table",
    format: "bankTableFormat",
    options: { mapPath: join(projectRoot, "fixtures/bank/table/movements.yaml") },
    files: [
      { name: `${canary}.xlsx`, content: namedSheet([">re<", ">ca<", ">nt<"]), version: 1 },
      { name: "hostile.xlsx", content: namedSheet([">00<", ">r2<", ">-1250.5<", ">re<"]), version: 2 },
    ],
  },
];

interface Scene {
  readonly store: string;
  readonly plan: string;
  readonly temporary: string;
  readonly logs: string;
}

function prepare({ name, reader, format, options, files }: CanaryCase): Scene {
  const folder = join(root.path, name);
  const scene = {
    store: join(folder, "store"),
    plan: join(folder, "plan.json"),
    temporary: join(folder, "tmp"),
    logs: join(folder, "logs"),
  };
  const sent = join(folder, "sent");
  for (const made of [sent, scene.temporary, scene.logs]) mkdirSync(made, { recursive: true });
  const steps = files.map((file) => {
    writeFileSync(join(sent, file.name), file.content);
    return { reader, format, options, paths: [join(sent, file.name)], versionNumber: file.version };
  });
  writeFileSync(scene.plan, JSON.stringify({ steps, words }));
  return scene;
}

/** One run in a process of its own; what it says goes into files, as logs do. */
function run(
  scene: Scene,
  { log, fatalBatch = 0 }: { log: string; fatalBatch?: number },
): Promise<NodeJS.Signals | number | null> {
  const script = join(projectRoot, "test/integration/ingest-and-judge.mjs");
  const output = openSync(join(scene.logs, log), "a");
  const child = spawn(process.execPath, [script, scene.store, scene.plan, String(fatalBatch)], {
    cwd: projectRoot,
    env: { ...process.env, TMPDIR: scene.temporary },
    stdio: ["ignore", output, output],
  });
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      closeSync(output);
      resolve(signal ?? code);
    });
  });
}

function keptFiles(scene: Scene): readonly string[] {
  return [...filesBelow(scene.store), `${scene.store}.key`, ...filesBelow(scene.temporary), ...filesBelow(scene.logs)];
}

/** Every text of every table, asked of the engine: its blocks are compressed, and bytes alone might hide one. */
async function textsOf(store: string): Promise<readonly string[]> {
  const instance = await DuckDBInstance.create(join(store, "tributary.duckdb"), { access_mode: "READ_ONLY" });
  const connection = await instance.connect();
  const all = async (sql: string) => (await (await connection.run(sql)).getRows()).map((row) => row.map(String));
  const columns = await all(
    "SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns() WHERE NOT internal AND data_type LIKE 'VARCHAR%'",
  );
  const texts: string[] = [];
  for (const [table, column] of columns)
    for (const [text] of await all(`SELECT DISTINCT "${column}"::VARCHAR FROM ${table} WHERE "${column}" IS NOT NULL`))
      texts.push(`${table}.${column}: ${text}`);
  connection.closeSync();
  instance.closeSync();
  return texts;
}

const named = new RegExp(searched.join("|"), "i");

describe.each(cases)("a person named all over $name", (canaryCase) => {
  test("stands in no file of the store, no temporary file and no log, also after kill -9 (needs a build)", async () => {
    const scene = prepare(canaryCase);
    expect(
      filesBelow(join(scene.store, "../sent")).every(
        (path) => /\.(zip|xlsx)$/.test(path) || readFileSync(path, "utf8").includes(canary),
      ),
    ).toBe(true);
    expect(await run(scene, { log: "killed.log", fatalBatch: 4 })).toBe("SIGKILL");
    expect((await textsOf(scene.store)).filter((text) => named.test(text))).toEqual([]);
    expect(searchFiles(keptFiles(scene), searched)).toEqual([]);
    const status = await run(scene, { log: "resumed.log" });
    const said = readFileSync(join(scene.logs, "resumed.log"), "utf8");
    expect(status, said).toBe(0);
    expect(said).toMatch(/content [0-9a-f]{64}/);
    expect((await textsOf(scene.store)).filter((text) => named.test(text))).toEqual([]);
    expect(searchFiles(keptFiles(scene), searched)).toEqual([]);
    await expectReadPlain(scene);
  }, 120_000);
});

/** With the key, all of it can be read. */
async function expectReadPlain({ store: directory }: Scene): Promise<void> {
  const store = await openStore({ directory, mode: "read" });
  const kept = await store.quarantine();
  await store.close();
  const told = JSON.stringify(kept);
  expect(kept.length).toBeGreaterThan(0);
  expect(told).toContain(canary);
}

test("the search finds a name in a store that holds it, and in each form that it looks for", async () => {
  const folder = join(root.path, "planted");
  mkdirSync(folder);
  const table = join(folder, "table.csv");
  writeFileSync(
    table,
    `transfer_id,occurred_at,from,to,asset,atoms,sequence,reference\nt1,2026-01-01T00:00:00Z,bank:A:1,bank:A:2,iso4217:USD,5,0,${canary}\n`,
  );
  const directory = join(folder, "store");
  const store = await openStore({ directory, mode: "write", create: true });
  const [report] = await ingestTransfers({ store, paths: [table] });
  expect(report?.outcome).toBe("complete");
  await store.close();
  expect(searchFiles(filesBelow(directory), [canary]).length).toBeGreaterThan(0);
  expect((await textsOf(directory)).filter((text) => named.test(text)).length).toBeGreaterThan(0);
  const planted = join(folder, "planted.bin");
  for (const text of searched)
    for (const [form, needle] of needlesOf(text)) {
      writeFileSync(planted, Buffer.concat([Buffer.alloc(1000, 0xa5), needle, Buffer.alloc(1000)]));
      expect(searchFiles([planted], [text]).some((found) => found.endsWith(form))).toBe(true);
    }
  const inside = Buffer.from(`{"a": ["x", "${canary} z"]}`);
  for (const offset of [0, 1, 2]) {
    writeFileSync(planted, Buffer.concat([Buffer.alloc(offset), inside]).toString("base64"));
    expect(searchFiles([planted], [canary]).some((found) => found.includes("base64 at"))).toBe(true);
  }
  expect(existsSync(`${directory}.key`)).toBe(true);
});
