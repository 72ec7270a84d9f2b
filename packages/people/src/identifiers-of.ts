import { digestFields } from "@tributary/domain";
import type { ComparedParty } from "./compared-party.ts";
import { nameModel } from "./name-keys.ts";
import { type PartyColumns, partyColumns } from "./party-columns.ts";

/** Version of the rules that make identifiers. Those of another version are made anew beside the old ones. */
export const indexModel: string = `people-index/1 ${nameModel}`;

/** The rules by which pairs are looked for, the surest first: a pair that an earlier rule finds is not found again. */
export const blockingRules = ["document", "account", "registration", "email", "phone", "name-key", "birth-word"] as const;

/** What a party is looked for by. The store keeps only a keyed digest of it. */
export interface MadeIdentifier {
  /** One of the rules, or `record`: everything that the record states, so that records alike are found as one. */
  readonly kind: (typeof blockingRules)[number] | "record";
  readonly value: string;
}

const wordsMax = 8;

/** A party's identifiers, each once, by rule. A party of whom nothing can be compared has a `record` of its own and no other. */
export function identifiersOf(party: ComparedParty, partyId: string): readonly MadeIdentifier[] {
  const columns = partyColumns(party);
  const [birthDate] = columns.birthDate;
  const made = (kind: MadeIdentifier["kind"], values: readonly string[]): readonly MadeIdentifier[] =>
    [...new Set(values)].map((value) => ({ kind, value }));
  return [
    ...made("record", [recordOf(party, partyId, columns)]),
    ...made(
      "document",
      columns.documents.map((document) => document.split("|")[0] ?? ""),
    ),
    ...made("account", columns.accounts),
    ...made("registration", columns.registrations),
    ...made("email", columns.emails),
    ...made("phone", columns.phones),
    ...made("name-key", [...columns.nameKeys, ...columns.nameFamilies]),
    ...made(
      "birth-word",
      birthDate === undefined ? [] : columns.nameWords.slice(0, wordsMax).map((word) => `${birthDate} ${word}`),
    ),
  ];
}

/** One text for all that is compared; a record that states nothing is like no other. */
function recordOf({ kind }: ComparedParty, partyId: string, columns: PartyColumns): string {
  const stated = Object.values(columns).some((values: readonly string[]) => values.length > 0);
  return stated ? digestFields("tributary/party-record/1", [kind, JSON.stringify(columns)]) : partyId;
}
