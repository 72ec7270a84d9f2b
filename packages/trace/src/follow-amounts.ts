import { type OnRecords, recordKind } from "@tributary/kernel";
import { notePlanEnd, sumHeld } from "./early-end.ts";
import type { JournalEntry } from "./flow-journal.ts";
import { followFlat } from "./follow-flat.ts";
import { addFlow, isMove, type LogEntry, namesOf, type RunNames, readEntry, readStates } from "./keep-books.ts";
import type { Lot } from "./lot.ts";
import type { PlanEvent } from "./plan.ts";
import type { Question } from "./question.ts";
import type { FollowedRule } from "./spend.ts";
import { addAtoms, addConverted, addLimit, addPosition, addSeeded, addTaken, createTally, type Tally } from "./tally.ts";

/** What a question came to under one rule that gives amounts. */
export interface FollowedAmounts {
  readonly tally: Tally;
  /** By number, those that held traced value. */
  readonly holdings: ReadonlyMap<number, HeldAmounts>;
}

/** A holding at the end. */
interface HeldAmounts {
  /** Traced or not. */
  readonly total: bigint;
  readonly byClaim: ReadonlyMap<number, bigint>;
}

/** The books of a rule that gives amounts, kept from the log of its run. */
export interface AmountBooks {
  readonly tally: Tally;
  readonly onRecords: OnRecords;
  /** By holding of the run, then claim. */
  readonly heldByClaim: ReadonlyMap<number, ReadonlyMap<number, bigint>>;
}

interface Books {
  readonly names: RunNames;
  readonly tally: Tally;
  readonly flows: Map<number, Lot[]>;
  readonly heldByClaim: Map<number, Map<number, bigint>>;
  readonly journal: JournalEntry[] | undefined;
  /** What a transfer seed labelled of the last event that had one. */
  seeded: { readonly event: PlanEvent; readonly lot: Lot } | undefined;
}

/** Follows every claim through the events under one rule, to the last atom (spec, sections 2 to 6). */
export function followAmounts(question: Question, rule: FollowedRule, journal?: JournalEntry[]): FollowedAmounts {
  return followFlat(question, rule, (reasons) => {
    const names = namesOf(question, reasons);
    const { tally, onRecords, heldByClaim } = openAmountBooks(names, journal);
    return {
      onRecords,
      finish: (run) => {
        readStates(tally, question, run);
        notePlanEnd(tally, question.events, { end: run.stoppedAt, traced: () => sumHeld(heldByClaim), names });
        const traced = [...question.plan.holdings.keys()].filter((holding) => run.wasTraced(holding));
        const holdings = traced.map((holding): [number, HeldAmounts] => [
          holding,
          { total: run.totalOf(holding), byClaim: heldByClaim.get(holding) ?? new Map() },
        ]);
        return { tally, holdings: new Map(holdings) };
      },
    };
  });
}

/** Opens empty books; movements of traced value are entered in `journal` too, where it is given. */
export function openAmountBooks(names: RunNames, journal?: JournalEntry[]): AmountBooks {
  const flows = new Map<number, Lot[]>();
  const tally: Tally = { ...createTally(names, "amounts"), flows };
  const books: Books = { names, tally, flows, heldByClaim: new Map(), journal, seeded: undefined };
  return {
    tally,
    heldByClaim: books.heldByClaim,
    onRecords: (records) => {
      for (let index = 0; index < records.count; index += 1) enter(books, readEntry(records, index, names));
    },
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
function enterSeed({ names, tally, journal }: Books, { lot, holding, setAside }: LogEntry): void {
  const place = names.holdingAt(holding);
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
  const { tally, journal, flows, names, seeded } = books;
  const { name: transfer, from, to, asset } = event.transfer;
  addFlow(flows, event, lot);
  if (setAside !== undefined) {
    addPosition(tally, { account: to, asset, status: setAside.status, reason: setAside.reason }, lot);
    if (setAside.limit !== undefined) addLimit(tally, { limit: setAside.limit, account: to, event }, lot.atoms);
  }
  if (kind === recordKind.convertOut) addTaken(tally.conversions[conversion], event, lot);
  if (journal === undefined) return;
  const seededAtoms = seeded?.event === event && seeded.lot.label === lot.label ? seeded.lot.atoms : 0n;
  const status = setAside?.status ?? "held";
  const move = { transfer, claim: lot.label, from, to, asset, carriedAtoms: lot.atoms - seededAtoms, seededAtoms, status };
  if (kind === recordKind.move) journal.push({ kind: "move", ...move });
  else {
    const id = names.conversions[conversion]?.id ?? "";
    journal.push({ kind: kind === recordKind.convertOut ? "convert-out" : "convert-in", conversion: id, ...move });
  }
}

function enterHeld({ names, tally, heldByClaim }: Books, { lot, holding }: LogEntry): void {
  const place = names.holdingAt(holding);
  if (place === undefined) return;
  addPosition(tally, { ...place, status: "held", reason: "held" }, lot);
  const sums = heldByClaim.get(holding) ?? new Map<number, bigint>();
  heldByClaim.set(holding, sums);
  addAtoms(sums, lot.label, lot.atoms);
}
