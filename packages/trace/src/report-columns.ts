import { type AccountId, type AssetId, allocate, compareBytewise } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import type { JournalEntry } from "./flow-journal.ts";
import { type FollowedAmounts, followAmounts } from "./follow-amounts.ts";
import { planTrace } from "./plan.ts";
import { questionOf } from "./question.ts";
import { addAtoms, type Tally } from "./tally.ts";
import type { TraceRequest } from "./trace-request.ts";
import type { HolderColumns } from "./trace-result.ts";
import { assertRequest } from "./validate-request.ts";
import { nameHolder } from "./write-result.ts";

/** One row for each holding that held traced value under `libr`, by account and asset bytewise. Atoms as decimal text. */
export type ReportColumns = readonly ReportColumnRow[];

export interface ReportColumnRow extends HolderColumns {
  readonly asset: string;
  /** What the holding is at the end, traced or not. */
  readonly balance: string;
  /** What all claims keep under `libr`: the pool that `expost` shares. */
  readonly expost: string;
  /** What is traced where nothing is traced through a commingled holding: 0 once mixed. */
  readonly strict: string;
  /** The lesser of the balance and the value of the proceeds intermingled (UNTOC, article 12(4)). */
  readonly assessed: string;
  readonly claims: readonly ClaimColumns[];
}

export interface ClaimColumns {
  readonly claim: string;
  /**
   * What the claim brought into the holding, counted no higher than what the claim ever had of the asset: money that circulates
   * is not new money.
   */
  readonly contributed: string;
  readonly expost: string;
  readonly strict: string;
}

/**
 * The figures that some courts and treaties ask for beside the rules' own. They are worked out from a `libr` trace of the request's
 * claims and are never a rule: they do not conserve value. Throws `REQUEST_INVALID`. Source: the specification, section 4.
 */
export function reportColumns(ledger: TraceLedger, request: TraceRequest): ReportColumns {
  assertRequest(ledger, request);
  const plan = planTrace(ledger, request);
  const question = questionOf(plan, request);
  const journal: JournalEntry[] = [];
  const libr = followAmounts(question, "libr", journal);
  const strict = followAmounts(question, "strict");
  const contributed = sumContributions(journal, libr.tally);
  const rows = plan.holdings.flatMap(({ account, asset }, number) => {
    const owner = plan.accounts[account];
    if (owner === undefined || !libr.tally.everTraced.has(number)) return [];
    const brought = contributed.get(keyOf(owner, asset)) ?? new Map<number, bigint>();
    return [writeRow({ request, libr, strict }, { holder: nameHolder(plan, owner), asset, number, brought })];
  });
  return rows.sort((a, b) => compareBytewise(a.account, b.account) || compareBytewise(a.asset, b.asset));
}

interface Traces {
  readonly request: TraceRequest;
  readonly libr: FollowedAmounts;
  readonly strict: FollowedAmounts;
}

interface HoldingPlace {
  readonly holder: HolderColumns;
  readonly asset: AssetId;
  readonly number: number;
  readonly brought: ReadonlyMap<number, bigint>;
}

function writeRow({ request, libr, strict }: Traces, { holder, asset, number, brought }: HoldingPlace): ReportColumnRow {
  const balance = libr.holdings.get(number)?.total ?? 0n;
  const claims = [...brought.keys()].sort((a, b) => a - b);
  const pool = sumOf(heldByClaim(libr, number).values());
  const strictly = heldByClaim(strict, number);
  const contributions = claims.map((claim) => brought.get(claim) ?? 0n);
  const intermingled = sumOf(contributions);
  const shares = allocate(pool, contributions);
  return {
    ...holder,
    asset,
    balance: balance.toString(),
    expost: pool.toString(),
    strict: sumOf(strictly.values()).toString(),
    assessed: (balance < intermingled ? balance : intermingled).toString(),
    claims: claims.map((claim, index) => ({
      claim: request.claims[claim]?.id ?? "",
      contributed: (contributions[index] ?? 0n).toString(),
      expost: (shares[index] ?? 0n).toString(),
      strict: (strictly.get(claim) ?? 0n).toString(),
    })),
  };
}

/** By holding and claim: all traced value that arrived and was not set aside, at most what the claim ever had of the asset. */
function sumContributions(journal: readonly JournalEntry[], tally: Tally): Map<string, Map<number, bigint>> {
  const sums = new Map<string, Map<number, bigint>>();
  for (const entry of journal) {
    if (entry.kind === "settle" || entry.kind === "convert-out" || entry.status !== "held") continue;
    const key = keyOf(entry.kind === "seed" ? entry.account : entry.to, entry.asset);
    const ofHolding = sums.get(key) ?? new Map<number, bigint>();
    sums.set(key, ofHolding);
    addAtoms(ofHolding, entry.claim, entry.kind === "seed" ? entry.atoms : entry.carriedAtoms + entry.seededAtoms);
  }
  const had = sumEverHad(tally);
  for (const [key, ofHolding] of sums) {
    const asset = key.slice(key.indexOf(" ") + 1);
    for (const [claim, atoms] of ofHolding) {
      const most = had.get(`${claim} ${asset}`) ?? 0n;
      if (atoms > most) ofHolding.set(claim, most);
    }
  }
  return sums;
}

/** By claim and asset: seeded and converted in. */
function sumEverHad({ seeded, conversions }: Tally): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const [asset, ofAsset] of seeded) for (const [claim, atoms] of ofAsset) addAtoms(sums, `${claim} ${asset}`, atoms);
  for (const { into } of conversions) {
    for (const [asset, ofAsset] of into) for (const [claim, atoms] of ofAsset) addAtoms(sums, `${claim} ${asset}`, atoms);
  }
  return sums;
}

function heldByClaim({ holdings }: FollowedAmounts, number: number): ReadonlyMap<number, bigint> {
  return holdings.get(number)?.byClaim ?? new Map();
}

function keyOf(account: AccountId, asset: AssetId): string {
  return `${account} ${asset}`;
}

function sumOf(atoms: Iterable<bigint>): bigint {
  let sum = 0n;
  for (const part of atoms) sum += part;
  return sum;
}
