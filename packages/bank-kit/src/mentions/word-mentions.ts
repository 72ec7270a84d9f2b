import { parseAccount } from "@tributary/domain";
import { ibanLengths } from "./iban-lengths.ts";
import type { Found, Reading } from "./mention.ts";
import { damaged, readBitcoinAddress, readEvmAddress, readTronAddress, readTronHex } from "./read-address.ts";
import type { TrialBudget } from "./trial-budget.ts";
import { joinsFrom, type Word, wordsOf } from "./words.ts";

/** A folded text and what may be spent on it. */
export interface Scan {
  readonly text: string;
  readonly budget: TrialBudget;
}

/** Addresses, hashes and IBANs of a folded text: whole words first, then words that a check sum proves to belong together. */
export function findInWords(scan: Scan): readonly Found[] {
  const words = wordsOf(scan.text);
  const found: Found[] = [];
  for (let at = 0; at < words.length; at += 1) {
    const place = words[at];
    if (place === undefined) break;
    if (!mayBegin(scan.text, place)) continue;
    const word = { ...place, text: scan.text.slice(place.start, place.end) };
    const hit =
      readWord(word, scan.budget) ??
      readBroken(scan, words, { word, first: at }) ??
      readIban(scan, words, { word, first: at }) ??
      readDamaged(word);
    if (hit === undefined) continue;
    found.push(hit.found);
    at += hit.more;
  }
  return found;
}

/** Words too short and too plain to be, or to begin, anything: nearly all words of a text. */
function mayBegin(text: string, { start, end }: Word): boolean {
  const length = end - start;
  if (length < 4 || length >= 14) return length >= 14;
  const first = text.charCodeAt(start);
  if (first === 0x54) return true;
  if (first === 0x31 || first === 0x33) return hasLetter(text, start, end);
  const isDigitThird = text.charCodeAt(start + 2) < 0x3a;
  if (first < 0x3a) return first === 0x30 && (text.charCodeAt(start + 1) | 0x20) === 0x78;
  return isDigitThird && text.charCodeAt(start + 1) > 0x3a;
}

/** Numbers, days and times begin with 1 or 3 as well. */
function hasLetter(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (text.charCodeAt(at) > 0x3a) return true;
  return false;
}

/** A word and its text. */
interface ReadWord extends Word {
  readonly text: string;
}

/** A word, and which one of the text it is. */
interface WordAt {
  readonly word: ReadWord;
  readonly first: number;
}

/** What was found, and how many further words it took. */
interface Hit {
  readonly found: Found;
  readonly more: number;
}

const isHex = (text: string): boolean => /^[0-9a-fA-F]+$/.test(text);
const isMixed = (text: string): boolean => /[0-9]/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text);
const segwitStart = /^(?:bc|tb|bcrt)1/i;

function hitOf(word: ReadWord, reading: Reading | undefined): Hit | undefined {
  return reading && { found: { start: word.start, end: word.end, reading }, more: 0 };
}

/** A word that is, or holds, something whole. */
function readWord(word: ReadWord, budget: TrialBudget): Hit | undefined {
  const { text } = word;
  if (text.length < 14) return undefined;
  return (
    readPrefixedHex(word, budget) ??
    hitOf(word, readBareHex(text, budget) ?? readBase58(text, budget) ?? readSegwit(text, budget))
  );
}

/** `0x` with 40 or 64 hex digits, or with TRON's 42, also inside a longer word. */
function readPrefixedHex(word: ReadWord, budget: TrialBudget): Hit | undefined {
  const match = /0[xX]([0-9a-fA-F]+)/.exec(word.text);
  const digits = match?.[1] ?? "";
  const isTron = digits.length === 42 && digits.startsWith("41");
  if (match === null || !(isTron || digits.length === 40 || digits.length === 64) || !budget.take()) return undefined;
  const start = word.start + match.index;
  const span = { start, end: start + match[0].length };
  const reading = isTron ? readTronHex(digits) : digits.length === 40 ? readEvmAddress(match[0]) : hashReading(digits);
  const isWhole = match[0].length === word.text.length;
  const notes = isWhole ? reading.notes : [...reading.notes, "within-a-word" as const];
  return { found: { ...span, reading: { ...reading, notes } }, more: 0 };
}

function hashReading(digits: string): Reading {
  return { kind: "hash", value: digits.toLowerCase(), isChecked: false, accounts: [], notes: ["any-hash"] };
}

/** Hex without `0x`: a hash, TRON's hex form, or an EVM address that its check sum proves. */
function readBareHex(text: string, budget: TrialBudget): Reading | undefined {
  if (![40, 42, 64].includes(text.length) || !isHex(text)) return undefined;
  if (text.length === 64) return /[a-fA-F]/.test(text) ? hashReading(text) : undefined;
  if (text.length === 42) return text.startsWith("41") && /[a-fA-F]/.test(text) ? readTronHex(text) : undefined;
  if (!isMixed(text) || !budget.take()) return undefined;
  const reading = readEvmAddress(`0x${text}`);
  return reading.isChecked ? reading : undefined;
}

function readBase58(text: string, budget: TrialBudget): Reading | undefined {
  if (text.length < 25 || text.length > 35 || !isMixed(text) || /[0OIl]/.test(text)) return undefined;
  if (text.startsWith("T")) return text.length === 34 && budget.take() ? readTronAddress(text) : undefined;
  return /^[123mn]/.test(text) && budget.take() ? readBitcoinAddress(text) : undefined;
}

function readSegwit(text: string, budget: TrialBudget): Reading | undefined {
  return segwitStart.test(text) && text.length <= 90 && budget.take() ? readBitcoinAddress(text) : undefined;
}

/** Words that together are an address whose check sum is right. */
function readBroken({ text, budget }: Scan, words: readonly Word[], { word, first }: WordAt): Hit | undefined {
  if (budget.isSpent() || !/^(?:[T13]|0[xX]|[bB][cC]1|[tT][bB]1)/.test(word.text)) return undefined;
  for (const joined of joinsFrom(text, words, { first, lengthMax: 62 })) {
    const reading = readJoined(joined.text, budget);
    const end = words[joined.last]?.end ?? word.end;
    if (reading !== undefined)
      return {
        found: { start: word.start, end, reading: { ...reading, notes: [...reading.notes, "broken-by-space"] } },
        more: joined.last - first,
      };
  }
  return undefined;
}

function readJoined(text: string, budget: TrialBudget): Reading | undefined {
  if (/^0x/i.test(text)) {
    if (text.length !== 42 || !isHex(text.slice(2)) || !budget.take()) return undefined;
    const reading = readEvmAddress(text);
    return reading.isChecked ? reading : damaged(text, "evm-address");
  }
  if (segwitStart.test(text)) return text.length === 42 || text.length === 62 ? readSegwit(text, budget) : undefined;
  return text.length >= 26 ? readBase58(text, budget) : undefined;
}

/** An IBAN in one word, or printed in groups. The country says how long it is. */
function readIban({ text, budget }: Scan, words: readonly Word[], { word, first }: WordAt): Hit | undefined {
  const start = word.text.slice(0, 4);
  const length = /^[A-Za-z]{2}[0-9]{2}$/.test(start) ? ibanLengths.get(start.slice(0, 2).toUpperCase()) : undefined;
  if (length === undefined || word.text.length > length) return undefined;
  if (word.text.length === length) return hitOf(word, ibanReading(word.text, budget));
  for (const joined of joinsFrom(text, words, { first, lengthMax: length })) {
    if (joined.text.length !== length) continue;
    const reading = ibanReading(joined.text, budget);
    const end = words[joined.last]?.end ?? word.end;
    // Printed groups have four characters: other pieces are one IBAN only where the check digits say so.
    if (reading === undefined || (!reading.isChecked && word.text.length !== 4)) return undefined;
    return { found: { start: word.start, end, reading }, more: joined.last - first };
  }
  return undefined;
}

function ibanReading(text: string, budget: TrialBudget): Reading | undefined {
  if (!/[0-9]{4}/.test(text.slice(4)) || !budget.take()) return undefined;
  const value = text.toUpperCase();
  const account = parseAccount(`iban:${value}`);
  return account.ok ? { kind: "iban", value, isChecked: true, accounts: [account.value], notes: [] } : damaged(value, "iban");
}

/** A word with the looks of an address: its check sum is wrong, or a character is missing, too many, or not of the alphabet. */
function readDamaged(word: ReadWord): Hit | undefined {
  const { text } = word;
  if (/^0[xX][0-9a-zA-Z]{39,41}$/.test(text)) {
    const strangers = text.slice(2).replace(/[0-9a-fA-F]/g, "").length;
    return strangers <= 2 ? hitOf(word, damaged(text, "evm-address")) : undefined;
  }
  if (segwitStart.test(text) && text.length >= 38 && text.length <= 66) return hitOf(word, damaged(text, "bitcoin-address"));
  if (text.length > 35 || !isMixed(text) || !hasManyTurns(text)) return undefined;
  if (/^T[0-9A-Za-z]{32,34}$/.test(text)) return hitOf(word, damaged(text, "tron-address"));
  return /^[13][0-9A-Za-z]{25,34}$/.test(text) ? hitOf(word, damaged(text, "bitcoin-address")) : undefined;
}

/** Random letters change between digits, small and capital letters all the time; words and reference numbers do not. */
function hasManyTurns(text: string): boolean {
  let turns = 0;
  for (let at = 1; at < text.length; at += 1) if (sortOf(text.charCodeAt(at)) !== sortOf(text.charCodeAt(at - 1))) turns += 1;
  return turns >= text.length / 4;
}

/** Of ASCII letters and digits: digits stand before capitals, and those before small letters. */
function sortOf(code: number): number {
  return code < 0x41 ? 0 : code < 0x61 ? 1 : 2;
}
