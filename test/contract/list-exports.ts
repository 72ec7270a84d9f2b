import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * What a module offers, one line a name (`value openStore`, `type Store`), sorted; every re-export is followed, and a value that is also passed on as a type stands once.
 * Reads the text: the compiler in use has no programming interface.
 */
export function listExports(path: string): string[] {
  const lines = new Set(readExports(path));
  return [...lines].filter((line) => !(line.startsWith("type ") && lines.has(line.replace("type ", "value ")))).sort();
}

function readExports(path: string): string[] {
  const text = readFileSync(path, "utf8");
  const own = [...text.matchAll(/^export (?:async )?(function\*?|const|class|interface|type) (\w+)/gm)].map(
    ([, kind = "", name = ""]) => (kind === "type" || kind === "interface" ? `type ${name}` : `value ${name}`),
  );
  const named = [...text.matchAll(/^export (type )?\{([^}]*)\}/gm)].flatMap(([, onlyTypes, names = ""]) =>
    names
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "")
      .map((name) => describeName(name, onlyTypes !== undefined)),
  );
  const passedOn = [...text.matchAll(/^export (type )?\* from "(\.[^"]+)"/gm)].flatMap(([, onlyTypes, from = ""]) =>
    listExports(join(dirname(path), from)).map((line) => (onlyTypes === undefined ? line : line.replace(/^value /, "type "))),
  );
  return [...own, ...named, ...passedOn];
}

function describeName(entry: string, onlyTypes: boolean): string {
  const name = entry.replace(/^type /, "").replace(/^\w+ as /, "");
  return onlyTypes || entry.startsWith("type ") ? `type ${name}` : `value ${name}`;
}
