import { compareBytewise } from "@tributary/domain";
import { comparableDate } from "./birth-date.ts";
import { type ComparedParty, isTelling, namesOf, plainNumber, tellingAccounts } from "./compared-party.ts";
import { countryCode } from "./country.ts";
import { documentKind } from "./document-kind.ts";
import { latinWords } from "./latin-words.ts";
import { nameForms } from "./name-keys.ts";

/** What a party states in each column, brought to the form in which it is compared. An empty list is nothing stated. */
export interface PartyColumns {
  /** `number|country|kind`. */
  readonly documents: readonly string[];
  readonly accounts: readonly string[];
  readonly registrations: readonly string[];
  readonly emails: readonly string[];
  /** `+` and digits. */
  readonly phonesFull: readonly string[];
  /** The last eight digits. */
  readonly phones: readonly string[];
  readonly birthDate: readonly string[];
  readonly namesPlain: readonly string[];
  readonly namesSound: readonly string[];
  readonly nameKeys: readonly string[];
  /** Keys of Chinese surnames: spellings that may be of one name. */
  readonly nameFamilies: readonly string[];
  readonly nameWords: readonly string[];
  /** Scripts in which names can be told to be different: Chinese counts as Latin, over its Mandarin reading. */
  readonly nameScripts: readonly string[];
  readonly nationalities: readonly string[];
  readonly addresses: readonly string[];
}

const documentDigitsMin = 4;
const phoneDigitsMin = 8;
const wordLengthMax = 100;
/** Accounts are only looked up, never met with each other. */
const accountsMax = 1_000;

/** A party's columns. Pure; the same party gives the same columns. */
export function partyColumns(party: ComparedParty): PartyColumns {
  const { details } = party;
  const forms = namesOf(party).map((name) => nameForms(name, party.kind));
  const birthDate = comparableDate(details.birthDate);
  const phones = few(details.phones).filter((phone) => isTelling(digitsOf(phone).slice(-phoneDigitsMin), phoneDigitsMin));
  return {
    documents: documentsOf(party),
    accounts: [...new Set(tellingAccounts(party))].sort(compareBytewise).slice(0, accountsMax),
    registrations: distinct([details.taxNumber, details.registrationNumber].flatMap(registrationOf)),
    emails: distinct(
      few(details.emails)
        .map((email) => email.slice(0, addressLengthMax).normalize("NFKC").trim().toLowerCase())
        .filter(isEmail),
    ),
    phonesFull: distinct(phones.filter((phone) => /^\s*(?:\+|00)/.test(phone)).map(fullPhone)),
    phones: distinct(phones.map((phone) => digitsOf(phone).slice(-phoneDigitsMin))),
    birthDate: birthDate === undefined ? [] : [birthDate],
    namesPlain: distinct(forms.flatMap(({ plain }) => plain)),
    namesSound: distinct(forms.flatMap(({ sounds }) => sounds)),
    nameKeys: distinct(forms.flatMap(({ keys }) => keys.filter((key) => !key.startsWith("han:")))),
    nameFamilies: distinct(forms.flatMap(({ keys }) => keys.filter((key) => key.startsWith("han:")))),
    nameWords: distinct(forms.flatMap(({ words }) => words)),
    nameScripts: distinct(forms.flatMap(({ scripts }) => scripts)),
    nationalities: distinct(
      few(details.nationalities)
        .map((country) => countryCode(country.slice(0, wordLengthMax)))
        .filter((code) => code !== ""),
    ),
    addresses: distinct(
      few(details.addresses)
        .map(plainAddress)
        .filter((address) => address.includes(" ")),
    ),
  };
}

function documentsOf({ details }: ComparedParty): readonly string[] {
  const documents = few(details.documents).map(({ number, country, kind }) => ({
    number: plainNumber(number),
    country: countryCode((country ?? "").slice(0, wordLengthMax)),
    kind: documentKind(kind.slice(0, wordLengthMax)),
  }));
  const telling = documents.filter(({ number }) => isTelling(number, documentDigitsMin));
  return distinct(telling.map(({ number, country, kind }) => `${number}|${country}|${kind}`));
}

function registrationOf(text: string | undefined): readonly string[] {
  const number = plainNumber(text ?? "");
  return isTelling(number, documentDigitsMin) ? [number] : [];
}

const digitsOf = (phone: string): string => plainNumber(phone).replace(/[^0-9]/g, "");
const fullPhone = (phone: string): string => `+${digitsOf(phone).replace(/^0+/, "")}`;
const isEmail = (email: string): boolean => /^[^@\s]{1,64}@[^@\s]{3,255}$/.test(email);

/** An address's words, sorted, since senders put house, street and town in any order. */
function plainAddress(address: string): string {
  return [...new Set(latinWords(address.slice(0, addressLengthMax)))].sort(compareBytewise).join(" ");
}

const addressLengthMax = 400;
/** More values than a record honestly states; the rest is not compared, since every value meets every other. */
const valuesMax = 32;
const few = <Value>(values: readonly Value[] | undefined): readonly Value[] => values?.slice(0, valuesMax) ?? [];
const distinct = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort(compareBytewise).slice(0, valuesMax);
