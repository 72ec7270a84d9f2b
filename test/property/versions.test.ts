import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reportIdOf } from "@tributary/bank-kit";
import { formatInstant } from "@tributary/domain";
import { traceQuestion } from "@tributary/engine";
import {
  accountsExisting,
  balances,
  ledgerTransferKey,
  reportsKnownAt,
  strStanding,
  strTransferPlace,
  transfersKnownAt,
  transfersUntil,
} from "@tributary/queries";
import { openStore, type Store, type StoreOptions } from "@tributary/store";
import { requestOf, transferClaim } from "@tributary/testkit";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { arbitraryHistory, arbitraryPayments, type History, reportCount } from "./report-versions/arbitrary-history.ts";
import {
  accountOf,
  accountsOf,
  type Event,
  fileOf,
  type MadePayment,
  referenceOf,
  type Submission,
  submitter,
} from "./report-versions/made-submissions.ts";
import { type Expected, expectedAfter, transferText } from "./report-versions/plain-model.ts";
import { playHistory, playStraight, tableAccount, tickingClock } from "./report-versions/play-history.ts";

/** Histories of four reports each. */
const numRuns = 50;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "tributary-versions-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Clock = NonNullable<StoreOptions["clock"]>;

interface Named {
  readonly report: number;
  readonly payment: MadePayment;
}

/** What each transfer id of a history says, from the files themselves. */
function readNames({ files }: History): ReadonlyMap<string, Named> {
  const entries = files.map(fileOf).flatMap(({ items, events }) =>
    items.flatMap((item, index): [string, Named][] => {
      const [event] = events[index] ?? [];
      const [transfer] = "rows" in item ? (item.rows.transfers ?? []) : [];
      if (event?.kind !== "payment" || transfer === undefined) return [];
      return [[transfer.id, { report: event.submission.report, payment: event.payment }]];
    }),
  );
  return new Map(entries);
}

const reportNumbers: ReadonlyMap<string, number> = new Map(
  Array.from({ length: reportCount }, (_, report) => [reportIdOf(submitter, referenceOf(report)), report]),
);

function transferTexts(
  rows: readonly { readonly id: string; readonly sequence: bigint }[],
  names: ReadonlyMap<string, Named>,
): readonly string[] {
  return rows
    .flatMap(({ id, sequence }) => {
      const named = names.get(id);
      return named === undefined ? [] : [transferText(named.report, { payment: named.payment, place: Number(sequence) })];
    })
    .sort();
}

async function knownAt(
  store: Store,
  at: ReturnType<Clock>,
  names: ReadonlyMap<string, Named>,
): Promise<Pick<Expected, "transfers" | "standing">> {
  const reports = await store.query(reportsKnownAt, { at });
  return {
    transfers: transferTexts(await store.query(transfersKnownAt, { at }), names),
    standing: reports.map((row) => `${reportNumbers.get(row.reportId)} ${row.number}`).sort(),
  };
}

async function balancesHeld(store: Store): Promise<readonly string[]> {
  const rows = await store.query(balances, {});
  return rows.map(({ account, time, atoms }) => `${account.split(":")[2]} ${formatInstant(time).slice(0, 19)}Z ${atoms}`).sort();
}

/** Those of the accounts that any file names that the ledger has. */
async function accountsHeld(store: Store, { files }: History): Promise<readonly string[]> {
  const payments = files.flatMap(({ submissions }) => submissions.flatMap((submission) => submission.payments));
  const names = [...new Set(payments.flatMap(accountsOf))].sort();
  const rows = await store.query(accountsExisting, { accounts: names.map(accountOf) });
  const found = new Set<string>(rows.map(({ account }) => account));
  return names.filter((name) => found.has(accountOf(name)));
}

interface Played {
  readonly hash: string;
  readonly violations: readonly unknown[];
}

/** Plays a history in its order of arrival, and holds the ledger against the model after each part, and each past day at the end. */
async function playChecked(history: History, directory: string): Promise<Played> {
  const clock = tickingClock();
  const open = () => openStore({ directory, mode: "write", create: true, threads: 1, clock });
  const names = readNames(history);
  const days: { readonly at: ReturnType<Clock>; readonly events: readonly Event[] }[] = [];
  let store = await open();
  store = await playHistory(history, {
    store,
    reopen: async () => {
      await store.close();
      store = await open();
      return store;
    },
    onPart: async (current, events) => {
      const expected = expectedAfter(events);
      const ledger = await current.query(transfersUntil, { until: null });
      expect(transferTexts(ledger, names)).toEqual(expected.transfers);
      expect(await balancesHeld(current)).toEqual(expected.balances);
      days.push({ at: clock(), events: [...events] });
    },
  });
  for (const { at, events } of days) {
    const { transfers, standing } = expectedAfter(events);
    expect(await knownAt(store, at, names)).toEqual({ transfers, standing });
  }
  // The table's transfer leaves an account that payments leave too.
  const accounts = expectedAfter(days.at(-1)?.events ?? []).accounts;
  const held = await accountsHeld(store, history);
  expect(held.filter((name) => !history.hasTable || name !== tableAccount)).toEqual(
    accounts.filter((name) => !history.hasTable || name !== tableAccount),
  );
  const violations = [
    ...(await store.query(strStanding, {})),
    ...(await store.query(strTransferPlace, {})),
    ...(await store.query(ledgerTransferKey, {})),
  ];
  const hash = await store.contentHash();
  await store.close();
  return { hash, violations };
}

test("any order of arrival ends as the straight order, and every past day is told as it was", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryHistory, async (history) => {
      run += 1;
      const played = await playChecked(history, join(folder, `${run}-mixed`));
      const straight = await openStore({ directory: join(folder, `${run}-straight`), mode: "write", create: true, threads: 1 });
      await playStraight(history, { store: straight });
      const hash = await straight.contentHash();
      await straight.close();
      expect(played).toEqual({ hash, violations: [] });
    }),
    { numRuns },
  );
}, 900_000);

/** A store that holds the files of one report, each version whole. */
async function storeOf(name: string, versions: readonly Submission[]): Promise<Store> {
  const store = await openStore({ directory: join(folder, name), mode: "write", create: true, threads: 1 });
  const files = versions.map((submission) => ({ copy: submission.number, submissions: [submission], isWhole: true }));
  await playStraight({ files, withdrawals: [], arrivals: [], hasTable: false }, { store });
  return store;
}

test("a trace over an amended report is the trace over a store that only ever saw the amendment", async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryPayments, arbitraryPayments, async (before, after) => {
      run += 1;
      const amendment = { report: 0, number: 2, payments: after };
      const amended = await storeOf(`${run}-amended`, [{ report: 0, number: 1, payments: before }, amendment]);
      const alone = await storeOf(`${run}-alone`, [amendment]);
      const rows = await alone.query(transfersUntil, { until: null });
      expect(await amended.query(transfersUntil, { until: null })).toEqual(rows);
      const claims = rows.map(({ name }) => transferClaim(name, name));
      const request = requestOf({ claims, method: "all" });
      if (claims.length > 0) expect(await traceQuestion(amended, request)).toEqual(await traceQuestion(alone, request));
      await amended.close();
      await alone.close();
    }),
    { numRuns: 20 },
  );
}, 900_000);
