// The picture: each row's ratio as a bar on a scale of powers of two around its target, target and stretch as lines. Reads well on light and on dark.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { figuresFolder, rowsOf } from "./figures.js";
import { judge, showFigure, targets } from "./targets.js";

const rowHeight = 30;
const textWidth = 660;
const chartWidth = 420;
const top = 76;
/** The axis runs from an eighth of the target to eight times the target. */
const doublings = 3;

const style = `
  :root { color-scheme: light dark; }
  .ground { fill: #ffffff; } text { fill: #1f2328; font: 13px system-ui, sans-serif; }
  .quiet { fill: #59636e; } .title { font-size: 17px; font-weight: 600; }
  .line { stroke: #8c959f; } .goal { stroke: #1f2328; stroke-width: 2; } .reach { stroke: #1f2328; stroke-dasharray: 3 3; }
  .stretch { fill: #1a7f37; } .target { fill: #4c9be8; } .missed { fill: #d1632a; } .spread { stroke: #1f2328; stroke-width: 1.5; }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; } text { fill: #e6edf3; } .quiet { fill: #9198a1; }
    .line { stroke: #3d444d; } .goal { stroke: #e6edf3; } .reach { stroke: #e6edf3; } .spread { stroke: #e6edf3; }
    .stretch { fill: #3fb950; } .target { fill: #58a6ff; } .missed { fill: #f0883e; }
  }`;

/** Writes `figures/<size>.svg` and tells where. */
export function writePicture(size) {
  const rows = rowsOf(size);
  const shown = targets.filter(({ kind }) => kind === "ratio" || kind === "times" || kind === "bytes");
  const height = top + shown.length * rowHeight + 24;
  const width = textWidth + chartWidth + 150;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="Ratios against their targets, ${size} transfers">`,
    `<style>${style}</style><rect class="ground" width="${width}" height="${height}"/>`,
    `<text class="title" x="20" y="30">Tracing, ${size.toLocaleString("en")} transfers: seen against target</text>`,
    `<text class="quiet" x="20" y="52">Bar: what was seen, on a scale of doublings around each target. Full line: target. Dashed line: stretch. Thin line: least and most.</text>`,
    ...shown.map((target, index) => drawRow(target, rows[target.id], top + index * rowHeight)),
    "</svg>",
  ];
  const path = join(figuresFolder(), `${size}.svg`);
  writeFileSync(path, `${parts.join("\n")}\n`);
  process.stdout.write(`\nfigures: ${join(figuresFolder(), `${size}.json`)}\npicture: ${path}\n`);
}

function drawRow(target, figure, y) {
  const place = (value) => {
    const steps = Math.log2(value / target.target);
    const clamped = Math.max(-doublings, Math.min(doublings, Number.isFinite(steps) ? steps : -doublings));
    return (textWidth + ((clamped + doublings) / (2 * doublings)) * chartWidth).toFixed(1);
  };
  const middle = y + rowHeight / 2;
  const mark = (value, kind) =>
    `<line class="${kind}" x1="${place(value)}" x2="${place(value)}" y1="${y + 3}" y2="${y + rowHeight - 3}"/>`;
  const parts = [
    `<text x="20" y="${middle + 4}">${escapeText(target.what)}</text>`,
    `<line class="line" x1="${textWidth}" x2="${textWidth + chartWidth}" y1="${y + rowHeight}" y2="${y + rowHeight}"/>`,
  ];
  if (figure !== undefined) {
    const length = Math.max(2, Number(place(figure.seen)) - textWidth).toFixed(1);
    parts.push(
      `<rect class="${judge(target, figure.seen)}" x="${textWidth}" y="${y + 7}" width="${length}" height="${rowHeight - 14}"/>`,
    );
    if (figure.low !== undefined)
      parts.push(`<line class="spread" x1="${place(figure.low)}" x2="${place(figure.high)}" y1="${middle}" y2="${middle}"/>`);
  }
  parts.push(mark(target.target, "goal"), mark(target.stretch, "reach"));
  const label = `${showFigure(target.kind, figure?.seen)} of ${showFigure(target.kind, target.target)}`;
  parts.push(`<text x="${textWidth + chartWidth + 12}" y="${middle + 4}">${escapeText(label)}</text>`);
  return parts.join("");
}

function escapeText(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
