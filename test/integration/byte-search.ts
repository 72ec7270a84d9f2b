import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** How a text may stand in a file's bytes: as it is in three encodings, in capitals and small letters, and inside of base64 at each of three offsets. */
export function needlesOf(text: string): ReadonlyMap<string, Buffer> {
  const needles = new Map<string, Buffer>();
  for (const [form, formed] of [
    ["as it is", text],
    ["in capitals", text.toUpperCase()],
    ["in small letters", text.toLowerCase()],
  ] as const) {
    const utf16 = Buffer.from(formed, "utf16le");
    needles.set(`${form}, UTF-8`, Buffer.from(formed, "utf8"));
    needles.set(`${form}, UTF-16LE`, utf16);
    needles.set(`${form}, UTF-16BE`, Buffer.from(utf16).swap16());
  }
  for (const offset of [0, 1, 2])
    for (const alphabet of ["base64", "base64url"] as const) {
      const encoded = Buffer.concat([Buffer.alloc(offset), Buffer.from(text, "utf8")]).toString(alphabet);
      // Characters that neighbours have a part in are left out.
      needles.set(`${alphabet} at ${offset}`, Buffer.from(encoded.slice(offset === 0 ? 0 : offset + 1, -4)));
    }
  if (escaped(text) !== text) needles.set("escaped as in JSON", Buffer.from(escaped(text)));
  needles.set("in hexadecimal", Buffer.from(Buffer.from(text, "utf8").toString("hex")));
  return needles;
}

/** Each place where one of the texts stands: the file, or its name, and the form. */
export function searchFiles(paths: readonly string[], texts: readonly string[]): readonly string[] {
  const needles = texts.flatMap((text) => [...needlesOf(text)]);
  return paths.flatMap((path) => {
    const name = Buffer.from(path, "utf8");
    const bytes = readFileSync(path);
    return needles.flatMap(([form, needle]) => [
      ...(bytes.includes(needle) ? [`${path}: ${form}`] : []),
      ...(name.includes(needle) ? [`the name ${path}: ${form}`] : []),
    ]);
  });
}

/** All files below a folder. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function escaped(text: string): string {
  return text.replace(/[^ -~]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
