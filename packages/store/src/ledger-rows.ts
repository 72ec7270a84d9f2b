import type {
  AccountId,
  Asset,
  AssetId,
  AssetTrait,
  Atoms,
  AttributionTag,
  BlockProof,
  BlockRange,
  BridgeEvent,
  ChainNote,
  ClusterMember,
  Compound,
  CompoundLink,
  CompoundPoint,
  Conversion,
  Coverage,
  Digest,
  Finding,
  IssuerAct,
  ItemTransfer,
  Outpoint,
  SourceName,
  SourceRecord,
  Transfer,
  TransferId,
  UtcMicros,
} from "@tributary/domain";

/** Everything that one source record says, decoded. A pipeline makes these; `Store.append` writes them in one transaction. */
export interface LedgerRows {
  readonly transfers?: readonly Transfer[];
  readonly assets?: readonly Asset[];
  readonly balances?: readonly RecordedBalance[];
  readonly conversions?: readonly Conversion[];
  readonly coverage?: readonly Coverage[];
  readonly blocks?: readonly ChainBlock[];
  readonly blockProofs?: readonly BlockProof[];
  readonly blockRanges?: readonly BlockRange[];
  readonly outpoints?: readonly Outpoint[];
  readonly itemTransfers?: readonly ItemTransfer[];
  readonly issuerActs?: readonly IssuerAct[];
  readonly chainNotes?: readonly ChainNote[];
  readonly assetTraits?: readonly AssetTrait[];
  readonly bridgeEvents?: readonly BridgeEvent[];
  readonly tags?: readonly AttributionTag[];
  readonly actors?: readonly Actor[];
  readonly reportVersions?: readonly ReportVersion[];
  readonly reportCompletions?: readonly ReportCompletion[];
  readonly reportWithdrawals?: readonly ReportWithdrawal[];
  readonly reportRecords?: readonly ReportRecord[];
  readonly payments?: readonly Payment[];
  readonly parties?: readonly Party[];
  readonly partyIdentifiers?: readonly PartyIdentifier[];
  readonly involvements?: readonly Involvement[];
  readonly accounts?: readonly RecordedAccount[];
  readonly reportBalances?: readonly ReportBalance[];
  readonly activities?: readonly ReportActivity[];
  readonly indicators?: readonly ReportIndicator[];
  readonly attachments?: readonly ReportAttachment[];
  readonly mentions?: readonly RecordedMention[];
  readonly partyJudgements?: readonly PartyJudgement[];
  readonly partyJudgementWithdrawals?: readonly StatementWithdrawal[];
  readonly determinations?: readonly PersonDetermination[];
  readonly determinationWithdrawals?: readonly StatementWithdrawal[];
  readonly compounds?: readonly Compound[];
  readonly compoundPoints?: readonly CompoundPoint[];
  readonly compoundLinks?: readonly CompoundLink[];
  readonly clusterMembers?: readonly ClusterMember[];
}

/** One decoded source record, or the reasons why it is kept apart. */
export type IngestItem =
  | {
      readonly record: SourceRecord;
      readonly rows: LedgerRows;
      /** What is odd about a record that loads all the same. */
      readonly warnings?: readonly Finding[];
      /** It only begins or ends what its source calls a report: a sender does not count it as a record. */
      readonly isFrame?: true;
      readonly recordKey?: Digest;
    }
  | {
      readonly record: SourceRecord;
      readonly findings: readonly Finding[];
      readonly raw: string;
      /**
       * Opaque name of the record, the same in every file that holds it. A record kept apart leaves the list when one of the same name from another
       * file is read well.
       */
      readonly recordKey?: Digest;
    };

/** A balance known from a table, a genesis file or a node; what banks state is a `ReportBalance`. Natural key: account, asset, time. */
export interface RecordedBalance {
  readonly account: AccountId;
  readonly asset: AssetId;
  readonly time: UtcMicros;
  readonly atoms: Atoms;
}

/** A block that was read. Natural key: chain, number. Another hash at a height that the ledger holds ends the import (CHAIN_REORGANISED). */
export interface ChainBlock {
  /** `eip155:<chain>`. */
  readonly chain: string;
  readonly number: bigint;
  readonly hash: string;
}

/** A real-world actor that tags refer to. Natural key: id. */
export interface Actor {
  readonly id: string;
  readonly label: string;
  readonly origin: string;
  readonly categories: readonly string[];
}

/**
 * One version of a report or message, as a submitter sent it. Natural key: id. A report is (submitter, reference), and versions of it count from 1;
 * the highest that was read to its end and is not withdrawn stands. Sensitive: never leaves the `str` schema.
 */
export interface ReportVersion {
  /** Opaque, over `reportId` and `number`. */
  readonly id: Digest;
  /** Opaque, over submitter and reference. */
  readonly reportId: Digest;
  readonly number: bigint;
  readonly submitter: string;
  /** `goaml`, `iso20022`, `swift-mt`, `fincen`, `fintrac`, `ivms101`, `bank-table`. */
  readonly format: string;
  readonly profile: string;
  readonly reference: string;
  readonly reportCode: string | null;
  readonly schemaVersion: string | null;
  readonly statedDate: string | null;
  readonly narrative: string | null;
  readonly action: string | null;
}

/** The version was read to its end. Natural key: version. */
export interface ReportCompletion {
  readonly versionId: Digest;
}

/**
 * The submitter takes a report back: all versions up to a number, or with null every version, whenever it comes. Only a version above
 * that number makes the report stand again. Natural key: id.
 */
export interface ReportWithdrawal {
  readonly id: Digest;
  readonly reportId: Digest;
  readonly upTo: bigint | null;
  readonly author: string;
  readonly madeAt: UtcMicros;
  readonly reason: string;
}

/** A record of a version with everything that it says. Natural key: id. Sensitive. */
export interface ReportRecord {
  /** Opaque, over version and path. */
  readonly id: Digest;
  readonly versionId: Digest;
  /** Element path or JSON pointer with positions, `/report/transaction[2]`; `row 7` of a table. */
  readonly path: string;
  /** What its sender calls it: `transactionnumber`, `EndToEndId`. */
  readonly reference: string | null;
  /** JSON text `[[path, value], …]`: each leaf, attribute and loose text in document order. */
  readonly content: string;
  /** JSON text `[line, …]`, one for each of `content`: where they stand moves with the layout of the file. */
  readonly lines: string;
}

/** How a payment is stated. Only `two-sided` makes a transfer. */
export type PaymentShape =
  /** From one account to another. */
  | "two-sided"
  /** Roles without sides. */
  | "roles"
  /** Several on one side or on both. */
  | "many"
  /** Money did not move: rejected, pending, cancelled, a request. */
  | "not-moved"
  /** Money that comes back: no new flow. */
  | "return"
  /** The cover of a payment that is told elsewhere. */
  | "cover";

/** A payment that a record states. Natural key: id, which rests on version and the payment's own reference: another content under it is a conflict. Sensitive. */
export interface Payment {
  readonly id: Digest;
  readonly versionId: Digest;
  readonly recordId: Digest;
  readonly shape: PaymentShape;
  /** The ledger's transfer, where one was made, and its place in this version: the ledger orders it by the version that stands. */
  readonly transfer: { readonly source: SourceName; readonly id: TransferId; readonly sequence: bigint } | null;
  readonly reference: string | null;
  readonly path: string;
}

/** A person or organisation as one record states it; never merged with another. Natural key: id. Sensitive. */
export interface Party {
  /** Opaque, over version and path. */
  readonly id: Digest;
  readonly versionId: Digest;
  readonly kind: "person" | "entity";
  readonly name: string | null;
  readonly details: PartyDetails;
  readonly path: string;
}

/** What a record states of a party beside its name, as written. Absent is unknown. */
export interface PartyDetails {
  /** In native script, former, also known as. */
  readonly otherNames?: readonly string[];
  /** `1988-03-14`, or less of it; placeholders of the profile left out. */
  readonly birthDate?: string;
  readonly birthPlace?: string;
  readonly nationalities?: readonly string[];
  readonly documents?: readonly PartyDocument[];
  readonly phones?: readonly string[];
  readonly emails?: readonly string[];
  readonly addresses?: readonly string[];
  readonly residenceCountry?: string;
  readonly taxNumber?: string;
  /** Registration number of an organisation. */
  readonly registrationNumber?: string;
  readonly occupation?: string;
  readonly gender?: string;
}

export interface PartyDocument {
  /** `passport`, `national-id`, `licence`, `other`, or the source's own word. */
  readonly kind: string;
  readonly number: string;
  readonly country?: string;
}

/** A value by which parties are looked for; stored as a keyed digest alone. Natural key: all of it. */
export interface PartyIdentifier {
  readonly partyId: Digest;
  /** `document`, `phone`, `email`, `account`, `name-key`, … */
  readonly kind: string;
  /** Version of the rules that made the value. */
  readonly model: string;
  readonly value: string;
}

/** The part that a party or an account plays in a reported payment or activity. Natural key: id. Sensitive. */
export interface Involvement {
  readonly id: Digest;
  readonly versionId: Digest;
  readonly paymentId: Digest | null;
  readonly partyId: Digest | null;
  readonly account: AccountId | null;
  /** Of `ledger.transfer`, where the involvement belongs to a two-sided payment. */
  readonly transferId: TransferId | null;
  /** `from`, `to`, `conductor`, `holder`, `signatory`, `director`, `related`, `involved:<role>`, `activity:<role>`. */
  readonly role: string;
  /** Decimal text, where the part has an amount of its own. */
  readonly amount: string | null;
  readonly currency: string | null;
  readonly path: string;
}

/** What a report states of an account. Natural key: id. Sensitive but for the account itself. */
export interface RecordedAccount {
  readonly id: Digest;
  readonly versionId: Digest;
  readonly account: AccountId;
  readonly institution: string;
  readonly currency: string | null;
  readonly accountName: string | null;
  readonly path: string;
}

/**
 * A balance that a version states. It stands and falls with its version, and is known where no other that stands contradicts it. Natural
 * key: id. Sensitive but for account, asset, time and amount.
 */
export interface ReportBalance extends RecordedBalance {
  readonly id: Digest;
  readonly versionId: Digest;
  readonly path: string;
}

/** What a report says happened without saying between whom. Natural key: id. Sensitive. */
export interface ReportActivity {
  readonly id: Digest;
  readonly versionId: Digest;
  readonly kind: string;
  /** Dates as written. */
  readonly from: string | null;
  readonly to: string | null;
  /** Decimal text as written. */
  readonly amount: string | null;
  readonly currency: string | null;
  readonly description: string | null;
  readonly path: string;
}

/** A code by which the sender says what is suspicious. Natural key: id. */
export interface ReportIndicator {
  readonly id: Digest;
  readonly versionId: Digest;
  readonly code: string;
  readonly path: string;
}

/** A file that came with a report; its bytes are not kept here. Natural key: id. */
export interface ReportAttachment {
  readonly id: Digest;
  readonly versionId: Digest;
  readonly sha256: Digest;
  readonly byteCount: bigint;
  readonly mediaType: string;
  readonly name: string;
}

/** An address, hash or number found in a text. Natural key: id. Sensitive but for chain accounts and hashes. */
export interface RecordedMention {
  readonly id: Digest;
  readonly versionId: Digest;
  readonly recordId: Digest;
  /** As `findMentions` of the bank kit names it. */
  readonly kind: string;
  /** A check sum of its own was right. */
  readonly isChecked: boolean;
  /** UTF-16 units from the field's start. */
  readonly position: bigint;
  readonly account: AccountId | null;
  readonly transactionHash: string | null;
  /** Normalised. */
  readonly value: string;
  readonly path: string;
}

/** Somebody's opinion on whether two recorded parties are the same. Natural key: id. Sensitive. */
export interface PartyJudgement {
  readonly id: Digest;
  /** The smaller id first. */
  readonly left: Digest;
  readonly right: Digest;
  readonly answer: "same" | "different" | "unsure" | "open";
  /** Version of the weight table, or `none`. */
  readonly model: string;
  /** Bits as decimal text. */
  readonly weight: string | null;
  readonly author: string;
  readonly madeAt: UtcMicros;
  /** JSON text: what each column says. */
  readonly evidence: string;
}

/** What an authority says on whether a person was trafficked. Natural key: id. Sensitive. */
export interface PersonDetermination {
  readonly id: Digest;
  readonly partyId: Digest;
  readonly status: "possible" | "identified" | "not-identified";
  readonly authority: string;
  readonly determinedAt: UtcMicros;
  readonly author: string;
  readonly evidence: string;
}

/** Takes back a judgement or a determination. Natural key: subject, author, time. */
export interface StatementWithdrawal {
  readonly subjectId: Digest;
  readonly author: string;
  readonly madeAt: UtcMicros;
  readonly reason: string;
}
