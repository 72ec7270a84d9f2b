/**
 * The Typst source of the report. It reads one JSON input and draws it; the case's texts never become source.
 * Code cells are cut into short runs with a gap between them that nobody can see, so that a long address breaks instead of overflowing
 * and copies out of the PDF without foreign characters. Long amounts and long words of other texts are cut in the same way: what
 * stands beyond the paper's edge or over its neighbour is a figure that nobody can read.
 */
export function reportTemplate(fontFamilies: readonly string[]): string {
  return `#let report = json(bytes(sys.inputs.report))
#let on = report.preparedAt
#let families = (${fontFamilies.map((family) => `"${family}"`).join(", ")},)
#set document(
  title: report.title,
  date: datetime(year: on.year, month: on.month, day: on.day, hour: on.hour, minute: on.minute, second: on.second),
)
${pageSetup}
${blocks}`;
}

const pageSetup = `#let ink = rgb("#1d2733")
#let quiet = rgb("#5b6673")
#let rule = rgb("#c3cad3")
#let shade = rgb("#f1f4f7")
#set text(font: families, fallback: false, size: 9pt, lang: "en", hyphenate: false, fill: ink)
// Burmese, Khmer and Thai stack marks above and below the line: lines are as high as the fonts say, not as capitals are.
#set text(top-edge: "ascender", bottom-edge: "descender")
#set par(leading: 0.12em, spacing: 0.5em)
#let chunked(text, size) = {
  let all = text.clusters()
  let runs = range(0, all.len(), step: size).map(start => all.slice(start, calc.min(start + size, all.len())).join())
  if runs.len() == 0 { [] } else { runs.join(h(0.01pt)) }
}
#let code(value) = chunked(value, 4)
#show regex("[!-~]{41,}"): it => chunked(it.text, 4)
#set page(
  paper: "a4",
  margin: (x: 18mm, top: 24mm, bottom: 20mm),
  header: {
    set text(size: 7pt, fill: quiet)
    grid(
      columns: (1fr, auto),
      column-gutter: 8mm,
      [Case #code(report.caseId)],
      text(weight: "bold", report.status),
    )
    v(-1mm)
    line(length: 100%, stroke: 0.4pt + rule)
  },
  footer: context {
    set text(size: 7pt, fill: quiet)
    line(length: 100%, stroke: 0.4pt + rule)
    v(-1mm)
    grid(
      columns: (1fr, auto),
      column-gutter: 8mm,
      [Inputs SHA-256 #code(report.inputsDigest)],
      [Page #counter(page).display() of #counter(page).final().first()],
    )
  },
)
#set heading(outlined: true)
#show heading.where(level: 1): it => block(above: 1.2em, below: 0.5em, sticky: true, text(size: 13pt, weight: "bold", it.body))
#show heading.where(level: 2): it => block(above: 1em, below: 0.35em, sticky: true, text(size: 10pt, weight: "bold", it.body))
`;

const blocks = `#let cell(column, value) = if column.kind == "code" { code(value) } else if column.kind == "amount" and value.len() <= 20 { box(value) } else if column.kind == "amount" { code(value) } else { value }
#let side(column) = if column.kind == "amount" { right + top } else { left + top }
#let is-long(it, index) = it.columns.at(index).kind == "amount" and it.rows.any(row => row.at(index).len() > 40)
#let width(it, index) = {
  let share = it.columns.at(index).share
  if is-long(it, index) { 2fr } else if share == 0 { auto } else { share * 1fr }
}
#let draw-table(it) = {
  if it.caption != "" { block(above: 0.8em, below: 0.3em, sticky: true, text(size: 8pt, weight: "bold", it.caption)) }
  set text(size: 7.5pt)
  table(
    columns: range(it.columns.len()).map(index => width(it, index)),
    align: it.columns.map(side),
    inset: (x: 1.4mm, y: 0.45mm),
    stroke: (x, y) => (bottom: 0.35pt + rule),
    fill: (x, y) => if y == 0 { shade },
    table.header(..it.columns.map(column => text(weight: "bold", column.heading))),
    ..it.rows.map(row => row.enumerate().map(((index, value)) => cell(it.columns.at(index), value))).flatten(),
  )
  if it.note != "" { block(above: 0.25em, text(size: 7pt, fill: quiet, it.note)) }
}
#let draw-facts(it) = grid(
  columns: (44mm, 1fr),
  row-gutter: 0.7mm,
  ..it.rows.map(row => (text(fill: quiet, row.label), if row.isCode { code(row.value) } else { row.value })).flatten(),
)
#let draw(it) = {
  if it.kind == "heading" { heading(level: it.level, it.text) }
  if it.kind == "paragraph" { par(it.text) }
  if it.kind == "list" { list(indent: 1mm, spacing: 0.3em, ..it.items) }
  if it.kind == "facts" { draw-facts(it) }
  if it.kind == "table" { draw-table(it) }
  if it.kind == "page-break" { pagebreak(weak: true) }
}
#text(size: 18pt, weight: "bold", report.title)
#v(-1mm)
#for it in report.blocks { draw(it) }
`;
