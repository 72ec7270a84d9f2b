import { createHeap, createMemory, type Heap, memoryLimit } from "../memory.ts";
import { type AtomsLimbs, writeAtoms } from "../rules/layout.ts";
import { recordKind } from "../rules/log-records.ts";
import type { KernelRule, RecordList, RulesQuestion, RunControl } from "../rules/rules-question.ts";
import { type RulesRun, runRules } from "../rules/run-rules.ts";

/** A ledger and a question in plain numbers. Holding h belongs to account h >> 1 and is of asset h & 1. */
export interface PlainQuestion {
  readonly events: readonly { readonly payer: number; readonly payee: number; readonly atoms: bigint }[];
  readonly accountCount: number;
  readonly openings: readonly bigint[];
  readonly special: readonly number[];
  readonly stops: readonly (readonly number[])[];
  readonly transferSeeds: readonly (readonly number[])[];
  readonly accountSeeds: readonly (readonly number[])[];
  readonly openingSeeds: readonly (readonly number[])[];
  readonly legs: readonly (readonly number[])[];
  readonly conversionAccounts: readonly number[];
  readonly hopsMax: number | null;
  readonly accountsMax: number;
  readonly dust: bigint;
  readonly claimCount: number;
  /** Every amount moved is below 2^63: where amounts have 2 limbs, a column of one is enough. */
  readonly isNarrow: boolean;
  readonly logsMoves: boolean;
}

export interface Asked {
  readonly limbs: AtomsLimbs;
  readonly control?: RunControl;
}

/** Everything that a run says, in one comparable value. */
export interface ToldRun {
  readonly records: readonly string[];
  readonly stoppedAt: RulesRun["stoppedAt"];
  readonly accounts: readonly (readonly [number, number | "labelled" | undefined])[];
  readonly holdings: readonly (readonly [boolean, bigint, bigint])[];
}

const heap = createHeap(createMemory(), { from: 64, limit: memoryLimit });

export function tellRun(rule: KernelRule, question: PlainQuestion, { limbs, control }: Asked): ToldRun {
  const mark = heap.mark();
  const records: string[] = [];
  try {
    const run = runRules(layQuestion(heap, rule, { question, limbs }), {
      heap,
      ...(control === undefined ? {} : { control }),
      onRecords: (log) => {
        for (let index = 0; index < log.count; index += 1) {
          const isHold = log.kind(index) === recordKind.hold;
          const place = isHold ? "" : log.place(index);
          records.push(
            [log.kind(index), log.claim(index), place, log.holding(index), log.verdict(index), log.atoms(index)].join(" "),
          );
        }
      },
    });
    const accounts = Array.from(
      { length: question.accountCount },
      (_, account) => [run.hopOf(account), run.firstOf(account)] as const,
    );
    const holdings = question.openings.map((_, holding) => {
      return [run.wasTraced(holding), run.lateOf(holding), run.totalOf(holding)] as const;
    });
    return { records, stoppedAt: run.stoppedAt, accounts, holdings };
  } finally {
    heap.release(mark);
  }
}

function layQuestion(
  into: Heap,
  rule: KernelRule,
  { question, limbs }: { readonly question: PlainQuestion; readonly limbs: AtomsLimbs },
): RulesQuestion {
  const holdings = question.openings.map((_, holding) => holding);
  const { events, accountCount } = question;
  const atomsLimbs = question.isNarrow && limbs === 2 ? 1 : limbs;
  return {
    rule,
    limbs,
    columns: {
      eventCount: events.length,
      payer: putWords(
        into,
        events.map(({ payer }) => payer),
      ),
      payee: putWords(
        into,
        events.map(({ payee }) => payee),
      ),
      atoms: putAmounts(into, { amounts: events.map(({ atoms }) => atoms), limbs: atomsLimbs }),
      atomsLimbs,
      wide: 0,
      wideCount: 0,
      holdingCount: holdings.length,
      holdingAccount: putWords(
        into,
        holdings.map((holding) => holding >> 1),
      ),
      holdingAsset: putWords(
        into,
        holdings.map((holding) => holding & 1),
      ),
      accountCount,
      assetCount: 2,
    },
    openings: putAmounts(into, { amounts: question.openings, limbs }),
    accountFlags: putFlags(into, question.special),
    tracked: 0,
    stops: putRecords(into, question.stops),
    transferSeeds: putRecords(into, question.transferSeeds),
    accountSeeds: putRecords(into, question.accountSeeds),
    firstHolding: putWords(
      into,
      Array.from({ length: accountCount }, (_, account) => account * 2),
    ),
    nextHolding: putWords(
      into,
      holdings.map((holding) => ((holding & 1) === 0 ? holding + 1 : 0xffff_ffff)),
    ),
    openingSeeds: putRecords(into, question.openingSeeds),
    legs: putRecords(into, question.legs),
    conversionAccounts: question.conversionAccounts,
    hopsMax: question.hopsMax,
    accountsMax: question.accountsMax,
    dust: question.dust === 0n ? 0 : putAmounts(into, { amounts: [question.dust, question.dust], limbs }),
    claimCount: question.claimCount,
    logsMoves: question.logsMoves,
    countsLate: true,
  };
}

function putRecords(into: Heap, rows: readonly (readonly number[])[]): RecordList {
  return { at: putWords(into, rows.flat()), count: rows.length };
}

function putWords(into: Heap, words: readonly number[]): number {
  const at = into.allocate(words.length * 4);
  into.memory.u32(at, words.length).set(words);
  return at;
}

function putFlags(into: Heap, flags: readonly number[]): number {
  const at = into.allocate(flags.length);
  into.memory.u8(at, flags.length).set(flags);
  return at;
}

function putAmounts(
  into: Heap,
  { amounts, limbs }: { readonly amounts: readonly bigint[]; readonly limbs: 1 | AtomsLimbs },
): number {
  const at = into.allocate(amounts.length * limbs * 8);
  const column = into.memory.u64(at, amounts.length * limbs);
  for (const [index, atoms] of amounts.entries()) {
    if (limbs === 1) column[index] = atoms;
    else writeAtoms(column, index * limbs, { atoms, limbs });
  }
  return at;
}
