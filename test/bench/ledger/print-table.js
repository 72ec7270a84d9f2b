// The table: what was asked for beside what was seen, then every engine's own times.
import { readFigures, rowsOf } from "./figures.js";
import { judge, showFigure, targets } from "./targets.js";

export function printTable(size) {
  const rows = rowsOf(size);
  const lines = targets.map((target) => {
    const figure = rows[target.id];
    const { kind } = target;
    const spread = figure?.low === undefined ? "" : `${showFigure(kind, figure.low)} .. ${showFigure(kind, figure.high)}`;
    const cpu = figure?.cpu === undefined ? "" : showFigure(kind, figure.cpu);
    const seen = [showFigure(kind, figure?.seen), spread, cpu, judge(target, figure?.seen) ?? "", figure?.against ?? ""];
    return [target.what, showFigure(kind, target.target), showFigure(kind, target.stretch), ...seen];
  });
  process.stdout.write(`\n${size} transfers\n`);
  printColumns([["what", "target", "stretch", "seen", "least .. most", "cpu", "verdict", "against"], ...lines]);
  for (const [part, { runs, seconds }] of Object.entries(readFigures(size).parts)) {
    process.stdout.write(`\n${part} (took ${seconds.toFixed(0)} s)\n`);
    const times = Object.entries(runs).map(([name, run]) => [
      `  ${name}`,
      `${showMs(run.ms)} ms`,
      `${showMs(run.low)} .. ${showMs(run.high)}`,
      `cpu ${showMs(run.cpuMs)}`,
      run.resident > 0 ? `${Math.round(run.resident / 2 ** 20)} MiB` : "",
      `${run.runs} runs`,
    ]);
    printColumns(times);
  }
}

function showMs(value) {
  if (value === undefined || value === null) return "-";
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

function printColumns(lines) {
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const line of lines)
    process.stdout.write(
      `${line
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd()}\n`,
    );
}
