import type { PartOpenings } from "../reach/part.ts";
import type { ReachQuestion } from "../reach/reach-question.ts";
import type { PlainLedger } from "./flat-ledger.ts";

/** The places of the part, by looking at every place. */
export function naivePartPlaces(ledger: PlainLedger, question: ReachQuestion, firsts: ReadonlyMap<number, number>): number[] {
  const { events, conversions } = ledger;
  const end = Math.min(question.placeEnd ?? events.length, events.length);
  const places = new Set<number>();
  const isTracked = (holding: number, place: number): boolean => (firsts.get(holding) ?? Number.POSITIVE_INFINITY) <= place;
  for (let place = 0; place < end; place += 1) {
    const event = events[place];
    if (event === undefined) break;
    const from = conversions.find((one) => one.inPlaces.includes(place));
    const into = conversions.find((one) => one.outPlaces.includes(place));
    const isSeed = question.seeds.includes(place);
    if (isSeed || (into === undefined && isTracked(event.payee, place))) places.add(place);
    if (from === undefined && isTracked(event.payer, place)) places.add(place);
    const whole = isSeed ? (into ?? from) : into;
    if (whole !== undefined && (isSeed || isTracked(event.payer, place))) {
      for (const leg of [...whole.outPlaces, ...whole.inPlaces]) places.add(leg);
    }
  }
  return [...places].sort((a, b) => a - b);
}

export interface NaiveBalance {
  readonly opening: bigint;
  readonly balance: bigint;
  readonly late: bigint;
}

/** What a holding had before all, and at a place. */
export function naiveBalance(
  { events, conversions }: PlainLedger,
  {
    holding,
    first,
    end,
    mode,
  }: { readonly holding: number; readonly first: number; readonly end: number; readonly mode: PartOpenings },
): NaiveBalance {
  const legs = (side: "inPlaces" | "outPlaces"): Set<number> => new Set(conversions.flatMap((one) => one[side]));
  const [ins, outs] = [legs("inPlaces"), legs("outPlaces")];
  const changes = events.slice(0, end).flatMap(({ payer, payee, atoms }, place) => {
    if (payer === holding && !ins.has(place)) return [{ place, change: -atoms }];
    return payee === holding && !outs.has(place) ? [{ place, change: atoms }] : [];
  });
  let running = 0n;
  let least = 0n;
  for (const { change } of changes) {
    running += change;
    if (running < least) least = running;
  }
  const debits = changes.reduce((sum, { change }) => (change < 0n ? sum - change : sum), 0n);
  const before = changes.filter(({ place }) => place < first);
  if (mode === "late") {
    let balance = 0n;
    let late = 0n;
    for (const { change } of before) {
      balance += change;
      if (balance >= 0n) continue;
      late -= balance;
      balance = 0n;
    }
    return { opening: 0n, balance, late };
  }
  const opening = mode === "inferred" ? -least : debits;
  return { opening, balance: before.reduce((sum, { change }) => sum + change, opening), late: 0n };
}
