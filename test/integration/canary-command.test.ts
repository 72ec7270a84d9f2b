import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { packArchive } from "@tributary/bank-kit";
import { afterAll, describe, expect, test } from "vitest";
import { projectRoot } from "../contract/source-files.ts";
import { makeFolder, runCommand } from "../end-to-end/run-command.ts";
import { partsOf } from "../simulation/bank-fuzz-archive.ts";
import { filesBelow, searchFiles } from "./byte-search.ts";
import { canary, nameInMt, nameInTexts, nameInXml, thaiCanary } from "./canary-files.ts";

const folder = makeFolder("canary-command");
afterAll(() => folder.remove());

const fixtures = join(projectRoot, "fixtures/bank");
const read = (name: string): string => readFileSync(join(fixtures, name), "utf8");
const table = ["--map", join(fixtures, "table/statement.yaml")];

function namedSheet(): Uint8Array {
  const parts = partsOf(readFileSync(join(fixtures, "table/movements.xlsx")));
  return packArchive(
    parts.map(({ name, content }) => ({
      name,
      content: Buffer.from(content.toString("utf8").replaceAll(">re<", `>${canary}<`)),
    })),
  );
}

const report = Buffer.from(nameInXml(read("gh-5.0.1-str.xml"), "goaml"));
const cases: readonly (readonly [string, string | Uint8Array, readonly string[]])[] = [
  ["report.xml", report, ["--profile", "goaml-gh"]],
  [
    "report.zip",
    packArchive([
      { name: "report.xml", content: report },
      { name: `${canary}.pdf`, content: Buffer.from(`%PDF-1.7 ${canary}`) },
    ]),
    ["--profile", "goaml-gh"],
  ],
  ["payments.rje", nameInMt(read("swift-mt/payments.rje")), ["--profile", "swift-mt", "--zone-offset", "+07:00"]],
  ["statement.csv", nameInTexts(read("table/statement.csv"), ["A. Example", "CASH"]), table],
  ["movements.xlsx", namedSheet(), ["--map", join(fixtures, "table/movements.yaml")]],
];

describe("the command", () => {
  test.each(cases)(
    "leaves nothing of %s in the folder for temporary files, and no name in the store",
    async (name, content, options) => {
      const place = join(folder.path, name);
      const temporary = join(place, "tmp");
      mkdirSync(temporary, { recursive: true });
      const file = join(place, name);
      writeFileSync(file, content);
      const store = join(place, "store");
      const env = { TMPDIR: temporary };
      const submitter = ["--submitter", "reporting-entity-01"];
      expect((await runCommand(["init", "--store", store], { env })).status).toBe(0);
      await runCommand(["check", file, ...options, "--answer", join(place, "checked.json")], { env });
      const ingested = await runCommand(
        ["ingest", "payments", file, ...options, ...submitter, "--store", store, "--answer", join(place, "answer.html")],
        { env },
      );
      expect(ingested.stdout + ingested.stderr).toMatch(/record/);
      expect(readdirSync(temporary)).toEqual([]);
      const logged = join(place, "logged.txt");
      writeFileSync(logged, ingested.stderr);
      const searched = [canary, "Kanarienvogelina", thaiCanary];
      expect(searchFiles([...filesBelow(store), `${store}.key`, logged], searched)).toEqual([]);
    },
    120_000,
  );
});
