/** The folder of a part inside a package: `xl` of `xl/workbook.xml`. */
function folderOf(part: string): string {
  const at = part.lastIndexOf("/");
  return at === -1 ? "" : part.slice(0, at);
}

/** The part that a relation of `part` names (ECMA-376, part 2: targets are relative to the part that relates). */
export function resolveTarget(part: string, target: string): string {
  const steps = target.startsWith("/") ? target.split("/") : [...folderOf(part).split("/"), ...target.split("/")];
  const resolved: string[] = [];
  for (const step of steps) {
    if (step === "..") resolved.pop();
    else if (step !== "" && step !== ".") resolved.push(step);
  }
  return resolved.join("/");
}

/** Where the relations of a part stand: `xl/_rels/workbook.xml.rels`. */
export function relationsOf(part: string): string {
  const folder = folderOf(part);
  return `${folder === "" ? "" : `${folder}/`}_rels/${part.slice(folder === "" ? 0 : folder.length + 1)}.rels`;
}
