import { none } from "@tributary/kernel";
import { type FlatStops, findPlace } from "./flat-stops.ts";
import { indexSeeds, type Question, startOf } from "./question.ts";

/** Where labels come from, as records of the kernel's question. */
export interface FlatSeeds {
  /** (place, claim), by place. */
  readonly transfers: Uint32Array<ArrayBuffer>;
  /** (place, account, claim, number of the reason + 1 or 0), in the order in which they start. */
  readonly accounts: Uint32Array<ArrayBuffer>;
  /** (holding, claim), by holding. */
  readonly openings: Uint32Array<ArrayBuffer>;
  readonly claimCount: number;
}

export function flattenSeeds(question: Question, stops: FlatStops): FlatSeeds {
  const { claimByPlace, claimByOpening, accountSeeds } = indexSeeds(question.seeds);
  const { plan, events } = question;
  const accounts = accountSeeds.flatMap((seed) => {
    const { since, account, claim } = seed;
    const isCutOff = since !== null && plan.until !== null && since > plan.until;
    const start = since === null ? 0 : findPlace(events, (time) => time >= since);
    const name = plan.accounts[account];
    const stop = name === undefined ? undefined : plan.stops.findStop(name, startOf(seed, plan));
    return [isCutOff ? none : start, account, claim, stop === undefined ? 0 : stops.numberOf(stop) + 1];
  });
  return {
    transfers: Uint32Array.from(placeTransferSeeds(question, claimByPlace)),
    accounts: Uint32Array.from(accounts),
    openings: Uint32Array.from([...claimByOpening].sort(([a], [b]) => a - b).flat()),
    claimCount: question.seeds.reduce((count, { claim }) => Math.max(count, claim + 1), 0),
  };
}

/** By position among the question's events, which can be some of the plan's. */
function placeTransferSeeds({ events }: Question, claimByPlace: ReadonlyMap<number, number>): number[] {
  const claims = [...claimByPlace].sort(([a], [b]) => a - b);
  return claims.flatMap(([place, claim]) => {
    const position = events[place]?.place === place ? place : findPosition(events, place);
    return events[position]?.place === place ? [position, claim] : [];
  });
}

function findPosition(events: Question["events"], place: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.place ?? place) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}
