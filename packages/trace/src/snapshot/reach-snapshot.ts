import { fail } from "@tributary/domain";
import type { RunControl } from "@tributary/kernel";
import type { TraceRequest } from "../trace-request.ts";
import { ask, reachForward, type SnapshotQuestion } from "./follow-snapshot.ts";
import { firstPlaceAfter, type LedgerSnapshot } from "./ledger-snapshot.ts";
import { stepsOf } from "./read-holding.ts";
import type { SnapshotView } from "./snapshot-view.ts";

/**
 * Accounts of a snapshot, by number, that a question's money can reach; backward, those that can have paid towards the target and all that their money can
 * reach, since each origin is a forward question of its own. A trace over all transfers of these accounts, with the conversions that have one of them as a leg
 * and all that decides whether they act, gives the whole ledger's answer, where equal times are taken as recorded. Errors: LIMIT_REACHED where the caller ends the work.
 */
export function reachSnapshot(view: SnapshotView, question: SnapshotQuestion): ReadonlySet<number> {
  const asked = ask(view, question);
  try {
    if (question.request.target === null) {
      const reached = reachForward(view, { ...asked, hopsMax: question.request.limits.hopsMax, control: question.control });
      // A seeded transfer's payer has hop 0, and a seeded account is asked about whether it moves or not.
      const payers = asked.seeds.transfers.map(({ place }) => payerOf(view.snapshot, place));
      return new Set([...reached, ...payers, ...asked.seeds.accounts.map(({ account }) => account)]);
    }
    return reachBoth(view, { ...asked, question });
  } finally {
    view.reach.leave();
  }
}

type Asked = ReturnType<typeof ask>;

function reachBoth(view: SnapshotView, asked: Asked & { readonly question: SnapshotQuestion }): ReadonlySet<number> {
  const { snapshot, reach } = view;
  const { placeEnd, stops, conversions, question } = asked;
  const { control } = question;
  const targets = findTargets(snapshot, question, placeEnd);
  const walked = reach.backward({ placeEnd, targets, stops: stops.records, hopsMax: null }, control);
  if (walked.status !== "done") endEarly(control);
  const accounts = new Set(walked.hops().accounts);
  for (const place of targets) accounts.add(payeeOf(snapshot, place));
  // What an in leg brings was paid at the out legs, not by the other side of the conversion.
  const isIn = (place: number): boolean => ((conversions.legs.get(place) ?? 0) & 1) !== 0;
  for (const place of walked.places()) if (!isIn(place)) accounts.add(payerOf(snapshot, place));
  const starts = [...accounts].map((account) => ({ account, claim: 0, place: 0, stop: undefined }));
  const onward = reachForward(view, { ...asked, seeds: { transfers: [], accounts: starts }, hopsMax: null, control });
  return new Set([...accounts, ...onward]);
}

function endEarly(control: RunControl): never {
  const why = control.shouldStop?.() ?? "limit";
  return fail("LIMIT_REACHED", {
    found: `the ${why} came before it was known where the money can have come from`,
    expected: "more time",
  });
}

/** Places of the target's transfers: one, or all that an account received in a window. */
function findTargets(snapshot: LedgerSnapshot, { request, named, outpoints }: SnapshotQuestion, placeEnd: number): number[] {
  const { target } = request;
  if (target === null) return [];
  if ("transfer" in target) {
    const transfer = named.get(target.transfer);
    const place = transfer === undefined ? undefined : snapshot.placeOf(transfer);
    return place === undefined || place >= placeEnd ? [] : [place];
  }
  const from = target.since === null ? 0 : snapshot.firstPlaceFrom(target.since);
  const end = target.until === null ? placeEnd : Math.min(placeEnd, firstPlaceAfter(snapshot, target.until));
  return outpoints.standsFor(target.account).flatMap((name) => {
    const account = snapshot.accountNumber(name);
    const holdings = account === undefined ? [] : snapshot.holdingsOf(account);
    return holdings.flatMap((holding) =>
      [...stepsOf(snapshot, holding, end)].flatMap(({ place, isDebit }) => (isDebit || place < from ? [] : [place])),
    );
  });
}

/** All places of the accounts' holdings before a place, in order. */
export function placesOfAccounts(snapshot: LedgerSnapshot, accounts: Iterable<number>, request: TraceRequest): number[] {
  const placeEnd = request.until === null ? snapshot.columns.eventCount : firstPlaceAfter(snapshot, request.until);
  const places = new Set<number>();
  for (const account of accounts) {
    for (const holding of snapshot.holdingsOf(account))
      for (const { place } of stepsOf(snapshot, holding, placeEnd)) places.add(place);
  }
  return [...places].sort((a, b) => a - b);
}

function payerOf({ memory, columns }: LedgerSnapshot, place: number): number {
  return ownerAt({ memory, columns }, columns.payer, place);
}

function payeeOf({ memory, columns }: LedgerSnapshot, place: number): number {
  return ownerAt({ memory, columns }, columns.payee, place);
}

function ownerAt({ memory, columns }: Pick<LedgerSnapshot, "memory" | "columns">, side: number, place: number): number {
  const holding = memory.u32(side + 4 * place, 1)[0] ?? 0;
  return memory.u32(columns.holdingAccount + 4 * holding, 1)[0] ?? 0;
}
