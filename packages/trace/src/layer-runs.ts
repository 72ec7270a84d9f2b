import { assert } from "@tributary/domain";
import { dropTaken, type HeadQueue } from "./head-queue.ts";

/** Money of one claim and asset that lies at one layer. */
export interface LayerRun {
  readonly layer: number;
  readonly atoms: bigint;
}

/** Runs in the order of arrival; those before `head` have left, and neighbours of one layer are one. */
export type RunQueue = HeadQueue<LayerRun>;

export function createRunQueue(): RunQueue {
  return { items: [], head: 0 };
}

export function putRun({ items, head }: RunQueue, run: LayerRun): void {
  const last = items.length > head ? items.at(-1) : undefined;
  if (last?.layer === run.layer) items[items.length - 1] = { layer: run.layer, atoms: last.atoms + run.atoms };
  else items.push(run);
}

/** Takes runs that sum to `atoms`, in the order in which they leave. */
export function takeRuns(queue: RunQueue, atoms: bigint, takesNewest: boolean): LayerRun[] {
  const taken: LayerRun[] = [];
  let unpaid = atoms;
  while (unpaid > 0n) {
    const place = takesNewest ? queue.items.length - 1 : queue.head;
    const run = place < queue.head ? undefined : queue.items[place];
    assert(run !== undefined, "a transfer carries no more of a claim than its payer holds");
    const isWhole = run.atoms <= unpaid;
    const part = isWhole ? run.atoms : unpaid;
    taken.push({ layer: run.layer, atoms: part });
    unpaid -= part;
    if (!isWhole) queue.items[place] = { layer: run.layer, atoms: run.atoms - part };
    else if (takesNewest) queue.items.pop();
    else queue.head += 1;
  }
  dropTaken(queue);
  return taken;
}

/** What one conversion took of a claim, and what it gives for it in one asset. */
export interface Gain {
  /** All that its in legs bring of the claim in this asset, and what of it is told already. */
  readonly gained: bigint;
  told: bigint;
}

/** The next `atoms` of what a conversion gives: first in, first out, each run its share of the whole, rounded where it ends. */
export function drawRuns(pooled: readonly LayerRun[], gain: Gain, atoms: bigint): LayerRun[] {
  const size = pooled.reduce((sum, run) => sum + run.atoms, 0n);
  const from: bigint = gain.told;
  const to: bigint = from + atoms;
  gain.told = to;
  const drawn: LayerRun[] = [];
  let filled = 0n;
  for (const { layer, atoms: part } of pooled) {
    const low: bigint = (filled * gain.gained) / size;
    filled += part;
    const high: bigint = (filled * gain.gained) / size;
    const start = low > from ? low : from;
    const end = high < to ? high : to;
    if (start < end) drawn.push({ layer, atoms: end - start });
  }
  return drawn;
}
