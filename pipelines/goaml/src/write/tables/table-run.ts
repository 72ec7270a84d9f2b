import type { Finding } from "@tributary/domain";
import type { GoamlProfile } from "../../goaml-profile.ts";
import type { DocumentKind, Structure } from "../../structure/structure.ts";
import { branchElement, type TreeElement } from "../tree.ts";
import type { TreeProblem } from "../tree-problem.ts";
import { type Judged, transactionType } from "../write-goaml.ts";
import type { WriteLimits } from "../write-limits.ts";
import type { FindingTally, WriteFinding } from "../write-result.ts";
import type { CellContext } from "./cell-value.ts";
import type { InputTables } from "./input-tables.ts";
import { problemFinding } from "./problem-finding.ts";
import type { TableRow } from "./read-table.ts";
import { goodsElement, partiesElement } from "./role-elements.ts";
import { rowChildren } from "./row-element.ts";
import { childType, typeAt } from "./structure-path.ts";
import { createSubjects, type Subjects } from "./subjects.ts";
import { headerForm, tableForms } from "./table-columns.ts";
import { transferElement } from "./transfer-element.ts";

export interface TableRun {
  readonly profile: GoamlProfile;
  readonly structure: Structure;
  readonly document: DocumentKind;
  readonly header: TableRow | null;
  readonly tables: InputTables;
  readonly cells: CellContext;
  readonly isPartial: boolean;
  readonly tally: FindingTally;
  readonly limits: WriteLimits;
}

/** One pass over the tables: builds the elements, and keeps what is wrong with each until the writer asks whether it is written. */
export class TableRunner {
  private readonly run: TableRun;
  private readonly subjects: Subjects;
  private readonly numbers = new Map<string, number>();
  private waiting: readonly Finding[] = [];
  private rootFindings: readonly Finding[] = [];
  private current: TableRow | null = null;
  /** Errors that no partial file may be written over. */
  private hasRootErrors = false;
  private unreadable = 0n;

  constructor(run: TableRun) {
    this.run = run;
    this.subjects = createSubjects(run.tables, run.cells);
  }

  /** The children of the root beside its transactions. */
  parts(): readonly TreeElement[] {
    if (this.run.document === "reportdata") {
      for (const finding of this.unsayable()) this.run.tally.add({ ...plain(finding), severity: "warning" });
      return [];
    }
    const header = this.header();
    const activity = this.activity();
    const indicators = this.indicators();
    this.rootFindings = [...header.findings, ...activity.flatMap(({ findings }) => findings), ...indicators.findings];
    return [...header.children, ...activity.map(({ element }) => element), ...indicators.children];
  }

  async *transactions(rows: AsyncIterable<TableRow>): AsyncGenerator<TreeElement, void, undefined> {
    let count = 0;
    const is = transactionType(this.run.structure, this.run.document);
    const { tables, cells } = this.run;
    const localCurrency = this.run.header?.cells.get("local_currency")?.text ?? this.run.profile.localCurrency;
    for await (const row of rows) {
      if (row.cells.size === 0) {
        this.tellUnreadable(row);
        continue;
      }
      count += 1;
      if (count > this.run.limits.transfersMax) {
        this.tellRoot([tooMany(this.run.limits)]);
        return;
      }
      const built = transferElement(row, { tables, subjects: this.subjects, cells, is, localCurrency });
      this.current = row;
      this.waiting = [...built.findings, ...this.numberFindings(row), ...clientFindings(built.element)];
      yield built.element;
    }
  }

  /** For `WriteGoaml.judge`. */
  judge({ kind, problems }: Judged): boolean {
    if (kind === "root") return this.judgeRoot(problems);
    const record = this.current?.cells.get("number")?.text;
    const isBad = [...this.waiting.map(plain), ...problems.map(problemFinding)].map((finding) => {
      this.run.tally.add(record === undefined ? finding : { ...finding, where: { ...finding.where, record } });
      return finding.severity !== "warning";
    });
    return !isBad.includes(true);
  }

  /** Whether the file may stand, once all rows were seen. */
  isAccepted(transactions: bigint): boolean {
    this.tellRoot([...this.run.tables.findings, ...this.strays()]);
    for (const row of this.subjects.unnamed()) this.run.tally.add({ ...plain(unnamed(row)), severity: "warning" });
    if (this.hasRootErrors) return false;
    if (!this.run.isPartial) return this.run.tally.errors() === 0n;
    return transactions > 0n || this.run.tally.errors() === 0n;
  }

  /** Rows of `transfers.csv` that cannot be read as such. */
  unreadableRows(): bigint {
    return this.unreadable;
  }

  /** A row without any text says nothing; a file that breaks off may hide anything behind the break. */
  private tellUnreadable({ findings }: TableRow): void {
    if (findings.length > 0) this.unreadable += 1n;
    if (findings.some(({ code }) => code === "FILE_UNREADABLE" || code === "FILE_TRUNCATED")) this.tellRoot(findings);
    else for (const finding of findings) this.run.tally.add(plain(finding));
  }

  private judgeRoot(problems: readonly TreeProblem[]): boolean {
    this.tellRoot(this.rootFindings);
    for (const problem of problems) {
      const finding = problemFinding(problem);
      this.run.tally.add(finding);
      if (finding.severity !== "warning") this.hasRootErrors = true;
    }
    return !this.hasRootErrors;
  }

  private tellRoot(findings: readonly Finding[]): void {
    for (const finding of findings) this.run.tally.add(plain(finding));
    if (findings.length > 0) this.hasRootErrors = true;
  }

  /** What ReportData has no place for. */
  private unsayable(): readonly Finding[] {
    const { header, tables } = this.run;
    const rows = [header, tables.indicators[0], tables.roles.get("")?.[0], tables.goods.get("")?.[0]];
    const expected = "a report: transactions alone have no header, indicators or activity, and it is not in the file";
    return rows.flatMap((row) =>
      row === null || row === undefined
        ? []
        : [{ code: "FIELD_UNKNOWN", found: `rows of ${row.form.file}`, expected, where: row.origin }],
    );
  }

  private header(): { readonly children: readonly TreeElement[]; readonly findings: readonly Finding[] } {
    const { header, profile, structure, cells } = this.run;
    if (header === null) return { children: [], findings: [] };
    const [root] = structure.roots.report;
    const stated = rowChildren(header, { is: root?.is ?? "report", columns: headerForm.columns, context: cells });
    const currency = header.cells.get("local_currency");
    const isOther = currency !== undefined && profile.localCurrency !== null && currency.text !== profile.localCurrency;
    const other: Finding | null = isOther
      ? {
          code: "VALUE_UNREADABLE",
          found: `local currency ${currency.text}`,
          expected: `${profile.localCurrency ?? ""}, the one of ${profile.id}`,
          where: currency.origin,
        }
      : null;
    return { children: stated.children, findings: [...header.findings, ...stated.findings, ...(other === null ? [] : [other])] };
  }

  /** Roles and goods that belong to no transfer. */
  private activity(): readonly { readonly element: TreeElement; readonly findings: readonly Finding[] }[] {
    const { tables, structure, cells } = this.run;
    const [roles, goods] = [tables.roles.get("") ?? [], tables.goods.get("") ?? []];
    const first = roles[0] ?? goods[0];
    if (first === undefined) return [];
    const is = childType(structure, structure.roots.report[0]?.is ?? "report", "activity");
    const shared = { subjects: this.subjects, cells };
    const party = is === null ? null : typeAt(structure, is, "report_parties/report_party");
    const parties = roles.map((row) => partiesElement(row, { name: "report_party", is: party, ...shared }));
    const sold =
      goods.length === 0
        ? []
        : [goodsElement(goods, { is: is === null ? null : childType(structure, is, "goods_services"), ...shared })];
    const children = [
      ...(parties.length === 0
        ? []
        : [
            branchElement(
              "report_parties",
              parties.map(({ element }) => element),
              first.origin,
            ),
          ]),
      ...sold.map(({ element }) => element),
    ];
    return [
      {
        element: branchElement("activity", children, first.origin),
        findings: [...parties, ...sold].flatMap(({ findings }) => findings),
      },
    ];
  }

  private indicators(): { readonly children: readonly TreeElement[]; readonly findings: readonly Finding[] } {
    const { tables, structure, cells } = this.run;
    const [first] = tables.indicators;
    if (first === undefined) return { children: [], findings: [] };
    const is = childType(structure, structure.roots.report[0]?.is ?? "report", "report_indicators");
    const built = tables.indicators.map((row) =>
      rowChildren(row, { is: is ?? "", columns: tableForms.indicators.columns, context: cells }),
    );
    const children = built.flatMap((row) => row.children);
    const findings = [...tables.indicators.flatMap((row) => row.findings), ...built.flatMap((row) => row.findings)];
    return { children: [branchElement("report_indicators", children, first.origin)], findings };
  }

  private numberFindings(row: TableRow): readonly Finding[] {
    const cell = row.cells.get("number");
    if (cell === undefined) return [];
    const known = this.numbers.get(cell.text);
    if (known === undefined) {
      this.numbers.set(cell.text, row.origin.line ?? 0);
      return [];
    }
    return [
      {
        code: "RECORD_CONFLICT",
        found: `number ${cell.text} a second time`,
        expected: `a number of its own; line ${known} has this one`,
        where: cell.origin,
      },
    ];
  }

  /** Rows that belong to a transfer, an account or an organisation that is nowhere. */
  private strays(): readonly Finding[] {
    const { accounts, goods, holders, parties, roles } = this.run.tables;
    const isNumber = (key: string): boolean => key === "" || this.numbers.has(key);
    const isOwner = (key: string): boolean => accounts.has(key) !== (parties.get(key)?.cells.get("kind")?.text === "entity");
    return [
      ...strayRows([roles, goods], isNumber, {
        path: "transfer",
        expected: "a number of transfers.csv, or nothing for the report's activity",
      }),
      ...strayRows([holders], isOwner, {
        path: "owner",
        expected: "the name of one account, or of one organisation of parties.csv, and not of both",
      }),
    ];
  }
}

function strayRows(
  indexes: readonly ReadonlyMap<string, readonly TableRow[]>[],
  isKnown: (key: string) => boolean,
  { path, expected }: { readonly path: string; readonly expected: string },
): readonly Finding[] {
  return indexes
    .flatMap((index) => [...index])
    .filter(([key]) => !isKnown(key))
    .flatMap(([key, rows]) =>
      rows.map(
        (row): Finding => ({
          code: "VALUE_UNREADABLE",
          found: key === "" ? "an empty cell" : key,
          expected,
          where: { ...row.origin, path },
        }),
      ),
    );
}

/** FIUs refuse a payment in which the reporting bank has no part, though the schema says nothing of it. */
function clientFindings({ children, origin }: TreeElement): readonly Finding[] {
  const sides = children.map(({ name }) => name).filter((name) => /^t_(from|to)/.test(name));
  if (sides.length < 2 || sides.some((name) => name.endsWith("_my_client"))) return [];
  const expected =
    "my_client: yes in the row of at least one side; FIUs refuse a payment in which the reporting bank has no customer";
  return [{ code: "FIELD_MISSING", found: "no side of the bank's own customer", expected, where: origin, severity: "warning" }];
}

function plain(finding: Finding): WriteFinding {
  return { ...finding, goamlPath: null };
}

function unnamed(row: TableRow): Finding {
  return {
    code: "FIELD_UNKNOWN",
    found: "a row that no other row names",
    expected: "a transfer, a role or a holder that names it; it is not in the file",
    where: row.origin,
  };
}

function tooMany({ transfersMax }: WriteLimits): Finding {
  return {
    code: "FILE_TOO_LARGE",
    found: `more than ${transfersMax} rows`,
    expected: `at most ${transfersMax} (transfersMax)`,
    where: { file: tableForms.transfers.file },
  };
}
