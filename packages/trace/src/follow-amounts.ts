import { type OnRecords, recordKind } from "@tributary/kernel";
import type { JournalEntry } from "./flow-journal.ts";
import { followFlat } from "./follow-flat.ts";
import { addFlow, isMove, type LogEntry, type LogNames, readEntry, readStates } from "./keep-books.ts";
import type { Lot } from "./lot.ts";
import type { PlanEvent } from "./plan.ts";
import type { Question } from "./question.ts";
import type { FollowedRule } from "./spend.ts";
import { addAtoms, addConverted, addLimit, addPosition, addSeeded, createTally, type Tally } from "./tally.ts";

/** What a question came to under one rule that gives amounts. */
export interface FollowedAmounts {
  readonly tally: Tally;
  /** By number, those that held traced value. */
  readonly holdings: ReadonlyMap<number, HeldAmounts>;
}

/** A holding at the end. */
export interface HeldAmounts {
  /** Traced or not. */
  readonly total: bigint;
  readonly byClaim: ReadonlyMap<number, bigint>;
}

interface Books {
  readonly question: Question;
  readonly tally: Tally;
  readonly flows: Map<number, Lot[]>;
  readonly heldByClaim: Map<number, Map<number, bigint>>;
  readonly journal: JournalEntry[] | undefined;
  /** What a transfer seed labelled of the last event that had one. */
  seeded: { readonly event: PlanEvent; readonly lot: Lot } | undefined;
}

/** Follows every claim through the events under one rule, to the last atom (spec, sections 2 to 6). */
export function followAmounts(question: Question, rule: FollowedRule, journal?: JournalEntry[]): FollowedAmounts {
  const flows = new Map<number, Lot[]>();
  const tally: Tally = { ...createTally(question.plan, "amounts"), flows };
  const books: Books = { question, tally, flows, heldByClaim: new Map(), journal, seeded: undefined };
  return followFlat(question, rule, (reasons) => ({
    onRecords: enterRecords(books, { events: question.events, reasons }),
    finish: (run) => {
      readStates(tally, question, run);
      const traced = [...question.plan.holdings.keys()].filter((holding) => run.wasTraced(holding));
      const holdings = traced.map((holding): [number, HeldAmounts] => [
        holding,
        { total: run.totalOf(holding), byClaim: books.heldByClaim.get(holding) ?? new Map() },
      ]);
      return { tally, holdings: new Map(holdings) };
    },
  }));
}

function enterRecords(books: Books, names: LogNames): OnRecords {
  return (records) => {
    for (let index = 0; index < records.count; index += 1) enter(books, readEntry(records, index, names));
  };
}

function enter(books: Books, entry: LogEntry): void {
  const { tally } = books;
  const { kind, lot, event } = entry;
  if (kind === recordKind.seed) enterSeed(books, entry);
  else if (kind === recordKind.hold) enterHeld(books, entry);
  else if (event === undefined) return;
  else if (isMove(entry)) enterMove(books, entry, event);
  else if (kind === recordKind.settle) enterSettlement(books, entry, event);
  else if (kind === recordKind.seedTransfer) {
    addSeeded(tally, event.transfer.asset, lot);
    books.seeded = { event, lot };
  } else {
    const conversion = tally.conversions[entry.conversion];
    if (conversion !== undefined) addConverted(conversion, event.transfer.asset, [lot]);
  }
}

/** An account seed labelled value on arrival, or what was held when it started. */
function enterSeed({ question, tally, journal }: Books, { lot, holding, setAside }: LogEntry): void {
  const place = placeOf(question, holding);
  if (place === undefined) return;
  addSeeded(tally, place.asset, lot);
  journal?.push({ kind: "seed", claim: lot.label, ...place, atoms: lot.atoms, status: setAside?.status ?? "held" });
  if (setAside !== undefined) addPosition(tally, { ...place, status: setAside.status, reason: setAside.reason }, lot);
}

function enterSettlement({ tally, journal }: Books, { lot, setAside }: LogEntry, { transfer }: PlanEvent): void {
  const { from: account, asset } = transfer;
  if (setAside !== undefined) addPosition(tally, { account, asset, status: setAside.status, reason: setAside.reason }, lot);
  journal?.push({ kind: "settle", claim: lot.label, account, asset, atoms: lot.atoms });
}

function enterMove(books: Books, { kind, lot, conversion, setAside }: LogEntry, event: PlanEvent): void {
  const { tally, journal, flows, question, seeded } = books;
  const { name: transfer, from, to, asset } = event.transfer;
  addFlow(flows, event, lot);
  if (setAside !== undefined) {
    addPosition(tally, { account: to, asset, status: setAside.status, reason: setAside.reason }, lot);
    if (setAside.limit !== undefined) addLimit(tally, { limit: setAside.limit, account: to, event }, lot.atoms);
  }
  if (kind === recordKind.convertOut) {
    const out = tally.conversions[conversion]?.out;
    if (out !== undefined) addAtoms(out, lot.label, lot.atoms);
  }
  if (journal === undefined) return;
  const seededAtoms = seeded?.event === event && seeded.lot.label === lot.label ? seeded.lot.atoms : 0n;
  const status = setAside?.status ?? "held";
  const move = { transfer, claim: lot.label, from, to, asset, carriedAtoms: lot.atoms - seededAtoms, seededAtoms, status };
  if (kind === recordKind.move) journal.push({ kind: "move", ...move });
  else {
    const id = question.plan.conversions[conversion]?.id ?? "";
    journal.push({ kind: kind === recordKind.convertOut ? "convert-out" : "convert-in", conversion: id, ...move });
  }
}

function enterHeld({ question, tally, heldByClaim }: Books, { lot, holding }: LogEntry): void {
  const place = placeOf(question, holding);
  if (place === undefined) return;
  addPosition(tally, { ...place, status: "held", reason: "held" }, lot);
  const sums = heldByClaim.get(holding) ?? new Map<number, bigint>();
  heldByClaim.set(holding, sums);
  addAtoms(sums, lot.label, lot.atoms);
}

function placeOf(
  { plan }: Question,
  holding: number,
): Pick<Extract<JournalEntry, { kind: "seed" }>, "account" | "asset"> | undefined {
  const place = plan.holdings[holding];
  const account = plan.accounts[place?.account ?? -1];
  return place === undefined || account === undefined ? undefined : { account, asset: place.asset };
}
