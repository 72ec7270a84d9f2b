import { type Finding, showFound } from "@tributary/domain";
import { branchElement, type TreeElement } from "../tree.ts";
import { amountValue, type CellContext } from "./cell-value.ts";
import type { InputTables } from "./input-tables.ts";
import type { TableCell, TableRow } from "./read-table.ts";
import { goodsElement, partiesElement } from "./role-elements.ts";
import { type RowTarget, rowChildren } from "./row-element.ts";
import { childType, typeAt } from "./structure-path.ts";
import { type Subject, type Subjects, subjectElement } from "./subjects.ts";
import { tableForms } from "./table-columns.ts";

export interface TransferContext {
  readonly tables: InputTables;
  readonly subjects: Subjects;
  readonly cells: CellContext;
  /** The type of a transaction in the structure. */
  readonly is: string;
  /** What `amount` is in; null where nothing says it. */
  readonly localCurrency: string | null;
}

export interface BuiltElement {
  readonly element: TreeElement;
  readonly findings: readonly Finding[];
}

type SideName = "from" | "to";

const sideNames: readonly SideName[] = ["from", "to"];

/** A row of `transfers.csv`, with all that it names, as one transaction. Findings are of every row that takes part. */
export function transferElement(row: TableRow, context: TransferContext): BuiltElement {
  const building = new Building(row, context);
  return building.build();
}

class Building {
  private readonly row: TableRow;
  private readonly context: TransferContext;
  private readonly findings: Finding[];
  private readonly sides: ReadonlyMap<SideName, Subject | null>;

  constructor(row: TableRow, context: TransferContext) {
    this.row = row;
    this.context = context;
    this.findings = [...row.findings];
    this.sides = new Map(sideNames.map((side) => [side, this.findSide(side)]));
  }

  build(): BuiltElement {
    const number = this.row.cells.get("number")?.text;
    const stated = this.stated();
    const withSides = sideNames.reduce((children, side) => this.addSide(children, side), stated);
    const extra = number === undefined ? [] : [...this.parties(number, withSides), ...this.goods(number)];
    return { element: branchElement("transaction", [...withSides, ...extra], this.row.origin), findings: this.findings };
  }

  private stated(): readonly TreeElement[] {
    const target: RowTarget = {
      is: this.context.is,
      columns: tableForms.transfers.columns,
      context: this.context.cells,
      pathOf: (path) => path.replace(/^t_(from|to)(_my_client)?(?=\/|$)/, (_, side: SideName) => this.sideElement(side)),
      readCell: (path, cell) => this.readAmount(path, cell),
    };
    const { children, findings } = rowChildren(this.row, target);
    this.findings.push(...findings);
    return children;
  }

  /** Amounts by the decimals of their own currency; a valuation of foreign money may have more. */
  private readAmount(path: string, { text }: TableCell): ReturnType<typeof amountValue> | undefined {
    if (path === "amount_local") {
      const isForeign = sideNames.some((side) => this.row.cells.has(`${side}_currency`));
      return amountValue(text, this.context.localCurrency, isForeign);
    }
    const side = sideNames.find((name) => path === `t_${name}/${name}_foreign_currency/foreign_amount`);
    return side === undefined ? undefined : amountValue(text, this.row.cells.get(`${side}_currency`)?.text ?? null, false);
  }

  private sideElement(side: SideName): string {
    return `t_${side}${this.sides.get(side)?.isMyClient === true ? "_my_client" : ""}`;
  }

  private addSide(children: readonly TreeElement[], side: SideName): readonly TreeElement[] {
    const name = this.sideElement(side);
    const subject = this.sides.get(side) ?? null;
    const inner = [
      ...(subject === null ? [] : [this.subject(subject, `${side}_${subject.kind}`, name)]),
      ...this.conductor(side, name),
    ];
    if (inner.length === 0) return children;
    const wrapper = children.find((child) => child.name === name) ?? branchElement(name, [], this.row.origin);
    return [...children.filter((child) => child !== wrapper), { ...wrapper, children: [...wrapper.children, ...inner] }];
  }

  private subject(subject: Subject, name: string, sideElement: string): TreeElement {
    const is = typeAt(this.context.cells.structure, this.context.is, `${sideElement}/${name}`);
    const built = is === null ? { children: [], findings: [] } : this.context.subjects.build(subject, is);
    this.findings.push(...built.findings);
    return subjectElement(name, subject, built);
  }

  private conductor(side: SideName, sideElement: string): readonly TreeElement[] {
    const cell = this.row.cells.get("conductor");
    if (side !== "from" || cell === undefined) return [];
    const subject = this.found(this.context.subjects.party(cell));
    if (subject === null) return [];
    if (subject.kind === "person") return [this.subject(subject, "t_conductor", sideElement)];
    this.findings.push({
      code: "VALUE_UNREADABLE",
      found: showFound(cell.text),
      expected: "a row of parties.csv of kind person",
      where: cell.origin,
    });
    return [];
  }

  private findSide(side: SideName): Subject | null {
    const account = this.row.cells.get(`${side}_account`);
    const party = this.row.cells.get(`${side}_party`);
    if (account !== undefined && party !== undefined) {
      const expected = `${side}_account or ${side}_party, not both: goAML takes one subject on a side`;
      this.findings.push({ code: "VALUE_UNREADABLE", found: showFound(party.text), expected, where: party.origin });
    }
    if (account !== undefined) return this.found(this.context.subjects.account(account));
    return party === undefined ? null : this.found(this.context.subjects.party(party));
  }

  private found(result: ReturnType<Subjects["party"]>): Subject | null {
    if (result.finding !== null) this.findings.push(result.finding);
    return result.found;
  }

  private parties(number: string, children: readonly TreeElement[]): readonly TreeElement[] {
    const rows = this.context.tables.roles.get(number) ?? [];
    const [first] = rows;
    if (first === undefined) return [];
    const side = children.find(({ name }) => name.startsWith("t_"));
    if (side !== undefined) {
      const expected = "either two sides in transfers.csv or roles in roles.csv: goAML takes one of them";
      this.findings.push({
        code: "VALUE_UNREADABLE",
        found: `roles for a transfer with <${side.name}>`,
        expected,
        where: first.origin,
      });
      return [];
    }
    const is = typeAt(this.context.cells.structure, this.context.is, "involved_parties/party");
    const built = rows.map((row) => partiesElement(row, { name: "party", is, ...this.shared() }));
    for (const { findings } of built) this.findings.push(...findings);
    return [
      branchElement(
        "involved_parties",
        built.map(({ element }) => element),
        this.row.origin,
      ),
    ];
  }

  private goods(number: string): readonly TreeElement[] {
    const rows = this.context.tables.goods.get(number) ?? [];
    if (rows.length === 0) return [];
    const built = goodsElement(rows, {
      is: childType(this.context.cells.structure, this.context.is, "goods_services"),
      ...this.shared(),
    });
    this.findings.push(...built.findings);
    return [built.element];
  }

  private shared(): { readonly subjects: Subjects; readonly cells: CellContext } {
    return { subjects: this.context.subjects, cells: this.context.cells };
  }
}
