import { type Locator, showFound } from "@tributary/domain";
import type { TreeElement } from "../tree.ts";
import type { TreeProblem } from "../tree-problem.ts";
import type { WriteFinding } from "../write-result.ts";
import { headerForm, pathPrefix, type TableForm, tableForms } from "./table-columns.ts";

/** A problem of a tree that was built from tables, as a finding about the cell that makes it or the column that would solve it. */
export function problemFinding(problem: TreeProblem): WriteFinding {
  const { allowed, code, expected, found, path } = problem;
  const where = problem.kind === "missing" ? missingPlace(problem) : statedPlace(problem);
  const fills = `${expected} (goAML ${path})`;
  const finding: WriteFinding = { code, found: showFound(found), expected: fills, where, goamlPath: path };
  return {
    ...finding,
    ...(allowed.length === 0 ? {} : { allowed }),
    ...(problem.kind === "left-out" ? { severity: "warning" } : {}),
  };
}

function statedPlace({ within }: TreeProblem): Locator {
  return within.at(-1)?.origin ?? {};
}

const forms: readonly TableForm[] = [...Object.values(tableForms), headerForm];

/** The row whose element lacks something, and the column that would say it. */
function missingPlace({ path, within }: TreeProblem): Locator {
  const last = within.at(-1);
  if (last === undefined) return {};
  const at = anchorOf(within);
  const row = rowOf(within[at] ?? last);
  const steps = within.slice(at + 1).map(({ name }) => name.replace(/_my_client$/, ""));
  const names = path.slice(path.lastIndexOf("/") + 1).split(" or ");
  const form = forms.find(({ file }) => file === row.file);
  const columns = names.flatMap((name) => columnsFor([...steps, name.replace(/^(t_(?:from|to))_my_client$/, "$1")], form));
  return { ...row, path: [...new Set(columns)].join(" or ") };
}

/** The outermost element that comes from the same row as the innermost one. */
function anchorOf(within: readonly TreeElement[]): number {
  const last = rowOf(within.at(-1));
  const other = within.findLastIndex((element) => {
    const row = rowOf(element);
    return row.file !== last.file || (row.file !== headerForm.file && row.line !== last.line);
  });
  return other + 1;
}

function rowOf(element: TreeElement | undefined): Locator {
  const { file, line } = element?.origin ?? {};
  return { ...(file === undefined ? {} : { file }), ...(line === undefined ? {} : { line }) };
}

/** The columns that fill a path; all that lie below it where none fills it itself. */
function columnsFor(steps: readonly string[], form: TableForm | undefined): readonly string[] {
  const path = steps.join("/");
  const keys = keysFor(path);
  if (keys.length > 0) return keys;
  const columns = form?.columns ?? [];
  const exact = columns.filter((column) => column.path === path);
  const below = exact.length > 0 ? exact : columns.filter((column) => column.path.startsWith(`${path}/`));
  return below.length > 0 ? below.map(({ name }) => name) : [`${pathPrefix}${path}`];
}

/** What a row says by naming another one. */
function keysFor(path: string): readonly string[] {
  const [, side] = /^t_(from|to)(?:\/(?:from|to)_(?:account|person|entity))?$/.exec(path) ?? [];
  if (side !== undefined) return [`${side}_account`, `${side}_party`];
  if (path === "signatory" || path === "director_id") return ["rows of holders.csv"];
  if (path === "involved_parties") return ["rows of roles.csv"];
  if (path === "transaction" || path === "activity") return ["rows of transfers.csv"];
  if (path === "report_indicators") return ["rows of indicators.csv"];
  return path === "t_entity" ? ["entity"] : [];
}
