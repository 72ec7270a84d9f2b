import { readFileSync } from "node:fs";
import { join } from "node:path";
import { importedNames, packageName } from "./boundary-check.ts";
import { allowedWorkspaces, owners } from "./import-rules.ts";
import type { SourceText } from "./source-files.ts";

/** What a workspace declares, from its `package.json` and `tsconfig.json`. */
export interface Manifest {
  readonly home: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  /** The workspaces that the compiler builds first, as folders from the project's root. */
  readonly references: readonly string[];
}

/** Provided by the project's root to the tests of every workspace. */
const testLibraries = ["vitest", "fast-check"];

export function readManifest(root: string, home: string): Manifest {
  const manifest = readObject(join(root, home, "package.json"));
  const references = readObject(join(root, home, "tsconfig.json"))["references"];
  return {
    home,
    name: String(manifest["name"]),
    dependencies: Object.keys(asObject(manifest["dependencies"])),
    devDependencies: Object.keys(asObject(manifest["devDependencies"])),
    references: (Array.isArray(references) ? references : []).map((reference) =>
      join(home, String(asObject(reference)["path"])).replaceAll("\\", "/"),
    ),
  };
}

/** Every difference between what workspaces declare, what their files use and what the import rules allow, as `folder: what`. */
export function findManifestViolations(manifests: readonly Manifest[], files: readonly SourceText[]): string[] {
  const homes = new Map(manifests.map((manifest) => [manifest.name, manifest.home]));
  return manifests.flatMap((manifest) => {
    const own = files.filter((file) => file.home === manifest.home);
    return [
      ...findForbidden(manifest),
      ...findUnused(manifest, own),
      ...findUndeclared(manifest, own),
      ...findBuildDifferences(manifest, homes),
    ];
  });
}

function findForbidden({ home, dependencies }: Manifest): string[] {
  return dependencies
    .filter((name) => {
      const workspace = workspaceOf(name);
      return workspace === null ? !owners[name]?.includes(home) : !allowedWorkspaces[home]?.includes(workspace);
    })
    .map((name) => `${home}: may not declare ${name}`);
}

function findUnused({ home, dependencies, devDependencies }: Manifest, files: readonly SourceText[]): string[] {
  const inCode = files.filter((file) => !file.isTest);
  const uses = (texts: readonly SourceText[], name: string): boolean =>
    texts.some((file) => file.text.includes(`"${name}"`) || file.text.includes(`"${name}/`));
  return [
    ...dependencies.filter((name) => !uses(inCode, name)),
    ...devDependencies.filter((name) => uses(inCode, name) || !uses(files, name)),
  ].map((name) => `${home}: declares ${name} and does not use it so`);
}

function findUndeclared({ home, dependencies, devDependencies }: Manifest, files: readonly SourceText[]): string[] {
  const used = files.flatMap((file) => {
    const declared = file.isTest ? [...dependencies, ...devDependencies, ...testLibraries] : dependencies;
    return importedNames(file.text)
      .filter((name) => !name.startsWith("node:") && !name.startsWith("."))
      .map(packageName)
      .filter((name) => !declared.includes(name));
  });
  return [...new Set(used)].map((name) => `${home}: uses ${name} and does not declare it`);
}

function findBuildDifferences({ home, dependencies, references }: Manifest, homes: ReadonlyMap<string, string>): string[] {
  const needed = dependencies.flatMap((name) => homes.get(name) ?? []);
  return [
    ...needed.filter((folder) => !references.includes(folder)).map((folder) => `${home}: does not build ${folder} first`),
    ...references.filter((folder) => !needed.includes(folder)).map((folder) => `${home}: builds ${folder} without need`),
  ];
}

/** The tags of `turbo.json` as the import rules make them: that tool looks at everything a workspace reaches. */
export function expectedTags(): Record<string, readonly string[]> {
  const byTag = new Map<string, ReadonlySet<string>>();
  for (const home of Object.keys(allowedWorkspaces)) {
    const tag = tagOf(home);
    byTag.set(tag, new Set([...(byTag.get(tag) ?? []), ...reachedTags(home)]));
  }
  return Object.fromEntries([...byTag].map(([tag, reached]) => [tag, [...reached].sort()]));
}

function reachedTags(home: string): ReadonlySet<string> {
  const direct = (allowedWorkspaces[home] ?? []).map(homeOf);
  return new Set(direct.flatMap((next) => [tagOf(next), ...reachedTags(next)]));
}

function homeOf(workspace: string): string {
  if (workspace === "queries") return "queries";
  const pipeline = /^pipeline-(?!kit$)(.+)$/.exec(workspace)?.[1];
  return pipeline === undefined ? `packages/${workspace}` : `pipelines/${pipeline}`;
}

function tagOf(home: string): string {
  return home.startsWith("pipelines/") ? "pipeline" : home.replace("packages/", "");
}

function workspaceOf(name: string): string | null {
  return name.startsWith("@tributary/") ? name.slice("@tributary/".length) : null;
}

function readObject(path: string): Readonly<Record<string, unknown>> {
  return asObject(JSON.parse(readFileSync(path, "utf8")));
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
