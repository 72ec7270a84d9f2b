import { type OnRecords, recordKind } from "@tributary/kernel";
import { notePlanEnd } from "./early-end.ts";
import { followFlat } from "./follow-flat.ts";
import { addFlow, isMove, type LogEntry, namesOf, type RunNames, readEntry, readStates } from "./keep-books.ts";
import { type Lot, unattributed } from "./lot.ts";
import type { PlanEvent } from "./plan.ts";
import type { Question } from "./question.ts";
import { addConverted, addLimit, addPosition, addSeeded, addTaken, createTally, type Tally } from "./tally.ts";

interface Books {
  readonly names: RunNames;
  readonly tally: Tally;
  readonly flows: Map<number, Lot[]>;
}

/**
 * Poison: every later transfer of an account that ever received marked value is marked whole, with the set of claims.
 * Exposure only, never an amount traced: marks do not conserve (spec, section 4).
 */
export function followMarks(question: Question): Tally {
  return followFlat(question, "poison", (reasons) => {
    const names = namesOf(question, reasons);
    const { tally, onRecords } = openMarkBooks(names);
    return {
      onRecords,
      finish: (run) => {
        readStates(tally, question, run);
        notePlanEnd(tally, question.events, { end: run.stoppedAt, traced: () => markedWhole(tally), names });
        return tally;
      },
    };
  });
}

/** The holdings that are marked. */
export function markedWhole({ everTraced }: Tally): (readonly [number, "whole"])[] {
  return [...everTraced].map((holding) => [holding, "whole"]);
}

/** Opens empty books of marks, kept from the log of their run. */
export function openMarkBooks(names: RunNames): { readonly tally: Tally; readonly onRecords: OnRecords } {
  const flows = new Map<number, Lot[]>();
  const tally: Tally = { ...createTally(names, "marks"), flows };
  const books: Books = { names, tally, flows };
  return {
    tally,
    onRecords: (records) => {
      for (let index = 0; index < records.count; index += 1) enter(books, readEntry(records, index, names));
    },
  };
}

function enter(books: Books, entry: LogEntry): void {
  const { tally } = books;
  const { kind, lot, event } = entry;
  if (kind === recordKind.seed) enterSeed(books, entry);
  else if (event === undefined) return;
  else if (isMove(entry)) enterMove(books, entry, event);
  else if (kind === recordKind.seedTransfer) addSeeded(tally, event.transfer.asset, lot);
  else {
    const conversion = tally.conversions[entry.conversion];
    const marked = lot.label === unattributed ? [] : [lot];
    if (conversion !== undefined) addConverted(conversion, event.transfer.asset, marked);
  }
}

/** What arrives where an account seed has started is exposed to its claim. */
function enterSeed({ names, tally }: Books, { lot, holding }: LogEntry): void {
  const place = names.holdingAt(holding);
  if (place === undefined) return;
  addSeeded(tally, place.asset, lot);
  addPosition(tally, { ...place, status: "exposed", reason: "exposed" }, lot);
}

function enterMove({ tally, flows }: Books, { kind, lot, conversion, setAside }: LogEntry, event: PlanEvent): void {
  const { to: account, asset } = event.transfer;
  addFlow(flows, event, lot);
  if (kind === recordKind.convertOut) {
    addTaken(tally.conversions[conversion], event, lot);
    return;
  }
  addPosition(tally, { account, asset, status: "exposed", reason: "exposed" }, lot);
  // A transfer counts once, however many claims mark it.
  if (setAside?.limit === undefined) return;
  const known = tally.limits.get(`${setAside.limit} ${account} ${asset}`);
  if (known?.atomsByEvent.has(event) !== true) addLimit(tally, { limit: setAside.limit, account, event }, lot.atoms);
}
