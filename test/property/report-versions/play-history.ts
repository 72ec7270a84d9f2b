import { withdrawReport } from "@tributary/bank-kit";
import {
  boundInstant,
  digestText,
  parseAsset,
  parseInstant,
  parseSourceName,
  parseTransferId,
  toAtoms,
  type UtcMicros,
  unwrap,
} from "@tributary/domain";
import type { Store } from "@tributary/store";
import type { History } from "./arbitrary-history.ts";
import { accountOf, type Event, fileOf, referenceOf, type SentFile, submitter } from "./made-submissions.ts";

/** Items from and before. */
type Part = readonly [number, number];

/** Something that comes in: a file part by part, or a withdrawal. */
interface Queue {
  readonly length: number;
  readonly take: (store: Store, part: Part) => Promise<readonly Event[]>;
}

export interface Play {
  /** Opens the store anew where `isReopened` says so, as after a process that died between two batches. */
  readonly reopen: () => Promise<Store>;
  readonly store: Store;
  /** Called after each part with all that happened so far. */
  readonly onPart?: (store: Store, events: readonly Event[]) => Promise<void>;
}

/** Everything in the order of its making, each file in one batch. */
export async function playStraight(history: History, { store }: Pick<Play, "store">): Promise<void> {
  for (const queue of queuesOf(history)) await queue.take(store, [0, queue.length]);
}

/** The same in the order of the history's arrivals, part by part; what they leave over comes straight. */
export async function playHistory(history: History, play: Play): Promise<Store> {
  const waiting = queuesOf(history).map((queue) => ({ queue, done: 0 }));
  const events: Event[] = [];
  let { store } = play;
  for (let turn = 0; waiting.length > 0; turn += 1) {
    const { pick, size, isReopened } = history.arrivals[turn] ?? { pick: 0, size: 64, isReopened: false };
    const index = pick % waiting.length;
    const next = waiting[index];
    if (next === undefined) throw new Error("a queue waits");
    if (isReopened) store = await play.reopen();
    const to = Math.min(next.queue.length, next.done + size);
    events.push(...(await next.queue.take(store, [next.done, to])));
    next.done = to;
    if (to === next.queue.length) waiting.splice(index, 1);
    await play.onPart?.(store, events);
  }
  return store;
}

function queuesOf({ files, withdrawals, hasTable }: History): Queue[] {
  const sent = hasTable ? [tableFile(), ...files.map(fileOf)] : files.map(fileOf);
  return [...sent.map(queueOfFile), ...withdrawals.map(queueOfWithdrawal)];
}

function queueOfFile(file: SentFile): Queue {
  return {
    length: file.items.length,
    take: async (store, [from, to]) => {
      await append(store, file, [from, to]);
      return file.events.slice(from, to).flat();
    },
  };
}

async function append(store: Store, { run, items }: SentFile, [from, to]: Part): Promise<void> {
  await store.beginRun(run);
  const { conflicts, unstorable } = await store.append(run, {
    items: items.slice(from, to),
    itemsAcknowledged: BigInt(to),
    isDone: to === items.length,
  });
  if (conflicts.length + unstorable.length > 0) throw new Error(`a conflict that was not planned: ${JSON.stringify(conflicts)}`);
}

function queueOfWithdrawal({ report, upTo }: History["withdrawals"][number]): Queue {
  return {
    length: 1,
    take: async (store) => {
      await withdrawReport(store, {
        submitter,
        reference: referenceOf(report),
        upTo: upTo === null ? null : BigInt(upTo),
        author: "officer",
        madeAt: unwrap(parseInstant("2026-03-20T00:00:00Z")),
        reason: "sent twice",
      });
      return [{ kind: "withdrawal", report, upTo }];
    },
  };
}

export const tableAccount = "a0";

/** A transfer that came from no report. */
function tableFile(): SentFile {
  const file = { sha256: digestText("table.csv"), byteCount: 1n, kind: "transfer-table" as const, origin: "table.csv" };
  const run = { file: { ...file, submitter: null, licence: null }, options: "{}" };
  const transfer = {
    source: unwrap(parseSourceName("table")),
    id: unwrap(parseTransferId("t1")),
    occurredAt: unwrap(parseInstant("2026-03-01T00:00:00Z")),
    sequence: 0n,
    precision: "day" as const,
    basis: "booking" as const,
    from: accountOf(tableAccount),
    to: accountOf("z"),
    asset: unwrap(parseAsset("iso4217:THB")),
    atoms: unwrap(toAtoms(5n)),
    reference: null,
  };
  const record = { fileSha256: file.sha256, locator: "line 2", rawSha256: digestText("t1") };
  return { run, items: [{ record, rows: { transfers: [transfer] } }], events: [[]] };
}

/** A clock that moves on by a second at each look. */
export function tickingClock(): () => UtcMicros {
  let seconds = 1_775_000_000n;
  return () => {
    seconds += 1n;
    return unwrap(boundInstant(seconds * 1_000_000n, "a made time"));
  };
}
