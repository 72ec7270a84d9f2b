import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { digestText, type SourceFile } from "@tributary/domain";
import type { TraceLedger } from "@tributary/ledger";
import { type IngestItem, type LedgerRows, openStore, type Store } from "@tributary/store";

export interface MadeStores {
  /** The ledger in a store of its own, and what is asked of it there. */
  readonly inStore: <Answer>(ledger: TraceLedger, ask: (store: Store) => Promise<Answer>) => Promise<Answer>;
  readonly remove: () => void;
}

/** Stores of made ledgers, in a temporary folder that is called after what they are for. */
export function makeStores(name: string): MadeStores {
  const folder = mkdtempSync(join(tmpdir(), `tributary-${name}-`));
  let stores = 0;
  return {
    inStore: async (ledger, ask) => {
      stores += 1;
      const directory = join(folder, String(stores));
      const store = await openStore({ directory, mode: "write", create: true, threads: 1 });
      try {
        await sendLedger(store, ledger, "all");
        return await ask(store);
      } finally {
        await store.close();
        rmSync(directory, { recursive: true, force: true });
      }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Brings a made ledger into a store as a file of this name, which no other may have. */
export async function sendLedger(store: Store, ledger: TraceLedger, name: string): Promise<void> {
  const file: SourceFile = {
    sha256: digestText(`${store.directory} ${name}`),
    byteCount: 0n,
    kind: "transfer-table",
    origin: "made",
    submitter: null,
    licence: null,
  };
  const items = itemsOf(ledger, file);
  const run = { file, options: "" };
  await store.beginRun(run);
  await store.append(run, { items, itemsAcknowledged: BigInt(items.length), isDone: true });
}

/** Everything of a made ledger as one import. */
function itemsOf(ledger: TraceLedger, file: SourceFile): IngestItem[] {
  const rows: LedgerRows[] = [
    ...ledger.transfers.map(({ name: _, ...transfer }) => ({ transfers: [transfer] })),
    ...ledger.conversions.map((conversion) => ({ conversions: [conversion] })),
    ...ledger.tags.map((tag) => ({ tags: [tag] })),
    ...ledger.balances.map((balance) => ({ balances: [balance] })),
    ...ledger.coverage.map((coverage) => ({ coverage: [coverage] })),
    ...ledger.outpoints.map((row) => ({ outpoints: [{ ...row, scriptKind: "p2wpkh" }] })),
  ];
  return rows.map((row, index) => ({
    record: { fileSha256: file.sha256, locator: `row ${index + 1}`, rawSha256: digestText(String(index)) },
    rows: row,
  }));
}
