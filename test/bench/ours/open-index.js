// The flow index of a bench ledger: built once from its store, kept there, opened by whoever asks.
import { buildIndex, currentSnapshot, openIndex as openFlowIndex } from "@tributary/flow-index";
import { createHeap, memoryLimit } from "@tributary/kernel";
import { openStore } from "@tributary/store";
import { createReach } from "../../../packages/kernel/dist/reach/reach.js";
import { readColumn } from "../ledger/ledger-files.js";
import { ensureStore } from "./fill-store.js";
import { matchNumbers } from "./number-holdings.js";

export const software = "tributary bench";

/** The folder of the built index of the ledger in `folder`; builds it where it is not there. */
export async function ensureIndex(folder) {
  const directory = await ensureStore(folder);
  return ensureSnapshot(directory);
}

/** The folder of the snapshot that stands in a store; builds one where there is none. */
export async function ensureSnapshot(directory) {
  const standing = currentSnapshot(directory);
  if (standing !== undefined) return standing;
  const store = await openStore({ directory, mode: "read" });
  const built = await buildIndex(store, { software });
  await store.close();
  return built.directory;
}

/** An open index with what questions need: heaps, a reach, seeds and services by its numbers. */
export async function openIndex(path, folder) {
  const index = await openFlowIndex(path);
  return viewIndex(index, findNumbers(index, folder));
}

/** Seeds and services by the index's numbers, and the bench's number of each of its holdings: answers are compared by it. */
export function findNumbers(index, folder) {
  const { benchHoldings, ownAccounts } = matchNumbers(index, folder);
  const [seeds, services] = ["seeds", "services"].map((name) =>
    Array.from(readColumn(folder, name), (account) => ownAccounts.get(account)),
  );
  return { seeds, services: services.sort((a, b) => a - b), benchNumber: (holding) => benchHoldings[holding] };
}

/** What questions need of an index that is open, in this thread's stretch of its memory: half for reaching, half for following amounts. */
export function viewIndex(index, numbers, { from, limit } = { from: index.heapFrom, limit: memoryLimit }) {
  const middle = from + Math.floor((limit - from) / 128) * 64;
  const reachHeap = createHeap(index.memory, { from, limit: middle });
  const heap = createHeap(index.memory, { from: middle, limit });
  const { columns, segments, firstHolding, nextHolding, ends } = index;
  const reach = createReach({
    heap: reachHeap,
    columns,
    segments,
    accountFlags: 0,
    firstHolding,
    nextHolding,
    ends,
    conversions: [],
  });
  return {
    index,
    heap,
    reach,
    ...numbers,
    openings: new Map(),
    /** Copies bytes to where no question releases them. Asked for between questions only. */
    keep: (bytes) => {
      const at = heap.allocate(bytes.length);
      index.memory.u8(at, bytes.length).set(bytes);
      return at;
    },
  };
}
