import type { Transfer, UtcMicros } from "@tributary/domain";
import { pendingBlocks } from "@tributary/queries";
import type { Database } from "./database.ts";
import { runQuery } from "./run-query.ts";

/** A block that its chain may still drop, with the transfers that it shows. Never in the ledger. */
export interface PendingBlock {
  /** CAIP-2. */
  readonly chain: string;
  readonly number: bigint;
  readonly hash: string;
  readonly parentHash: string;
  readonly time: UtcMicros;
  readonly transfers: readonly Transfer[];
}

/** What stands apart from the ledger until it is final. No part of what is compared, hashed or sealed. */
export interface PendingBlocks {
  /** By number, then hash. */
  readonly list: (chain: string) => Promise<readonly PendingBlock[]>;
  /** Drops blocks by hash and adds others, in one transaction. A hash that is there already is replaced. */
  readonly change: (
    chain: string,
    change: { readonly drop: readonly string[]; readonly add: readonly PendingBlock[] },
  ) => Promise<void>;
}

export interface PendingContext {
  readonly database: Database;
  /** Runs work in one transaction, alone among all that writes. */
  readonly write: (work: () => Promise<void>) => Promise<void>;
}

export function openPendingBlocks({ database, write }: PendingContext): PendingBlocks {
  return {
    list: async (chain) => {
      const rows = await runQuery(database, pendingBlocks, { chain });
      return rows.map(({ transfers, occurredAt, ...block }) => ({
        ...block,
        time: occurredAt,
        transfers: readTransfers(transfers),
      }));
    },
    change: (chain, { drop, add }) =>
      write(async () => {
        const hashes = [...drop, ...add.map(({ hash }) => hash)];
        await database.run("DELETE FROM pending.block WHERE chain = $chain AND hash IN (SELECT UNNEST($hashes::VARCHAR[]))", [
          { name: "chain", type: "VARCHAR", value: chain },
          { name: "hashes", type: "VARCHAR[]", value: hashes },
        ]);
        await database.appendRows(
          { schema: "pending", table: "block", types: ["VARCHAR", "VARCHAR", "BIGINT", "VARCHAR", "TIMESTAMP", "VARCHAR"] },
          add.map((block) => [chain, block.hash, block.number, block.parentHash, block.time, writeTransfers(block.transfers)]),
        );
      }),
  };
}

/** JSON has no integers beyond 2^53: they stand as text. */
function writeTransfers(transfers: readonly Transfer[]): string {
  return JSON.stringify(
    transfers.map((transfer) => ({
      ...transfer,
      occurredAt: transfer.occurredAt.toString(),
      sequence: transfer.sequence.toString(),
      atoms: transfer.atoms.toString(),
    })),
  );
}

function readTransfers(text: string): readonly Transfer[] {
  return JSON.parse(text, (key, value: unknown) =>
    (key === "occurredAt" || key === "sequence" || key === "atoms") && typeof value === "string" ? BigInt(value) : value,
  );
}
