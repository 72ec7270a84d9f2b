import { allowedWorkspaces, owners, pureHomes } from "./import-rules.ts";
import type { SourceText } from "./source-files.ts";

const impurities = [
  /\bDate\.now\b/,
  /\bnew Date\b/,
  /\bMath\.random\b/,
  /\bperformance\./,
  /\bprocess\./,
  /\bsetTimeout\b/,
  /\bfetch\(/,
  /\bcrypto\./,
];

/** Every forbidden import or act, as `path: what`. Empty where the direction holds. */
export function findBoundaryViolations(files: readonly SourceText[]): string[] {
  return files.filter((file) => !file.isTest).flatMap((file) => [...checkImports(file), ...checkPurity(file)]);
}

function checkImports(file: SourceText): string[] {
  return importedNames(file.text).flatMap((name) => {
    if (name.startsWith("node:"))
      return pureHomes.includes(file.home) ? [`${file.path}: imports ${name} into a pure package`] : [];
    if (name.startsWith("./") || name.startsWith("../")) {
      return leavesHome(file, name) ? [`${file.path}: imports ${name} across a package border`] : [];
    }
    const workspace = /^@tributary\/([^/]+)/.exec(name)?.[1];
    if (workspace !== undefined)
      return mayImport(file.home, workspace) ? [] : [`${file.path}: may not import @tributary/${workspace}`];
    const library = packageName(name);
    return owners[library]?.includes(file.home)
      ? []
      : [`${file.path}: ${library} belongs to ${owners[library]?.join(", ") ?? "nobody"}`];
  });
}

function mayImport(home: string, workspace: string): boolean {
  return allowedWorkspaces[home]?.includes(workspace) ?? false;
}

/** A relative import that climbs out of its own `src`. */
function leavesHome(file: SourceText, name: string): boolean {
  const depth = file.path.slice(file.home.length + 1).split("/").length - 2;
  const climbs = name.split("/").filter((part) => part === "..").length;
  return climbs > depth;
}

/** The package that an import names: `ethers` of `ethers/lib`, `@a/b` of `@a/b/c`. */
export function packageName(name: string): string {
  return name
    .split("/")
    .slice(0, name.startsWith("@") ? 2 : 1)
    .join("/");
}

/** What a file imports, as it spells it. */
export function importedNames(text: string): string[] {
  const statements = text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;"']*?\bfrom\s*["']([^"']+)["']/g);
  const bare = text.matchAll(/(?:^|\n)\s*import\s*["']([^"']+)["']/g);
  const dynamic = text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
  return [...statements, ...bare, ...dynamic].map((match) => match[1] ?? "");
}

function checkPurity(file: SourceText): string[] {
  if (!pureHomes.includes(file.home)) return [];
  const code = withoutComments(file.text);
  return impurities.filter((pattern) => pattern.test(code)).map((pattern) => `${file.path}: ${pattern.source} in a pure package`);
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "$1");
}
