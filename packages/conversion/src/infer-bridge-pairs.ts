import { type Conversion, compareBytewise, type UtcMicros } from "@tributary/domain";
import { type BridgeEnd, formatEnd, hasLegs, payerOf } from "./bridge-end.ts";

/** What an inferred pair may differ by. */
export interface InferenceLimits {
  /** The largest part of the deposit that may be missing from the release, in thousandths. */
  readonly feePerMilleMax: bigint;
  /** The longest time from deposit to release, in microseconds. */
  readonly delayMicrosMax: bigint;
  /** Other candidates that a document names; beyond them it says how many there were. */
  readonly alternativesShownMax: number;
}

export const inferenceLimits: InferenceLimits = {
  feePerMilleMax: 10n,
  delayMicrosMax: 24n * 3_600_000_000n,
  alternativesShownMax: 5,
};

export interface InferredPairs {
  readonly conversions: readonly Conversion[];
  /** Deposits that have candidates, none of which is clearly the best, or whose best has a better one. */
  readonly undecided: readonly string[];
  /** Deposits whose time for a release had not passed in everything that was read. */
  readonly waiting: readonly string[];
}

interface Candidate {
  readonly deposit: BridgeEnd;
  readonly release: BridgeEnd;
  /** 0: the deposit names the release's receiver. 1: both are of one address. 2: the deposit names nobody. */
  readonly recipientRank: number;
  /** What is missing from the release, as a share of the deposit at the scale of both: compared as a fraction. */
  readonly missing: bigint;
  readonly whole: bigint;
  readonly delay: bigint;
}

/**
 * Pairs deposits and releases of one protocol that carry no key, by asset, amount, receiver and time; basis `inferred`. Only where each is the other's
 * best candidate and no other is as good. `readUntil` is the time up to which every chain was read: a deposit whose time has not passed by then waits, so that a later
 * run does not find a better release for it.
 */
export function inferBridgePairs(
  ends: readonly BridgeEnd[],
  { readUntil, limits = inferenceLimits }: { readonly readUntil: UtcMicros; readonly limits?: InferenceLimits },
): InferredPairs {
  const usable = ends.filter((end) => !end.isInferred);
  const deposits = usable.filter((end) => end.direction === "deposit" && payerOf(end) !== undefined).sort(compareEnds);
  const isClosed = ({ occurredAt }: BridgeEnd): boolean => occurredAt + limits.delayMicrosMax <= readUntil;
  const waiting = deposits.filter((deposit) => !isClosed(deposit)).map(formatEnd);
  const releases = groupReleases(usable.filter((end) => end.direction === "release" && hasLegs(end)));
  // A deposit that waits can still be the best one for a release, so it takes part in the comparison.
  const ofDeposit = new Map<BridgeEnd, Ranking>();
  const ofRelease = new Map<BridgeEnd, Ranking>();
  for (const deposit of deposits) {
    for (const candidate of listCandidates(deposit, { releases, limits })) {
      rank(ofDeposit, { candidate, end: deposit, limits });
      rank(ofRelease, { candidate, end: candidate.release, limits });
    }
  }
  const conversions: Conversion[] = [];
  const undecided: string[] = [];
  for (const [deposit, ranking] of ofDeposit) {
    const [first] = ranking.top;
    const rivals = first === undefined ? undefined : ofRelease.get(first.release);
    if (first === undefined || rivals === undefined || !isClosed(deposit)) continue;
    if (bestOf(ranking) === first && bestOf(rivals) === first) conversions.push(describePair(first, { ranking, rivals, limits }));
    else undecided.push(formatEnd(deposit));
  }
  return { conversions, undecided, waiting };
}

/** The best candidates of one end, and how many there are. */
interface Ranking {
  readonly top: Candidate[];
  count: number;
}

function rank(
  rankings: Map<BridgeEnd, Ranking>,
  { candidate, end, limits }: { readonly candidate: Candidate; readonly end: BridgeEnd; readonly limits: InferenceLimits },
): void {
  const ranking = rankings.get(end) ?? { top: [], count: 0 };
  if (ranking.count === 0) rankings.set(end, ranking);
  ranking.count += 1;
  const { top } = ranking;
  // The best itself, at least one beside it to tell a tie, and those that a document shows.
  const keptMax = Math.max(2, limits.alternativesShownMax + 1);
  let at = top.length;
  while (at > 0 && isBetter(candidate, top[at - 1])) at -= 1;
  if (at < keptMax) top.splice(at, 0, candidate);
  if (top.length > keptMax) top.pop();
}

function isBetter(a: Candidate, b: Candidate | undefined): boolean {
  if (b === undefined) return false;
  const order = compareCandidates(a, b);
  return order < 0 || (order === 0 && compareBytewise(nameOf(a), nameOf(b)) < 0);
}

function nameOf({ deposit, release }: Candidate): string {
  return `${formatEnd(release)} ${formatEnd(deposit)}`;
}

function compareEnds(a: BridgeEnd, b: BridgeEnd): number {
  if (a.occurredAt !== b.occurredAt) return a.occurredAt < b.occurredAt ? -1 : 1;
  return compareBytewise(formatEnd(a), formatEnd(b));
}

interface Releases {
  /** By protocol and family of asset, in order of time. */
  readonly byFamily: ReadonlyMap<string, readonly BridgeEnd[]>;
  /** The same, by receiver. */
  readonly byReceiver: ReadonlyMap<string, readonly BridgeEnd[]>;
}

function groupReleases(releases: readonly BridgeEnd[]): Releases {
  const known = releases.filter((release) => familyOf(release) !== undefined).sort(compareEnds);
  return {
    byFamily: groupBy(known, familyOf),
    byReceiver: groupBy(known, (release) => `${familyOf(release)} ${release.account}`),
  };
}

const nativeForm = /\/(slip44:[0-9]+)$/;

/** Assets that count as the same on another chain: native ones of one coin type, or tokens that state one symbol. Undefined without a scale. */
function familyOf({ protocol, asset, symbol, scale }: BridgeEnd): string | undefined {
  const family = nativeForm.exec(asset)?.[1] ?? (symbol === null ? undefined : `symbol ${symbol}`);
  return family === undefined || scale === null ? undefined : `${protocol} ${family}`;
}

function* listCandidates(
  deposit: BridgeEnd,
  { releases, limits }: { readonly releases: Releases; readonly limits: InferenceLimits },
): Generator<Candidate> {
  const family = familyOf(deposit);
  if (family === undefined) return;
  const { recipient } = deposit;
  const group = recipient === null ? releases.byFamily.get(family) : releases.byReceiver.get(`${family} ${recipient}`);
  if (group === undefined) return;
  const last = deposit.occurredAt + limits.delayMicrosMax;
  for (let at = firstAtOrAfter(group, deposit.occurredAt); at < group.length; at += 1) {
    const release = group[at];
    if (release === undefined || release.occurredAt > last) break;
    const candidate = compare(deposit, release);
    if (candidate !== undefined && candidate.missing * 1000n <= candidate.whole * limits.feePerMilleMax) yield candidate;
  }
}

function firstAtOrAfter(ends: readonly BridgeEnd[], instant: bigint): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle]?.occurredAt ?? instant) < instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Undefined where the two cannot belong together: keys that both state and that differ, one chain, another receiver, more than was given. */
function compare(deposit: BridgeEnd, release: BridgeEnd): Candidate | undefined {
  const areKeyed = deposit.key !== "" && release.key !== "";
  const isOther = deposit.recipient !== null && deposit.recipient !== release.account;
  if (areKeyed || deposit.source === release.source || isOther) return undefined;
  const whole = deposit.atoms * 10n ** BigInt(release.scale ?? 0);
  const missing = whole - release.atoms * 10n ** BigInt(deposit.scale ?? 0);
  const recipientRank = deposit.recipient !== null ? 0 : addressOf(deposit.account) === addressOf(release.account) ? 1 : 2;
  return missing < 0n || whole === 0n
    ? undefined
    : { deposit, release, recipientRank, missing, whole, delay: release.occurredAt - deposit.occurredAt };
}

function addressOf(account: string): string {
  return account.slice(account.lastIndexOf(":") + 1);
}

/** Undefined where two are equal in all that is compared. */
function bestOf({ top: [first, second] }: Ranking): Candidate | undefined {
  if (first === undefined || second === undefined) return first;
  return compareCandidates(first, second) === 0 ? undefined : first;
}

/** The surest receiver, then the least fee, then the least delay. */
function compareCandidates(a: Candidate, b: Candidate): number {
  if (a.recipientRank !== b.recipientRank) return a.recipientRank - b.recipientRank;
  const fees = a.missing * b.whole - b.missing * a.whole;
  if (fees !== 0n) return fees < 0n ? -1 : 1;
  return a.delay === b.delay ? 0 : a.delay < b.delay ? -1 : 1;
}

const recipientWords = ["the deposit names the receiver", "both of one address", "the deposit names no receiver"];

function describePair(
  best: Candidate,
  { ranking, rivals, limits }: { readonly ranking: Ranking; readonly rivals: Ranking; readonly limits: InferenceLimits },
): Conversion {
  const { deposit, release, recipientRank } = best;
  const others = [
    ...ranking.top.map((other) => ({ other, name: formatEnd(other.release) })),
    ...rivals.top.map((other) => ({ other, name: `for this release, ${formatEnd(other.deposit)}` })),
  ].filter(({ other }) => other !== best);
  const alternatives = others.sort((a, b) => compareCandidates(a.other, b.other) || compareBytewise(a.name, b.name));
  const shown = alternatives.slice(0, limits.alternativesShownMax).map(({ other, name }) => `${name} (${describeFit(other)})`);
  const unshown = ranking.count + rivals.count - 2 - shown.length;
  const more = unshown > 0 ? [`and ${unshown} more`] : [];
  return {
    id: `bridge-inferred:${formatEnd(deposit).replace(" ", ":")}`,
    account: payerOf(deposit) ?? deposit.account,
    outTransfers: deposit.names,
    inTransfers: release.names,
    kind: "bridge",
    basis: "inferred",
    document: [
      `deposit ${formatEnd(deposit)}`,
      `release ${formatEnd(release)}`,
      describeFit(best),
      recipientWords[recipientRank],
      nativeForm.test(deposit.asset) ? "native assets of one coin" : `tokens that call themselves ${deposit.symbol}`,
      `alternatives: ${[...shown, ...more].join(", ") || "none"}`,
    ].join("; "),
  };
}

function describeFit({ deposit, release, delay }: Candidate): string {
  return `${release.atoms} of ${deposit.atoms} atoms after ${delay / 1_000_000n} s`;
}

function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string | undefined): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const name = key(row);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [row]);
    else group.push(row);
  }
  return groups;
}
