/** Lines of at most `width` columns, each behind `indent`; a word that is wider stands alone, uncut, so that it can be copied. */
export function wrapText(
  text: string,
  { indent, width }: { readonly indent: string; readonly width: number },
): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line === "" || indent.length + [...longer].length <= width) line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line].map((one) => `${indent}${one}`);
}
