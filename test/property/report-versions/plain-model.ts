import { accountsOf, balanceOf, type Event, type MadePayment } from "./made-submissions.ts";

/** What the ledger must hold, in words that can be compared. */
export interface Expected {
  /** `report name wording place`, sorted. */
  readonly transfers: readonly string[];
  /** `report number`, sorted. */
  readonly standing: readonly string[];
  readonly accounts: readonly string[];
  /** `account time atoms`, sorted. */
  readonly balances: readonly string[];
}

/** The rules of the store's README, told once more and as plainly as can be: one version after the other, from the events alone. */
export function expectedAfter(events: readonly Event[]): Expected {
  const reports = new Set(events.map((event) => ("submission" in event ? event.submission.report : event.report)));
  const standing = [...reports].flatMap((report) => {
    const number = standingNumber(events, report);
    return number === undefined ? [] : [{ report, number }];
  });
  const payments = events.filter((event) => event.kind === "payment").filter(({ payment }) => !payment.isBad);
  const stated = payments.filter(({ submission }) =>
    standing.some(({ report, number }) => report === submission.report && number === submission.number),
  );
  const moved = stated.filter(({ payment }) => payment.shape === "two-sided");
  return {
    transfers: sorted(moved.map((event) => transferText(event.submission.report, event))),
    standing: sorted(standing.map(({ report, number }) => `${report} ${number}`)),
    accounts: sorted(stated.flatMap(({ payment }) => accountsOf(payment))),
    balances: agreed(stated.map(({ payment }) => balanceOf(payment))),
  };
}

/** A balance is known where all that stand say the same. */
function agreed(stated: readonly ReturnType<typeof balanceOf>[]): readonly string[] {
  const known = stated.filter(({ holder, atoms }) => stated.every((other) => other.holder !== holder || other.atoms === atoms));
  return sorted(known.map(({ holder, atoms }) => `${holder} ${atoms}`));
}

function standingNumber(events: readonly Event[], report: number): number | undefined {
  const withdrawals = events.filter((event) => event.kind === "withdrawal").filter((event) => event.report === report);
  const numbersOf = (kind: "heading" | "end"): readonly number[] =>
    events.flatMap((event) => (event.kind === kind && event.submission.report === report ? [event.submission.number] : []));
  const received = numbersOf("heading");
  const complete = numbersOf("end");
  if (received.length === 0) return undefined;
  if (complete.length === 0) return withdrawals.length === 0 ? Math.max(...received) : undefined;
  const last = Math.max(...complete);
  const isTakenBack = withdrawals.some(({ upTo }) => upTo === null || last <= upTo);
  return isTakenBack ? undefined : last;
}

export function transferText(
  report: number,
  { payment, place }: { readonly payment: Pick<MadePayment, "name" | "wording">; readonly place: number },
): string {
  return `${report} ${payment.name} ${payment.wording} ${place}`;
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].sort();
}
