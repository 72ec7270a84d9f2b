import type { AccountId } from "@tributary/domain";

/** What a piece of free text is. */
export type MentionKind =
  | "evm-address"
  | "tron-address"
  | "bitcoin-address"
  /** Has the form of an address or IBAN, but not its check digits. Never an account. */
  | "address-damaged"
  /** 64 hex digits: a transaction's hash, or any other. */
  | "hash"
  | "iban"
  /** Stands behind a word for account; of which institution is not said. */
  | "account-number"
  | "phone"
  | "email"
  | "url";

/** What a reader of the mention should know. */
export type MentionNote =
  /** The form has no check digits, or they are not used here: one wrong letter would not be seen. */
  | "no-checksum"
  /** A block, a file or a key can have a hash of this form too. */
  | "any-hash"
  /** Spaces or line breaks stand inside. */
  | "broken-by-space"
  /** Characters that are not seen stand inside. */
  | "hidden-characters"
  /** Full-width letters, or digits of another script. */
  | "other-width-or-digits"
  /** Cyrillic or Greek letters stand for Latin ones that look the same. */
  | "look-alike-letters"
  /** Written so that it cannot be clicked: `hxxp`, `[.]`. */
  | "defanged"
  /** Stands in a longer word. */
  | "within-a-word"
  /** Of a network for tests, where coins are worth nothing. */
  | "test-network"
  /** A phone number without its country: that of the options is assumed. */
  | "country-assumed";

/** Something that free text names. */
export interface Mention {
  readonly kind: MentionKind;
  /** UTF-16 units from the text's start. */
  readonly offset: number;
  /** UTF-16 units. */
  readonly length: number;
  /** As it stands in the text. */
  readonly text: string;
  /** Normalised: lower-case hex with `0x` for EVM, base58 or lower-case bech32, 64 lower-case hex digits without `0x`, IBAN without spaces, E.164, … */
  readonly value: string;
  /** A check sum of its own was right. */
  readonly isChecked: boolean;
  /** The accounts that it can be: one, or one for each chain that knows such an address; none where the text does not tell. */
  readonly accounts: readonly AccountId[];
  readonly notes: readonly MentionNote[];
  /** Of `address-damaged`: what it nearly is. */
  readonly nearly?: "evm-address" | "tron-address" | "bitcoin-address" | "iban";
}

/** A mention before its place in the source text is worked out. */
export type Reading = Pick<Mention, "kind" | "value" | "isChecked" | "accounts" | "notes" | "nearly">;

/** A reading and its span in the folded text. */
export interface Found {
  readonly start: number;
  readonly end: number;
  readonly reading: Reading;
}
