import { readFileSync } from "node:fs";
import { type AssetId, fail, parseAsset, unwrap } from "@tributary/domain";
import { createKeyReader, failValue, type Place, readEntries, readOneOf, readText } from "./key-reader.ts";
import { structureNames } from "./structure/load-structure.ts";

/** What a national edition of goAML says beyond the format: data, one file a profile in `profiles/`. */
export interface GoamlProfile {
  readonly id: string;
  readonly title: string;
  /** The edition's structure, for `loadStructure`. */
  readonly structure: string;
  /** Where a report leaves out `currency_code_local`. */
  readonly localCurrency: string | null;
  /** The zone of times that state no offset; `since` is the first day from which the offset has held without a break. */
  readonly zone: ProfileZone | null;
  /** Keeps one country's institution codes apart from another's: `0001` becomes `LK-0001`. */
  readonly institutionCodeSpace: string | null;
  readonly cashFundsCodes: readonly string[];
  /** Account types that say "wallet": only their numbers are read as chain addresses. */
  readonly walletAccountTypes: readonly string[];
  /** Codes in currency fields that are no ISO 4217 currency. */
  readonly cryptoCurrencies: ReadonlyMap<string, { readonly asset: AssetId; readonly chain: string }>;
  /** Dates that stand for "not known". */
  readonly datePlaceholders: readonly string[];
  /** Values of `transaction_status` under which money has moved. A transaction without status has moved. */
  readonly completedStatuses: readonly string[];
  readonly mandatoryFields: readonly string[];
}

export interface ProfileZone {
  readonly name: string;
  readonly offset: string;
  readonly since: string;
}

const profileIds: readonly string[] = ["goaml-ae", "goaml-base", "goaml-gh", "goaml-lk-1.1.4", "goaml-lk-2.0"];

/** The profiles that `--profile` takes. */
export function listProfiles(): readonly GoamlProfile[] {
  return profileIds.map(loadProfile);
}

/** Error USAGE, with the known profiles, where there is none of that name. */
export function findProfile(id: string): GoamlProfile {
  if (!profileIds.includes(id)) fail("USAGE", { found: `profile "${id}"`, expected: `one of ${profileIds.join(", ")}` });
  return loadProfile(id);
}

function loadProfile(id: string): GoamlProfile {
  const parsed: unknown = JSON.parse(readFileSync(new URL(`../profiles/${id}.json`, import.meta.url), "utf8"));
  return parseProfile(parsed, `${id}.json`);
}

/** Checks a profile. Errors: FIELD_MISSING, FIELD_UNKNOWN, VALUE_UNREADABLE, with the key's path. */
export function parseProfile(value: unknown, file: string): GoamlProfile {
  const reader = createKeyReader(value, { file, path: "" });
  const zone = reader.nullable("zone", (zoneValue, place) => readZone(zoneValue, place));
  const profile: GoamlProfile = {
    id: reader.text("id"),
    title: reader.text("title"),
    structure: reader.value("structure", readOneOf(structureNames)),
    localCurrency: reader.nullable("localCurrency", readText),
    zone,
    institutionCodeSpace: reader.nullable("institutionCodeSpace", readText),
    cashFundsCodes: reader.texts("cashFundsCodes"),
    walletAccountTypes: reader.texts("walletAccountTypes"),
    cryptoCurrencies: reader.value("cryptoCurrencies", readCurrencies),
    datePlaceholders: reader.texts("datePlaceholders"),
    completedStatuses: reader.texts("completedStatuses"),
    mandatoryFields: reader.texts("mandatoryFields"),
  };
  reader.end();
  return profile;
}

function readZone(value: unknown, place: Place): ProfileZone {
  const reader = createKeyReader(value, place);
  const zone = { name: reader.text("name"), offset: reader.text("offset"), since: reader.text("since") };
  reader.end();
  if (!isOffset(zone.offset)) failValue(zone.offset, "an offset such as +05:30", place);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(zone.since)) failValue(zone.since, "a day such as 2006-04-16", place);
  return zone;
}

function readCurrencies(value: unknown, place: Place): GoamlProfile["cryptoCurrencies"] {
  return new Map(
    [...readEntries(value, place)].map(([code, entry]) => {
      const reader = createKeyReader(entry, { file: place.file, path: `${place.path}/${code}` });
      const currency = { asset: unwrap(parseAsset(reader.text("asset")), place), chain: reader.text("chain") };
      reader.end();
      return [code, currency];
    }),
  );
}

/** `+05:30`: hours and minutes that exist on the globe. */
export function isOffset(text: string): boolean {
  return /^[+-](0\d|1[0-4]):[0-5]\d$/.test(text);
}
