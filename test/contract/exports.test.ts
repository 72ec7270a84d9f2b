import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { listExports } from "./list-exports.ts";
import { listWorkspaces, projectRoot } from "./source-files.ts";

const snapshotFolder = join(import.meta.dirname, "exports");
const homes = listWorkspaces(projectRoot).filter((home) => existsSync(indexOf(home)));

function indexOf(home: string): string {
  return join(projectRoot, home, "src", "index.ts");
}

/** A new or lost export is a difference in a file; `npx vitest run --project contract exports -u` accepts it. */
describe("exports", () => {
  test.each(homes)("of %s are those of its snapshot", async (home) => {
    const lines = listExports(indexOf(home));
    expect(lines.length).toBeGreaterThan(0);
    await expect(`${lines.join("\n")}\n`).toMatchFileSnapshot(join(snapshotFolder, `${basename(home)}.txt`));
  });

  test.each(homes)("of %s are what the running module offers", async (home) => {
    const loaded: object = await import(/* @vite-ignore */ pathToFileURL(indexOf(home)).href);
    const values = listExports(indexOf(home)).filter((line) => line.startsWith("value "));
    expect(values).toEqual(
      Object.keys(loaded)
        .map((name) => `value ${name}`)
        .sort(),
    );
  });

  test("every snapshot belongs to a package", () => {
    expect(readdirSync(snapshotFolder).sort()).toEqual(homes.map((home) => `${basename(home)}.txt`).sort());
  });

  test("an accidental export is found, in whichever form it comes", () => {
    const folder = mkdtempSync(join(tmpdir(), "tributary-exports-"));
    try {
      writeFileSync(join(folder, "inner.ts"), "export interface Inner {}\nexport const inner: number = 1;\nconst hidden = 2;\n");
      writeFileSync(
        join(folder, "index.ts"),
        'export * from "./inner.ts";\nexport {\n  type One,\n  two as second,\n} from "./other.ts";\nexport async function own(): Promise<void> {}\n',
      );
      expect(listExports(join(folder, "index.ts"))).toEqual([
        "type Inner",
        "type One",
        "value inner",
        "value own",
        "value second",
      ]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
