import type { BackwardQuestion, ReachQuestion, WalkQuestion } from "../reach/reach-question.ts";
import type { PlainLedger } from "./flat-ledger.ts";

export interface NaiveReached {
  readonly firsts: Map<number, number>;
  /** Places at which something can move on, in order. */
  readonly places: readonly number[];
}

/** The reach by looking at every place in turn, with nothing but maps. */
export function naiveReach(ledger: PlainLedger, question: ReachQuestion): NaiveReached {
  const { events, accountOf, special, conversions } = ledger;
  const firsts = new Map<number, number>();
  const payingFrom = new Map<number, number>();
  const hops = new Map<number, number>(question.hopZero.map((account) => [account, 0]));
  const active = new Set<number>();
  const places: number[] = [];
  const end = Math.min(question.placeEnd ?? events.length, events.length);
  const stopsOf = (account: number): typeof question.stops => question.stops.filter((stop) => stop.account === account);
  const isStop = (account: number, place: number): boolean =>
    special.includes(account) || stopsOf(account).some((stop) => stop.fromPlace <= place && place <= stop.toPlace);
  const noteHop = (account: number, hop: number): void => {
    hops.set(account, Math.min(hop, hops.get(account) ?? Number.POSITIVE_INFINITY));
  };
  const arrive = (holding: number, place: number, hop: number): void => {
    const account = accountOf[holding] ?? -1;
    noteHop(account, hop);
    const isAtLimit = question.hopsMax !== null && (hops.get(account) ?? 0) >= question.hopsMax;
    if (payingFrom.has(holding) || isStop(account, place) || isAtLimit) return;
    payingFrom.set(holding, place);
    if (!firsts.has(holding)) firsts.set(holding, place);
  };
  const start = (place: number): void => {
    for (const { place: since, holding } of question.starts) {
      if (since !== place) continue;
      const account = accountOf[holding] ?? -1;
      const isEverStop = special.includes(account) || stopsOf(account).length > 0;
      if (isEverStop) firsts.set(holding, 0);
      else if (!firsts.has(holding)) firsts.set(holding, since);
      if (!payingFrom.has(holding)) payingFrom.set(holding, since);
    }
  };
  for (let place = 0; place < end; place += 1) {
    const event = events[place];
    if (event === undefined) break;
    start(place);
    const payer = accountOf[event.payer] ?? -1;
    const isSeed = question.seeds.includes(place);
    if (isSeed) noteHop(payer, 0);
    const paysOn = payingFrom.has(event.payer) && !isStop(payer, place);
    const from = conversions.findIndex((one) => one.inPlaces.includes(place));
    const into = conversions.findIndex((one) => one.outPlaces.includes(place));
    const isLive = from >= 0 ? isSeed || active.has(from) : isSeed || paysOn;
    if (!isLive) continue;
    places.push(place);
    if (into >= 0) active.add(into);
    else if (from < 0) arrive(event.payee, place, (hops.get(payer) ?? 0) + 1);
    else {
      const converter = active.has(from) ? (hops.get(conversions[from]?.account ?? -1) ?? 0) : Number.POSITIVE_INFINITY;
      arrive(event.payee, place, Math.min(converter, isSeed ? 0 : converter) + 1);
    }
  }
  for (let place = end; place <= 30; place += 1) start(place);
  return { firsts, places };
}

/** The walk by rounds over frontiers: an arrival is the earliest in so many hops, and a later round may bring it forward. */
export function naiveWalk({ events, accountOf, special }: PlainLedger, question: WalkQuestion): NaiveReached {
  const end = Math.min(question.placeEnd ?? events.length, events.length);
  const nodeOf = (holding: number): number => (question.by === "account" ? (accountOf[holding] ?? -1) : holding);
  const accountOfNode = (node: number): number => (question.by === "account" ? node : (accountOf[node] ?? -1));
  const degree = (node: number): number =>
    events.filter(({ payer, payee }) => nodeOf(payer) === node || nodeOf(payee) === node).length;
  const goesOn = (node: number): boolean => {
    const account = accountOfNode(node);
    if (special.includes(account) || question.stops.includes(account)) return false;
    return question.from.includes(node) || question.degreeMax === null || degree(node) <= question.degreeMax;
  };
  let arrivals = new Map<number, number>(question.from.map((node) => [node, -1]));
  const places = new Set<number>();
  const rounds = question.hopsMax ?? events.length + 1;
  for (let round = 0; round < rounds; round += 1) {
    const next = new Map(arrivals);
    for (let place = 0; place < end; place += 1) {
      const event = events[place];
      if (event === undefined) break;
      const since = arrivals.get(nodeOf(event.payer));
      if (since === undefined || since >= place || !goesOn(nodeOf(event.payer))) continue;
      places.add(place);
      const payee = nodeOf(event.payee);
      next.set(payee, Math.min(next.get(payee) ?? Number.POSITIVE_INFINITY, place));
    }
    arrivals = next;
  }
  const firsts = new Map([...arrivals].map(([node, place]) => [node, Math.max(place, 0)]));
  return { firsts, places: [...places].sort((a, b) => a - b) };
}

export interface NaiveBack {
  readonly deadlines: Map<number, number>;
  readonly hops: Map<number, number>;
  readonly places: ReadonlySet<number>;
}

/** The walk back, said again and again until nothing is new. */
export function naiveBackward({ events, accountOf, special, conversions }: PlainLedger, question: BackwardQuestion): NaiveBack {
  const end = Math.min(question.placeEnd ?? events.length, events.length);
  const hopsMax = question.hopsMax ?? Number.POSITIVE_INFINITY;
  const deadlines = new Map<number, number>();
  const hops = new Map<number, number>();
  const places = new Set<number>();
  const isStop = (account: number, place: number): boolean =>
    special.includes(account) ||
    question.stops.some((stop) => stop.account === account && stop.fromPlace <= place && place <= stop.toPlace);
  const accountAt = (holding: number): number => accountOf[holding] ?? -1;
  const follow = (place: number, hop: number): void => {
    places.add(place);
    const from = conversions.find((one) => one.inPlaces.includes(place));
    for (const payment of from?.outPlaces ?? [place]) {
      places.add(payment);
      const payer = events[payment]?.payer ?? -1;
      hops.set(accountAt(payer), Math.min(hop, hops.get(accountAt(payer)) ?? Number.POSITIVE_INFINITY));
      if (!isStop(accountAt(payer), payment)) deadlines.set(payer, Math.max(payment, deadlines.get(payer) ?? -1));
    }
  };
  for (let before = ""; before !== JSON.stringify([[...deadlines], [...hops], [...places]]); ) {
    before = JSON.stringify([[...deadlines], [...hops], [...places]]);
    for (const target of question.targets) if (target < end) follow(target, 0);
    for (let place = end - 1; place >= 0; place -= 1) {
      const payee = events[place]?.payee ?? -1;
      const hop = hops.get(accountAt(payee)) ?? Number.POSITIVE_INFINITY;
      const isReceipt = !conversions.some((one) => one.outPlaces.includes(place));
      if (!isReceipt || hop >= hopsMax || place >= (deadlines.get(payee) ?? -1) || isStop(accountAt(payee), place)) continue;
      follow(place, hop + 1);
    }
  }
  return { deadlines, hops, places };
}
