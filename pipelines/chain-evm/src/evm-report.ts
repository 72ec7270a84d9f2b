import { withNotes } from "@tributary/chain-kit";
import type { ErrorCode, Finding } from "@tributary/domain";
import type { IngestReport } from "@tributary/pipeline-kit";
import type { EvmRange } from "./evm-range.ts";
import type { Unread } from "./unread.ts";

/** What a range brought, and what it shows to exist without booking it. Counts are of this run: a resumed one has not read the units before. */
export interface EvmIngestReport extends IngestReport {
  readonly unread: Readonly<Unread>;
}

interface Remark {
  readonly code: ErrorCode;
  readonly text: string;
  readonly expected: string;
  /** Does the ledger certainly lack a movement or a balance? Then the import is not complete. */
  readonly isGap: boolean;
}

const remarks: Readonly<Partial<Record<keyof Unread, Remark>>> = {
  transactionsWithCode: {
    code: "SOURCE_PARTIAL",
    text: "transactions that may have run a contract; value moved by contracts' own calls was not read, and exchanges were not looked for",
    expected: "call traces of these transactions, before a native balance of a contract or its payees is relied on",
    isGap: false,
  },
  unprovenBlocks: {
    code: "SOURCE_PARTIAL",
    text: "blocks whose receipts do not hash to the root in their header",
    expected:
      "receipts that do, as proof that no log is missing; some chains do not follow Ethereum's rule, and some endpoints leave logs out",
    isGap: true,
  },
  minedBlocks: {
    code: "SOURCE_PARTIAL",
    text: "mined blocks with a reward that nothing shows",
    expected: "the rewards of these blocks from another source, as credits of their beneficiaries",
    isGap: true,
  },
  rollupFees: {
    code: "SOURCE_PARTIAL",
    text: "transactions that paid a rollup's operator a further fee, which the receipt does not state as an amount",
    expected: "these fees from another source, as debits of their senders",
    isGap: true,
  },
  supplyChanges: {
    code: "SOURCE_PARTIAL",
    text: "events Issue or Redeem, which do not say whose balance changed",
    expected: "the owner's balance from another source",
    isGap: true,
  },
  computedRewards: {
    code: "SOURCE_PARTIAL",
    text: "mined blocks whose rewards no endpoint told; they were worked out by the rules of their time and booked",
    expected: "traces that tell them, where these rewards matter to a case",
    isGap: false,
  },
  unsettledWraps: {
    code: "SOURCE_PARTIAL",
    text: "events Deposit or Withdrawal that no native value bears out, of contracts not known to keep amounts; nothing was booked for them",
    expected: "call traces, or the contracts' answer to decimals(), before a balance of these contracts' tokens is relied on",
    isGap: false,
  },
  unplacedBridgeEvents: {
    code: "SOURCE_PARTIAL",
    text: "events of bridges beside which no transfer of their amount happened; nothing was booked for them",
    expected: "the bridge's own account of these transfers",
    isGap: false,
  },
  unexplainedBalances: {
    code: "SOURCE_PARTIAL",
    text: "accounts whose native balance is not what their transfers make of it",
    expected: "true call traces of these blocks, or the movements from another source",
    isGap: true,
  },
  openingsUnknown: {
    code: "SOURCE_PARTIAL",
    text: "balances before the range that the endpoint did not tell",
    expected: "an endpoint with the state of that time (archive); until then a trace assumes these openings and lists them",
    isGap: false,
  },
  openingsBeyondLimit: {
    code: "LIMIT_REACHED",
    text: "balances before the range that were not asked for (openingsPerUnitMax)",
    expected: "a shorter range; until then a trace assumes these openings and lists them",
    isGap: true,
  },
};

export interface SegmentReading {
  readonly unread: Unread;
  readonly range: EvmRange;
  /** What else is to be said of the range. */
  readonly notes: readonly Finding[];
}

/** Adds what was not read to the kit's report, as findings; a certain gap makes the import incomplete. */
export function reportUnread(report: IngestReport, { unread, range, notes: others }: SegmentReading): EvmIngestReport {
  const notes = [...unreadKeys.flatMap((key) => noteOf(key, unread[key], range)), ...others];
  const isGap = unreadKeys.some((key) => unread[key] > 0n && remarks[key]?.isGap === true);
  return { ...withNotes(report, { notes, isGap }), unread: { ...unread } };
}

const unreadKeys: readonly (keyof Unread)[] = [
  "transactionsWithCode",
  "unprovenBlocks",
  "minedBlocks",
  "rollupFees",
  "supplyChanges",
  "computedRewards",
  "unsettledWraps",
  "unplacedBridgeEvents",
  "unexplainedBalances",
  "openingsUnknown",
  "openingsBeyondLimit",
];

function noteOf(key: keyof Unread, count: bigint, range: EvmRange): readonly Finding[] {
  const remark = remarks[key];
  if (remark === undefined || count === 0n) return [];
  const where = { path: range.file.origin };
  return [{ code: remark.code, found: `${count} ${remark.text}`, expected: remark.expected, where }];
}
