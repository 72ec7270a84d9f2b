import type { Found } from "./mention.ts";

const localMax = 64;
const domainMax = 253;
const urlMax = 2_048;
const hostStart = /(?:https?|hxxps?|h\*\*ps?|ftp):\/\/|(?<![0-9A-Za-z.@-])(?:www\.|t\.me\/|wa\.me\/)/gi;

/** E-mail addresses of a folded text, found from their `@` outwards. */
export function findEmails(text: string): readonly Found[] {
  const found: Found[] = [];
  let from = 0;
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    const local = /[0-9A-Za-z._%+-]+$/.exec(text.slice(Math.max(from, at - localMax - 1), at))?.[0].replace(/^[.+-]+/, "") ?? "";
    const domain = domainAt(text, at + 1);
    if (local === "" || local.length > localMax || domain === "") continue;
    const end = at + 1 + domain.length;
    const value = `${local}@${domain.toLowerCase()}`;
    found.push({ start: at - local.length, end, reading: { kind: "email", value, isChecked: false, accounts: [], notes: [] } });
    from = end;
  }
  return found;
}

/** A domain of two labels or more with a last label of letters, or nothing. */
function domainAt(text: string, start: number): string {
  const domain = /^[0-9A-Za-z.-]+/.exec(text.slice(start, start + domainMax))?.[0] ?? "";
  const labels = domain.replace(/[.-]+$/, "").split(".");
  const isRight = labels.length >= 2 && labels.every((label) => /^[0-9A-Za-z](?:[0-9A-Za-z-]{0,62})$/.test(label));
  return isRight && /^[A-Za-z]{2,}$/.test(labels.at(-1) ?? "") ? labels.join(".") : "";
}

/** Links of a folded text: with a scheme, `www.`, or the short hosts of messengers. `hxxp` reads as `http`. */
export function findUrls(text: string): readonly Found[] {
  const found: Found[] = [];
  let from = 0;
  for (const match of text.matchAll(hostStart)) {
    if (match.index < from) continue;
    const rest =
      /^[^\s<>"'`\u3000-\u3003\u3008-\u3011\u201c\u201d]+/.exec(text.slice(match.index, match.index + urlMax))?.[0] ?? "";
    const url = rest.replace(/[.,;:!?)\]}]{1,8}$/, "");
    if (!/^[0-9A-Za-z[]/.test(url.slice(match[0].length)) && !match[0].endsWith("/")) continue;
    if (url.length <= match[0].length) continue;
    from = match.index + url.length;
    found.push({
      start: match.index,
      end: from,
      reading: { kind: "url", value: refanged(url), isChecked: false, accounts: [], notes: notesOf(url) },
    });
  }
  return found;
}

function refanged(url: string): string {
  return url.replace(/^h(?:xx|\*\*)p/i, "http");
}

function notesOf(url: string): Found["reading"]["notes"] {
  return /^h(?:xx|\*\*)p/i.test(url) ? ["defanged"] : [];
}
