import type { ReportedRecord } from "@tributary/bank-kit";
import { showFound } from "@tributary/domain";
import type { MtMessage } from "./mt-message.ts";

/** Two values where one is needed would be a choice of ours: an error for each beyond the first. */
export function checkFields({ fields }: Pick<MtMessage, "fields">, singles: readonly string[], record: ReportedRecord): void {
  const seen = new Set<string>();
  for (const field of fields) {
    if (seen.has(field.tag) && singles.includes(field.tag))
      record.error(field, {
        code: "VALUE_UNREADABLE",
        found: `a second :${field.tag}:`,
        expected: `one :${field.tag}: in a message`,
        rule: "swift-mt/single-field",
      });
    seen.add(field.tag);
  }
}

export function missing(record: ReportedRecord, tag: string, expected: string): void {
  const { path, line } = record.source;
  record.error(
    { path: `${path}/${tag}`, line },
    { code: "FIELD_MISSING", found: "nothing", expected: `:${tag}: with ${expected}`, rule: "swift-mt/mandatory" },
  );
}

const outside = /[^A-Za-z0-9/\-?:().,'+ {}\r\n]/gu;

/** SWIFT's character set x. Others are read as they are; on the network they would have been replaced or refused. */
export function checkCharacters({ fields }: Pick<MtMessage, "fields">, record: ReportedRecord): void {
  let count = 0;
  let first: { readonly path: string; readonly line: number; readonly found: string } | undefined;
  for (const { path, line, lines } of fields)
    for (const [index, text] of lines.entries()) {
      const found = text.match(outside);
      if (found === null) continue;
      count += found.length;
      first ??= { path, line: line + index, found: found[0] };
    }
  if (first === undefined) return;
  record.warn(first, {
    code: "VALUE_UNREADABLE",
    found: `${count} character(s) outside of the character set, the first one "${showFound(first.found)}"`,
    expected: "letters without accents, digits and / - ? : ( ) . , ' + (SWIFT character set x); they are kept as they are",
    rule: "swift-mt/character-set",
    hint: "the file was made or changed outside of the network; look whether names are spelt otherwise elsewhere",
  });
}
