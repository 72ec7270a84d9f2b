import type { Answer, AnswerFinding, AnswerStatus, SchemaOpinion } from "./answer.ts";

/** Of a file that was only checked: nothing has been taken. */
const checkHeadlines: Readonly<Record<AnswerStatus, string>> = {
  accepted: "Would be accepted",
  "accepted-with-warnings": "Would be accepted, with warnings",
  "partly-accepted": "Would be accepted in part: some records need to be put right",
  rejected: "Would be rejected: no record can be taken",
  interrupted: "Interrupted: the file was not read to its end",
};

const headlines: Readonly<Record<AnswerStatus, string>> = {
  accepted: "Accepted",
  "accepted-with-warnings": "Accepted, with warnings",
  "partly-accepted": "Partly accepted: some records have to be sent again",
  rejected: "Rejected: no record could be taken",
  interrupted: "Interrupted: the file was not read to its end",
};

/** Answers as one page that needs no network and runs nothing: for a reporting officer to read, print and work through. */
export function answersPage(answers: readonly Answer[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Answer to a submission</title>
<style>${style}</style>
</head>
<body>
<main>
${answers.map(answerSection).join("\n")}
</main>
</body>
</html>
`;
}

const style = `
body { font: 16px/1.45 system-ui, sans-serif; color: #1b1b1b; background: #fff; margin: 0; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.5rem; margin: 0 0 .25rem; }
h2 { font-size: 1.1rem; margin: 1.5rem 0 .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .75rem 0; }
dt { color: #555; } dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; table-layout: fixed; width: 100%; }
.record { width: 14%; } .place { width: 28%; } .found { width: 16%; } .count { width: 7rem; } .rule { width: 30%; }
th, td { text-align: left; vertical-align: top; padding: .4rem .6rem; border-bottom: 1px solid #ddd; }
td { overflow-wrap: anywhere; }
thead th { border-bottom: 2px solid #333; }
.error { border-left: .3rem solid #b00020; } .warning { border-left: .3rem solid #8a6100; }
.where { font-family: ui-monospace, monospace; font-size: .85rem; color: #444; }
.note { color: #444; }
section + section { border-top: 3px solid #333; margin-top: 2rem; padding-top: 1.5rem; }
@media print { thead { display: table-header-group; } tr { break-inside: avoid; } }
`;

function answerSection(answer: Answer): string {
  const facts: readonly (readonly [string, string])[] = [
    ["File", answer.file],
    ["SHA-256", answer.sha256 ?? "could not be opened"],
    ["Bytes", answer.byteCount.toString()],
    ["From", answer.submitter],
    ["Read as", answer.profile],
    ["Records", `${answer.records}: ${answer.accepted} accepted, ${answer.rejected} to be put right`],
    ["Findings", `${answer.errors} errors, ${answer.warnings} warnings`],
    ...answer.moved.map(({ asset, amount }): readonly [string, string] => [`Payments, ${asset}`, amount]),
  ];
  return `<section>
<h1>${(answer.isCheckOnly ? checkHeadlines : headlines)[answer.status]}</h1>
${answer.isCheckOnly ? '<p class="note">Checked only: nothing was written, and nothing was compared with earlier submissions.</p>' : ""}
<dl>${facts.map(([name, value]) => `<dt>${escapeText(name)}</dt><dd>${escapeText(value)}</dd>`).join("")}</dl>
${rulesTable(answer.findings)}
${findingsTable(answer)}
${answer.schema === null ? "" : schemaPart(answer.schema)}
</section>`;
}

/** What is wrong most often comes first: one cause usually explains many findings. */
function rulesTable(findings: readonly AnswerFinding[]): string {
  const counts = new Map<string, { readonly finding: AnswerFinding; count: number }>();
  for (const finding of findings) {
    const entry = counts.get(`${finding.severity} ${finding.rule}`) ?? { finding, count: 0 };
    entry.count += 1;
    counts.set(`${finding.severity} ${finding.rule}`, entry);
  }
  if (counts.size < 2) return "";
  const rows = [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .map(
      ({ finding, count }) =>
        `<tr class="${finding.severity}"><td>${count}</td><td>${escapeText(finding.rule)}</td><td>${escapeText(finding.message)}</td></tr>`,
    );
  return `<h2>By rule</h2><table><thead><tr><th class="count">How often</th><th class="rule">Rule</th><th>Meaning</th></tr></thead><tbody>${rows.join("")}</tbody></table>`;
}

const opinions: Readonly<Record<SchemaOpinion["state"], string>> = {
  valid: "The schema that was given finds the file valid.",
  invalid: "The schema that was given refuses the file.",
  "not checked": "The schema could not be applied: this is no pass.",
};

function schemaPart({ state, sha256, changes, findings, findingsMore }: SchemaOpinion): string {
  const changed =
    changes.length === 0
      ? ""
      : `<p class="note">Changed in the schema so that it reads as it is meant: ${changes.map(escapeText).join("; ")}</p>`;
  const table = findings.length === 0 ? "" : findingsTable({ findings, findingsMore });
  return `<h2>The FIU's schema</h2><p>${opinions[state]} SHA-256 ${sha256 ?? "unknown"}.</p>${changed}${table}`;
}

function findingsTable({ findings, findingsMore }: Pick<Answer, "findings" | "findingsMore">): string {
  if (findings.length === 0) return "<p>Nothing to put right.</p>";
  const more = findingsMore > 0n ? `<p class="note">${findingsMore} findings more are counted and not listed here.</p>` : "";
  return `<h2>What to put right</h2>
<table><thead><tr><th class="record">Record</th><th class="place">Where</th><th class="found">Found</th><th>What would be right</th></tr></thead>
<tbody>${findings.map(findingRow).join("\n")}</tbody></table>${more}`;
}

function findingRow(finding: AnswerFinding): string {
  const place = [finding.line === null ? "" : `line ${finding.line}`, finding.column === null ? "" : `column ${finding.column}`];
  const allowed = finding.allowed.length === 0 ? "" : `<br>Allowed: ${escapeText(finding.allowed.join(", "))}`;
  return `<tr class="${finding.severity}">
<td>${finding.record === null ? "" : `${escapeText(finding.record)}<br>`}<span class="note">${finding.severity}</span></td>
<td class="where">${escapeText(finding.path ?? "")}<br>${place.filter((part) => part !== "").join(", ")}</td>
<td>${escapeText(finding.found)}</td>
<td>${escapeText(finding.hint)}${allowed}<br><span class="note">${escapeText(finding.code)}: ${escapeText(finding.message)}</span></td>
</tr>`;
}

/** Text from a file is never markup; direction marks in it are shown, so that it reads as it stands. */
function escapeText(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
