import { type ErrorCode, errorRegistry } from "./error-registry.ts";

/** Where something was found. Lines and columns count from 1; `path` is the element or key path. */
export interface Locator {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly path?: string;
  /** The record's own reference, as its source calls it. */
  readonly record?: string;
}

/** What cannot be read exactly: the code, what stood there, and what would be right. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly found: string;
  readonly expected: string;
}

/** A refusal with its place. Bad records in bulk are findings, not exceptions. */
export interface Finding extends Refusal {
  readonly where: Locator;
  /** `warning`: the record loads all the same. Without it, an error. */
  readonly severity?: "warning";
  /** Name of the rule that was broken, of a profile or a format: `goaml-ae/mandatory`. */
  readonly rule?: string;
  /** Values that would be right, where they are a list; the nearest ones of a long list. */
  readonly allowed?: readonly string[];
  /** What to do about it, in plain words. */
  readonly hint?: string;
}

export type Result<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: Refusal };

/** The six kinds, by what the caller does about them. */
export type ErrorKind = "input" | "source" | "integrity" | "limit" | "usage" | "access" | "busy";

/** A value that could be read. */
export function accept<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

const foundLengthMax = 120;

/** A refusal: its code, what was found (cut and made visible), and what would be right. */
export function refuse<Value = never>(code: ErrorCode, found: string, expected: string): Result<Value> {
  return { ok: false, refusal: { code, found: showFound(found), expected } };
}

/** Hostile text is cut and its control and direction characters are made visible before anybody reads it. */
export function showFound(text: string): string {
  const cut = text.length > foundLengthMax ? `${text.slice(0, foundLengthMax)}… (${text.length} characters)` : text;
  return cut.replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** A place as one text: `file:line:column path record N`, without what is not known. */
export function formatLocator(where: Locator): string {
  const place = [where.file, where.line, where.column].filter((part) => part !== undefined).join(":");
  const parts = [place, where.path, where.record === undefined ? "" : `record ${where.record}`];
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}

/** One line for a person: code, place, what was found, what would be right. */
export function formatFinding(finding: Finding): string {
  const place = formatLocator(finding.where);
  return `${finding.code}${place === "" ? "" : ` at ${place}`}: found ${finding.found}; expected ${finding.expected}`;
}

/** The only exception class of the project. Its kind decides the exit code. */
export class TributaryError extends Error {
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly finding: Finding;

  constructor(finding: Finding, cause?: unknown) {
    super(formatFinding(finding), cause === undefined ? undefined : { cause });
    this.name = "TributaryError";
    this.code = finding.code;
    this.kind = errorRegistry[finding.code].kind;
    this.finding = finding;
  }
}

/** Throws a `TributaryError`. `where` may be left out where there is no place to name. */
export function fail(code: ErrorCode, finding: { found: string; expected: string; where?: Locator }): never {
  throw new TributaryError({
    code,
    found: showFound(finding.found),
    expected: finding.expected,
    where: finding.where ?? {},
  });
}

/** The value, or a `TributaryError` with the place. */
export function unwrap<Value>(result: Result<Value>, where: Locator = {}): Value {
  if (result.ok) return result.value;
  throw new TributaryError({ ...result.refusal, where });
}
