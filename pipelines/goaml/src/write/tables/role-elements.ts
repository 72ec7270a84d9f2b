import { type Finding, showFound } from "@tributary/domain";
import { branchElement, type TreeElement } from "../tree.ts";
import type { CellContext } from "./cell-value.ts";
import type { TableRow } from "./read-table.ts";
import { rowChildren } from "./row-element.ts";
import { childType } from "./structure-path.ts";
import { type Subjects, subjectElement } from "./subjects.ts";
import { tableForms } from "./table-columns.ts";

interface RoleContext {
  readonly subjects: Subjects;
  readonly cells: CellContext;
  /** The type of the element; null where the edition has no such element, which the check of the whole then says. */
  readonly is: string | null;
}

interface Built {
  readonly element: TreeElement;
  readonly findings: readonly Finding[];
}

/** A row of `roles.csv` as `party` of a transaction or `report_party` of an activity. */
export function partiesElement(row: TableRow, context: RoleContext & { readonly name: string }): Built {
  const { cells, is, name, subjects } = context;
  if (is === null) return { element: branchElement(name, [], row.origin), findings: row.findings };
  const stated = rowChildren(row, { is, columns: tableForms.roles.columns, context: cells });
  const findings = [...row.findings, ...stated.findings];
  const [account, party] = [row.cells.get("account"), row.cells.get("party")];
  const only = account ?? party;
  if (only === undefined || (account !== undefined && party !== undefined)) {
    const where = { ...row.origin, path: "party" };
    const found = only === undefined ? "nothing" : showFound(party?.text ?? "");
    findings.push({
      code: only === undefined ? "FIELD_MISSING" : "VALUE_UNREADABLE",
      found,
      expected: "either an account or a party",
      where,
    });
    return { element: branchElement(name, stated.children, row.origin), findings };
  }
  const subject = account === undefined ? subjects.party(only) : subjects.account(only);
  if (subject.found === null)
    return { element: branchElement(name, stated.children, row.origin), findings: [...findings, subject.finding] };
  const element = `${subject.found.kind}${subject.found.isMyClient ? "_my_client" : ""}`;
  const type = childType(cells.structure, is, element);
  const built = type === null ? { children: [], findings: [] } : subjects.build(subject.found, type);
  const children = [...stated.children, subjectElement(element, subject.found, built)];
  return { element: branchElement(name, children, row.origin), findings: [...findings, ...built.findings] };
}

/** Rows of `goods.csv` as `goods_services`. */
export function goodsElement(rows: readonly TableRow[], { cells, is }: RoleContext): Built {
  const item = is === null ? null : childType(cells.structure, is, "item");
  const built = rows.map((row) => ({
    row,
    ...rowChildren(row, { is: item ?? "", columns: item === null ? [] : tableForms.goods.columns, context: cells }),
  }));
  const items = built.map(({ row, children }) => branchElement("item", children, row.origin));
  return {
    element: branchElement("goods_services", items, rows[0]?.origin ?? {}),
    findings: built.flatMap(({ row, findings }) => [...row.findings, ...findings]),
  };
}
