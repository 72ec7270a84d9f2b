import { isZoneOffset } from "@tributary/bank-kit";
import { parseAsset, unwrap } from "@tributary/domain";
import { checkRules } from "./check/check-rules.ts";
import type { Crosswalk, GoamlProfile, IdForm, MandatoryField, ProfileZone, RuleSeverity, SizeLimits } from "./goaml-profile.ts";
import {
  createKeyReader,
  failValue,
  type KeyReader,
  type Place,
  readCount,
  readEntries,
  readList,
  readMap,
  readOneOf,
  readText,
  readTexts,
} from "./key-reader.ts";
import { loadStructure, structureNames } from "./structure/load-structure.ts";

/**
 * Checks a profile; `profile.schema.json` says the same for editors. Errors: FIELD_MISSING, FIELD_UNKNOWN, VALUE_UNREADABLE, with the key's path.
 */
export function parseProfile(value: unknown, file: string): GoamlProfile {
  const reader = createKeyReader(value, { file, path: "" });
  const crosswalk = reader.value("crosswalk", readCrosswalk);
  const structure = reader.value("structure", readOneOf(structureNames));
  const profile: GoamlProfile = {
    id: reader.text("id"),
    title: reader.text("title"),
    fileSha256: null,
    structure,
    localCurrency: reader.nullable("localCurrency", readText),
    zone: reader.nullable("zone", readZone),
    institutionCodeSpace: reader.nullable("institutionCodeSpace", readText),
    crosswalk,
    cashFundsCodes: codesFor("cash", crosswalk.funds),
    walletAccountTypes: codesFor("wallet", crosswalk.accountTypes),
    cryptoCurrencies: reader.value("cryptoCurrencies", readCurrencies),
    datePlaceholders: reader.texts("datePlaceholders"),
    completedStatuses: reader.texts("completedStatuses"),
    mandatoryFields: reader.texts("mandatoryFields"),
    ...readOptionalKeys(reader, structure),
  };
  reader.end();
  return profile;
}

type OptionalKeys = Pick<
  GoamlProfile,
  "mandatory" | "textPlaceholders" | "repurposed" | "idForms" | "sizeLimits" | "softwareVersion" | "severities"
>;

function readOptionalKeys(reader: KeyReader, structure: string): OptionalKeys {
  return {
    mandatory:
      reader.optional(
        "mandatory",
        readList((entry, place) => readMandatory(entry, place, structure)),
      ) ?? [],
    textPlaceholders: reader.optional("textPlaceholders", readTexts) ?? [],
    repurposed: reader.optional("repurposed", readMap(readWord)) ?? new Map<string, string>(),
    idForms: reader.optional("idForms", readList(readIdForm)) ?? [],
    sizeLimits: reader.optional("sizeLimits", readSizeLimits) ?? { fileBytesMax: null, reportBytesMax: null },
    softwareVersion: reader.optional("softwareVersion", readVersion),
    severities: reader.optional("severities", readSeverities) ?? new Map<never, never>(),
  };
}

function codesFor(word: string, codes: ReadonlyMap<string, string>): readonly string[] {
  return [...codes].flatMap(([code, meaning]) => (meaning === word ? [code] : []));
}

function readCrosswalk(value: unknown, place: Place): Crosswalk {
  const reader = createKeyReader(value, place);
  const crosswalk: Crosswalk = {
    funds: reader.value("funds", readMap(readWord)),
    modes: reader.value("modes", readMap(readWord)),
    accountTypes: reader.value("accountTypes", readMap(readWord)),
  };
  reader.end();
  return crosswalk;
}

function readWord(value: unknown, place: Place): string {
  const text = readText(value, place);
  return /^[a-z]+(-[a-z]+)*$/.test(text) ? text : failValue(value, "a word in small letters, such as virtual-asset", place);
}

function readZone(value: unknown, place: Place): ProfileZone {
  const reader = createKeyReader(value, place);
  const zone = { name: reader.text("name"), offset: reader.text("offset"), since: reader.text("since") };
  reader.end();
  if (!isZoneOffset(zone.offset)) failValue(zone.offset, "an offset such as +05:30", place);
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

function readMandatory(value: unknown, place: Place, structure: string): MandatoryField {
  const reader = createKeyReader(value, place);
  const field = { element: reader.text("element"), reason: reader.optional("reason", readText) };
  reader.end();
  const [type = "", name] = field.element.split("/");
  const isKnown = name !== undefined && loadStructure(structure).contentNames.includes(type);
  return isKnown ? field : failValue(field.element, `a type of ${structure} and an element in it, such as report/reason`, place);
}

/** Longer texts are no identifiers; the form comes from the operator, the text does not. */
const identifierCharactersMax = 128;

function readIdForm(value: unknown, place: Place): IdForm {
  const reader = createKeyReader(value, place);
  const form = reader.value("form", readExpression);
  const id: IdForm = {
    element: reader.text("element"),
    when: reader.optional("when", readCondition),
    words: reader.text("words"),
    matches: (text) => text.length <= identifierCharactersMax && form.test(text),
  };
  reader.end();
  return id;
}

function readExpression(value: unknown, place: Place): RegExp {
  const text = readText(value, place);
  try {
    return new RegExp(`^(?:${text})$`, "u");
  } catch {
    return failValue(text, "a regular expression", place);
  }
}

function readCondition(value: unknown, place: Place): NonNullable<IdForm["when"]> {
  const reader = createKeyReader(value, place);
  const condition = { element: reader.text("element"), codes: reader.texts("codes") };
  reader.end();
  return condition;
}

function readSizeLimits(value: unknown, place: Place): SizeLimits {
  const reader = createKeyReader(value, place);
  const limits = {
    fileBytesMax: reader.nullable("fileBytesMax", readCount),
    reportBytesMax: reader.nullable("reportBytesMax", readCount),
  };
  reader.end();
  return limits;
}

function readVersion(value: unknown, place: Place): string {
  const text = readText(value, place);
  return /^\d{1,3}\.\d{1,3}$/.test(text) ? text : failValue(value, "a version such as 5.1", place);
}

function readSeverities(value: unknown, place: Place): GoamlProfile["severities"] {
  const readRule = readOneOf(checkRules);
  const readSeverity = readOneOf<RuleSeverity>(["error", "warning", "off"]);
  const at = (key: string): Place => ({ file: place.file, path: `${place.path}/${key}` });
  return new Map(
    [...readEntries(value, place)].map(([rule, severity]) => [readRule(rule, at(rule)), readSeverity(severity, at(rule))]),
  );
}
