/**
 * A table cell that no spreadsheet runs as a formula: text that begins with "=", "+", "-", "@", a tab, a line break or NUL gets one apostrophe in
 * front, and so does text that begins with apostrophes before such a character, so that `unguardCell` gives every text back as it was.
 * Plain numbers stay as they are.
 */
export function guardCell(text: string): string {
  return isGuarded.test(text) && !isPlainNumber.test(text) ? `'${text}` : text;
}

/** The text that `guardCell` was given. */
export function unguardCell(text: string): string {
  return text.startsWith("'") && isGuarded.test(text) ? text.slice(1) : text;
}

const isGuarded = /^'*[=+\-@\t\r\n\0]/;
const isPlainNumber = /^-?[0-9]+(\.[0-9]+)?$/;
