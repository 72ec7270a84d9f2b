import { characterWidth, displayWidth } from "./display-width.ts";

/** Breaks a text into lines of at most `width` columns: at spaces, and inside a word only where the word alone is too wide. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((part) => cutWord(part, width))) {
    const joined = line === "" ? word : `${line} ${word}`;
    if (displayWidth(joined) <= width) line = joined;
    else {
      lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** Cuts a word that is wider than a line; a mark stays with the character that it stands on. */
function cutWord(word: string, width: number): string[] {
  const pieces: string[] = [];
  let piece = "";
  let used = 0;
  for (const character of word) {
    const taken = characterWidth(character);
    if (used + taken > width && piece !== "") {
      pieces.push(piece);
      piece = "";
      used = 0;
    }
    piece += character;
    used += taken;
  }
  return [...pieces, piece];
}
