import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const projectRoot: string = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

export interface SourceText {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  /** `packages/domain`, `pipelines/goaml`, `queries`. */
  readonly home: string;
  readonly text: string;
  readonly isTest: boolean;
}

/** The folder of every workspace: `packages/domain`, `pipelines/goaml`, `queries`. */
export function listWorkspaces(root: string): string[] {
  const homes = ["packages", "pipelines"].flatMap((group) => listFolder(join(root, group)).map((name) => `${group}/${name}`));
  return [...homes, "queries"];
}

/** Every TypeScript file under the workspaces' `src` folders. */
export function readSourceTexts(root: string): SourceText[] {
  return listWorkspaces(root).flatMap((home) =>
    listFilesUnder(join(root, home, "src"))
      .filter((path) => path.endsWith(".ts"))
      .map((path) => ({
        path: relative(root, path).replaceAll("\\", "/"),
        home,
        text: readFileSync(path, "utf8"),
        // What only tests use stands beside them, and is not built.
        isTest: path.endsWith(".test.ts") || path.includes("/src/test-support/"),
      })),
  );
}

export function listFilesUnder(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch {
    return [];
  }
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
