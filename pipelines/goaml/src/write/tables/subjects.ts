import { type Finding, showFound } from "@tributary/domain";
import { branchElement, type TreeElement } from "../tree.ts";
import type { CellContext } from "./cell-value.ts";
import type { InputTables } from "./input-tables.ts";
import type { TableCell, TableRow } from "./read-table.ts";
import { type RowChildren, rowChildren } from "./row-element.ts";
import { childType } from "./structure-path.ts";
import { entityColumns, personColumns, tableForms } from "./table-columns.ts";

type SubjectKind = "account" | "person" | "entity";

/** Whom a cell names. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly row: TableRow;
  /** The reporting bank's own customer. */
  readonly isMyClient: boolean;
}

type Found<Value> = { readonly found: Value; readonly finding: null } | { readonly found: null; readonly finding: Finding };

/** Finds and builds the accounts, people and organisations that rows name. */
export interface Subjects {
  readonly account: (cell: TableCell) => Found<Subject>;
  readonly party: (cell: TableCell) => Found<Subject>;
  /** What stands in an element of that type for the subject. Findings are of every row that takes part. */
  readonly build: (subject: Subject, is: string) => RowChildren;
  /** Rows that nothing has named so far. */
  readonly unnamed: () => readonly TableRow[];
}

/** Subjects that are kept as they were built: most payments of a report name the same few. */
const builtMax = 4096;

export function createSubjects(tables: InputTables, context: CellContext): Subjects {
  const built = new Map<string, RowChildren>();
  const building = new Building(tables, context);
  return {
    account: (cell) => building.find("accounts", cell),
    party: (cell) => building.find("parties", cell),
    build: (subject, is) => {
      const key = JSON.stringify([subject.kind, subject.row.origin.line, is]);
      const known = built.get(key) ?? building.build(subject, is);
      if (built.size >= builtMax) built.clear();
      built.set(key, known);
      return known;
    },
    unnamed: () => [...tables.accounts.values(), ...tables.parties.values()].filter((row) => !building.named.has(row)),
  };
}

class Building {
  readonly named: Set<TableRow> = new Set();
  private readonly tables: InputTables;
  private readonly context: CellContext;

  constructor(tables: InputTables, context: CellContext) {
    this.tables = tables;
    this.context = context;
  }

  find(table: "accounts" | "parties", cell: TableCell): Found<Subject> {
    const row = this.tables[table].get(cell.text);
    const { file } = tableForms[table];
    if (row === undefined) return lost(cell, `a row of ${file} with that name`);
    this.named.add(row);
    const clientCell = row.cells.get("my_client");
    const client = clientCell?.text ?? "no";
    if (!/^(yes|no)$/.test(client)) return lost(clientCell ?? cell, "yes or no");
    const kind = table === "accounts" ? "account" : row.cells.get("kind")?.text;
    if (kind !== "account" && kind !== "person" && kind !== "entity")
      return lost(row.cells.get("kind") ?? { text: "", origin: { ...row.origin, path: "kind" } }, "person or entity");
    return { found: { kind, row, isMyClient: client === "yes" }, finding: null };
  }

  build(subject: Subject, is: string): RowChildren {
    if (subject.kind === "account") return this.buildAccount(subject, is);
    if (subject.kind === "person") return this.buildPerson(subject, is);
    return this.buildEntity(subject, is);
  }

  private buildAccount({ row }: Subject, is: string): RowChildren {
    const own = this.buildRow(row, is, tableForms.accounts.columns);
    const entity = row.cells.get("entity");
    const organisation = entity === undefined ? null : this.nest({ cell: entity, kind: "entity", name: "t_entity", is });
    const signatories = this.holdersOf(row, "account").map((holder) => this.buildHolder(holder, { name: "signatory", is }));
    return join([own, ...(organisation === null ? [] : [organisation]), ...signatories]);
  }

  private buildPerson({ row }: Subject, is: string): RowChildren {
    return this.buildRow(row, is, personColumns);
  }

  private buildEntity({ row }: Subject, is: string): RowChildren {
    const own = this.buildRow(row, is, entityColumns);
    const directors = this.holdersOf(row, "party").map((holder) => this.buildHolder(holder, { name: "director_id", is }));
    return join([own, ...directors]);
  }

  /** A signatory holds its person in `t_person`; a director is the person, with a role. */
  private buildHolder(holder: TableRow, { name, is }: { readonly name: string; readonly is: string }): RowChildren {
    const type = childType(this.context.structure, is, name);
    const stated = rowChildren(holder, { is: type ?? is, columns: tableForms.holders.columns, context: this.context });
    const findings = [...holder.findings, ...stated.findings];
    const cell = holder.cells.get("party");
    const inPerson = name === "signatory" && type !== null ? childType(this.context.structure, type, "t_person") : type;
    const person = this.personOf(cell ?? { text: "", origin: { ...holder.origin, path: "party" } }, inPerson ?? is);
    const inner = name === "signatory" ? [branchElement("t_person", person.children, person.origin)] : person.children;
    return {
      children: [branchElement(name, [...stated.children, ...inner], holder.origin)],
      findings: [...findings, ...person.findings],
    };
  }

  private personOf(cell: TableCell, is: string): RowChildren & { readonly origin: TableCell["origin"] } {
    const subject = this.find("parties", cell);
    if (subject.found === null) return { children: [], findings: [subject.finding], origin: cell.origin };
    const { kind, row } = subject.found;
    if (kind !== "person") return { children: [], findings: [wrongKind(cell, "person")], origin: cell.origin };
    return { ...this.buildPerson(subject.found, is), origin: row.origin };
  }

  private nest(nested: {
    readonly cell: TableCell;
    readonly kind: SubjectKind;
    readonly name: string;
    readonly is: string;
  }): RowChildren {
    const subject = this.find("parties", nested.cell);
    if (subject.found === null) return { children: [], findings: [subject.finding] };
    if (subject.found.kind !== nested.kind) return { children: [], findings: [wrongKind(nested.cell, nested.kind)] };
    const type = childType(this.context.structure, nested.is, nested.name);
    const inner = type === null ? { children: [], findings: [] } : this.build(subject.found, type);
    return { children: [branchElement(nested.name, inner.children, subject.found.row.origin)], findings: inner.findings };
  }

  private buildRow(row: TableRow, is: string, columns: (typeof tableForms)["parties"]["columns"]): RowChildren {
    const known = new Set(columns.map(({ name }) => name));
    const foreign = [...row.cells].filter(([name]) => !known.has(name) && !row.form.keys.includes(name) && !name.includes(":"));
    const misfits = foreign.map(
      ([name, { text, origin }]): Finding => ({
        code: "FIELD_UNKNOWN",
        found: showFound(text),
        expected: `nothing under ${name}: the row's kind has no such field`,
        where: origin,
      }),
    );
    const own = rowChildren(row, { is, columns, context: this.context });
    return { children: own.children, findings: [...row.findings, ...misfits, ...own.findings] };
  }

  private holdersOf(row: TableRow, key: "account" | "party"): readonly TableRow[] {
    return this.tables.holders.get(row.cells.get(key)?.text ?? "") ?? [];
  }
}

function lost(cell: TableCell, expected: string): Found<never> {
  const found = cell.text === "" ? "an empty cell" : showFound(cell.text);
  return {
    found: null,
    finding: { code: cell.text === "" ? "FIELD_MISSING" : "VALUE_UNREADABLE", found, expected, where: cell.origin },
  };
}

function wrongKind({ text, origin }: TableCell, kind: SubjectKind): Finding {
  return { code: "VALUE_UNREADABLE", found: showFound(text), expected: `a row of parties.csv of kind ${kind}`, where: origin };
}

function join(parts: readonly RowChildren[]): RowChildren {
  return { children: parts.flatMap(({ children }) => children), findings: parts.flatMap(({ findings }) => findings) };
}

/** The elements that say a subject, under a name. */
export function subjectElement(name: string, subject: Subject, { children }: RowChildren): TreeElement {
  return branchElement(name, children, subject.row.origin);
}
