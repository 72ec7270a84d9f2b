import { compareBytewise, formatInstant, type UtcMicros } from "@tributary/domain";
import type { CaseView } from "./case-view.ts";
import { type CellColumn, type Schedule, tabulate } from "./schedule.ts";

interface Attribution {
  readonly account: string;
  readonly basis: "tag" | "cluster" | "compound link";
  readonly statement: string;
  readonly category: string | null;
  readonly by: string;
  readonly evidence: string | null;
  readonly confidence: string | null;
  readonly from: UtcMicros | null;
  readonly to: UtcMicros | null;
}

/**
 * Who says what about which account, on what basis, so that any one basis can be taken away and the trace run again.
 * Bank accounts' holders are not named here.
 */
export function attributionsSchedule(view: CaseView, accounts: Schedule): Schedule {
  // What is said of an address is said of its outpoints.
  const known = new Set(accounts.rows.flatMap(([account, address]) => [account, address ?? account]));
  const rows = [...tagRows(view), ...clusterRows(view), ...linkRows(view)].filter((row) => known.has(row.account));
  const key = (row: Attribution): string => [row.account, row.basis, row.statement, row.by, row.evidence ?? ""].join("\u0000");
  const head = { chapter: "A", name: "schedule-A-attributions", title: "Attribution of accounts, basis by basis" };
  return tabulate(
    head,
    columns,
    rows.sort((a, b) => compareBytewise(key(a), key(b))),
  );
}

const columns: readonly CellColumn<Attribution>[] = [
  { name: "account", meaning: "the account that is spoken of", cell: (row) => row.account },
  { name: "basis", meaning: "tag, cluster or compound link", cell: (row) => row.basis },
  { name: "statement", meaning: "what is stated: label, cluster or compound", cell: (row) => row.statement },
  { name: "category", meaning: "category on the closed list of stops, if any", cell: (row) => row.category },
  { name: "stated_by", meaning: "source or author of the statement", cell: (row) => row.by },
  { name: "evidence", meaning: "heuristic and evidence as recorded", cell: (row) => row.evidence },
  { name: "confidence", meaning: "0 to 100 on the scale of its source", cell: (row) => row.confidence },
  { name: "from", meaning: "valid from, or made at, UTC", cell: (row) => (row.from === null ? null : formatInstant(row.from)) },
  { name: "to", meaning: "valid to, or withdrawn at, UTC", cell: (row) => (row.to === null ? null : formatInstant(row.to)) },
];

function tagRows(view: CaseView): Attribution[] {
  return view.contents.ledger.tags.map((tag) => ({
    account: tag.account,
    basis: "tag",
    statement: tag.label,
    category: tag.category,
    by: tag.origin,
    evidence: tag.sourceCategory === null ? null : `category in the source: ${tag.sourceCategory}`,
    confidence: tag.confidence.toString(),
    from: tag.validFrom,
    to: tag.validTo,
  }));
}

function clusterRows(view: CaseView): Attribution[] {
  return view.contents.clusterMembers.map((member) => ({
    account: member.account,
    basis: "cluster",
    statement: `member of cluster ${member.clusterId}`,
    category: null,
    by: member.author,
    evidence: `${member.heuristic}: ${member.evidence}`,
    confidence: null,
    from: member.madeAt,
    to: member.withdrawnAt,
  }));
}

function linkRows(view: CaseView): Attribution[] {
  const links = new Map(view.contents.compoundLinks.map((link) => [link.id, link]));
  return view.compounds.flatMap(({ compound, name, accounts }) =>
    accounts.map(({ account, link, cluster, confidence, evidence }): Attribution => {
      const through = cluster === null ? "" : ` through cluster ${cluster}`;
      return {
        account,
        basis: "compound link",
        statement: `linked to compound ${compound} (${name})${through}`,
        category: null,
        by: links.get(link)?.author ?? link,
        evidence,
        confidence: confidence.toString(),
        from: links.get(link)?.madeAt ?? null,
        to: links.get(link)?.withdrawnAt ?? null,
      };
    }),
  );
}
