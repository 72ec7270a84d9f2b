import { readFileSync, statSync } from "node:fs";
import { basename } from "node:path";
import { type AssetId, type Digest, digestText, fail } from "@tributary/domain";
import type { CheckRule } from "./check/check-rules.ts";
import { parseProfile } from "./parse-profile.ts";

/** What a national edition of goAML says beyond the format: data, one file a profile in `profiles/`. */
export interface GoamlProfile {
  readonly id: string;
  readonly title: string;
  /** Digest of the operator's own file; null for a profile that is shipped. */
  readonly fileSha256: Digest | null;
  /** The edition's structure, for `loadStructure`. */
  readonly structure: string;
  /** Where a report leaves out `currency_code_local`. */
  readonly localCurrency: string | null;
  /** The zone of times that state no offset; `since` is the first day from which the offset has held without a break. */
  readonly zone: ProfileZone | null;
  /** Keeps one country's institution codes apart from another's: `0001` becomes `LK-0001`. */
  readonly institutionCodeSpace: string | null;
  /** The edition's codes in neutral words. */
  readonly crosswalk: Crosswalk;
  /** Funds codes that say "cash". */
  readonly cashFundsCodes: readonly string[];
  /** Account types that say "wallet": only their numbers are read as chain addresses. */
  readonly walletAccountTypes: readonly string[];
  /** Codes in currency fields that are no ISO 4217 currency. */
  readonly cryptoCurrencies: ReadonlyMap<string, { readonly asset: AssetId; readonly chain: string }>;
  /** Dates that stand for "not known". */
  readonly datePlaceholders: readonly string[];
  /** Values of `transaction_status` under which money has moved. A transaction without status has moved. */
  readonly completedStatuses: readonly string[];
  /** Fields without which a transaction is not read. */
  readonly mandatoryFields: readonly string[];
  /** Fields that the FIU asks for and its structure does not: `report/reason`. */
  readonly mandatory: readonly MandatoryField[];
  /** Texts that stand for "not known", beside `-`. */
  readonly textPlaceholders: readonly string[];
  /** Elements by which this country means something else, with what it means: `ssn` is a citizenship number. */
  readonly repurposed: ReadonlyMap<string, string>;
  readonly idForms: readonly IdForm[];
  readonly sizeLimits: SizeLimits;
  /** Version of the FIU's software where it is known: newer elements are told. */
  readonly softwareVersion: string | null;
  /** Rules that weigh otherwise than a warning. */
  readonly severities: ReadonlyMap<CheckRule, RuleSeverity>;
}

/** An error keeps the record out of the ledger; a warning goes with it. */
export type RuleSeverity = "error" | "warning" | "off";

export interface ProfileZone {
  readonly name: string;
  readonly offset: string;
  readonly since: string;
}

/** Local codes to neutral words such as `cash`, `virtual-asset`, `wallet`; codes that nobody has explained are left out. */
export interface Crosswalk {
  readonly funds: ReadonlyMap<string, string>;
  readonly modes: ReadonlyMap<string, string>;
  readonly accountTypes: ReadonlyMap<string, string>;
}

export interface MandatoryField {
  /** Type of the structure and element in it. */
  readonly element: string;
  readonly reason: string | null;
}

/** The form of an identifier, wherever the element stands. */
export interface IdForm {
  readonly element: string;
  /** Only where a sibling has one of these codes. */
  readonly when: { readonly element: string; readonly codes: readonly string[] } | null;
  readonly words: string;
  readonly matches: (text: string) => boolean;
}

/** Bytes; null where no limit is known. */
export interface SizeLimits {
  readonly fileBytesMax: number | null;
  /** The report with its attachments. */
  readonly reportBytesMax: number | null;
}

const profileIds: readonly string[] = ["goaml-ae", "goaml-base", "goaml-gh", "goaml-lk-1.1.4", "goaml-lk-2.0"];

/** The profiles that `--profile` takes. */
export function listProfiles(): readonly GoamlProfile[] {
  return profileIds.map(loadProfile);
}

const profileBytesMax = 1_048_576;

/**
 * A shipped profile by its name, or the operator's own from a file whose name ends with `.json`. Errors: USAGE, with the known profiles, where
 * there is none of that name, or where a file takes the name of a shipped one; FILE_UNREADABLE; and what `parseProfile` refuses.
 */
export function findProfile(name: string): GoamlProfile {
  if (name.endsWith(".json")) return readProfileFile(name);
  if (!profileIds.includes(name)) {
    const expected = `one of ${profileIds.join(", ")}, or a profile of your own as a file that ends with .json`;
    fail("USAGE", { found: `profile "${name}"`, expected });
  }
  return loadProfile(name);
}

function loadProfile(id: string): GoamlProfile {
  const parsed: unknown = JSON.parse(readFileSync(new URL(`../profiles/${id}.json`, import.meta.url), "utf8"));
  return parseProfile(parsed, `${id}.json`);
}

function readProfileFile(path: string): GoamlProfile {
  const file = basename(path);
  const text = readProfileText(path, file);
  const profile = { ...parseProfile(parseJson(text, file), file), fileSha256: digestText(text) };
  if (profileIds.includes(profile.id)) {
    fail("USAGE", { found: `id "${profile.id}"`, expected: "an id that no shipped profile has", where: { file, path: "/id" } });
  }
  return profile;
}

function readProfileText(path: string, file: string): string {
  try {
    if (statSync(path).size > profileBytesMax) throw new Error(`more than ${profileBytesMax} bytes`);
    return readFileSync(path, "utf8");
  } catch (error) {
    return failFile(error, file);
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch (error) {
    return failFile(error, file);
  }
}

function failFile(error: unknown, file: string): never {
  const found = error instanceof Error ? error.message : "no answer";
  return fail("FILE_UNREADABLE", { found, expected: "a profile as JSON, of at most 1 MiB", where: { file } });
}
