import { extremes } from "./bank-fuzz-bytes.ts";
import type { TextEdit } from "./bank-fuzz-elements.ts";
import type { Random } from "./bank-fuzz-random.ts";

type Edit = () => TextEdit;

/** Edits of whole lines: rows of a table, fields of a message, keys of a map. */
export function editLines(text: string, random: Random): TextEdit {
  const lines = text.split("\n");
  const at = random.below(lines.length);
  const to = random.below(lines.length);
  const line = lines[at] ?? "";
  const without = lines.toSpliced(at, 1);
  const edits: readonly Edit[] = [
    () => ({ name: "delete line", text: without.join("\n") }),
    () => ({ name: "duplicate line", text: lines.toSpliced(at, 0, line).join("\n") }),
    () => ({ name: "move line", text: without.toSpliced(to, 0, line).join("\n") }),
    () => ({ name: "many lines", text: lines.toSpliced(at, 0, ...Array<string>(300).fill(line)).join("\n") }),
    () => ({ name: "line ends", text: lines.join(random.pick(["\r\n", "\r", "\n\n", "\n "])) }),
    () => ({ name: "byte order mark", text: `${random.pick(["\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"])}${text}` }),
    () => ({ name: "doubled", text: `${text}${text}` }),
  ];
  return random.pick(edits)();
}

/** Edits of cells. Quotes are not read: a quoted delimiter is one more cell here. */
export function editCells(text: string, random: Random): TextEdit {
  if (random.oneIn(3)) return editLines(text, random);
  const mark = [";", ",", "\t", "|"].reduce((best, next) => (text.split(next).length > text.split(best).length ? next : best));
  const rows = text.split("\n").map((line) => line.split(mark));
  const row = random.below(rows.length);
  const cells = rows[row] ?? [];
  const at = random.below(cells.length);
  const other = random.below(cells.length);
  const withCell = (value: string): string =>
    rows
      .with(row, cells.with(at, value))
      .map((each) => each.join(mark))
      .join("\n");
  const edits: readonly Edit[] = [
    () => ({ name: "cell", text: withCell(random.pick(extremes)) }),
    () => ({ name: "cell of another", text: withCell(cells[other] ?? "") }),
    () => ({ name: "quote", text: withCell(`"${cells[at] ?? ""}`) }),
    () => ({ name: "quoted", text: withCell(`"${random.pick([mark, "\n", '""', ""])}${cells[at] ?? ""}"`) }),
    () => ({ name: "cell more", text: withCell(`${cells[at] ?? ""}${mark}`) }),
    () => ({ name: "cells more", text: withCell(mark.repeat(5000)) }),
    () => ({ name: "column less", text: rows.map((each) => each.toSpliced(at, 1).join(mark)).join("\n") }),
    () => ({
      name: "columns swapped",
      text: rows.map((each) => each.with(Math.min(at, each.length - 1), each[other] ?? "").join(mark)).join("\n"),
    }),
    () => ({ name: "delimiter", text: rows.map((each) => each.join(mark === ";" ? "," : ";")).join("\n") }),
  ];
  return random.pick(edits)();
}

/** Edits of the fields, blocks and signs of MT messages. */
export function editFields(text: string, random: Random): TextEdit {
  if (random.oneIn(3)) return editLines(text, random);
  const fields = [...text.matchAll(/^:(\w{2,3}):(.*)$/gm)];
  if (fields.length === 0) return editLines(text, random);
  const field = random.pick(fields);
  const other = random.pick(fields);
  const [whole, tag = "", value = ""] = field;
  const withField = (by: string): string => text.slice(0, field.index) + by + text.slice(field.index + whole.length);
  const edits: readonly Edit[] = [
    () => ({ name: "tag", text: withField(`:${other[1] ?? ""}:${value}`) }),
    () => ({ name: "tag in small letters", text: withField(`:${tag.toLowerCase()}:${value}`) }),
    () => ({ name: "unknown tag", text: withField(`:${random.pick(["99Z", "61A", "6", "0061"])}:${value}`) }),
    () => ({ name: "value", text: withField(`:${tag}:${random.pick(extremes)}`) }),
    () => ({ name: "value of another", text: withField(`:${tag}:${other[2] ?? ""}`) }),
    () => ({ name: "digits", text: withField(`:${tag}:${value.replace(/\d+/, random.pick(["9".repeat(40), "0", ""]))}`) }),
    () => ({ name: "comma", text: withField(`:${tag}:${value.replace(",", random.pick([".", "", ",,"]))}`) }),
    () => ({ name: "sign", text: withField(`:${tag}:${value.replace(/[CD]/, random.pick(["RC", "RD", "X", "EC"]))}`) }),
    () => ({
      name: "brace",
      text: text.replace(random.pick(["{4:", "-}", "{1:", "{2:", "{", "}"]), random.pick(["", "{", "}", "-}"])),
    }),
    () => ({ name: "long", text: withField(`:${tag}:${`${value}\n`.repeat(3000)}`) }),
  ];
  return random.pick(edits)();
}
