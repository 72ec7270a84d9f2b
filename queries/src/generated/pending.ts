import type { UtcMicros } from "@tributary/domain";
import type { Query } from "../query.ts";

export type PendingBlocksParameters = {
  readonly chain: string;
};

export interface PendingBlocksRow {
  readonly chain: string;
  readonly number: bigint;
  readonly hash: string;
  readonly parentHash: string;
  readonly occurredAt: UtcMicros;
  readonly transfers: string;
}

/** One row per block of the chain asked for that is not final yet, by number and hash. */
export const pendingBlocks: Query<PendingBlocksParameters, PendingBlocksRow> = {
  name: "pending/read/pending_blocks",
  grain: "One row per block of the chain asked for that is not final yet, by number and hash.",
  parameters: [
    {"name":"chain","key":"chain","type":"VARCHAR","isNullable":false},
  ],
  columns: [
    {"name":"chain","key":"chain","type":"VARCHAR","isNullable":false},
    {"name":"number","key":"number","type":"BIGINT","isNullable":false},
    {"name":"hash","key":"hash","type":"VARCHAR","isNullable":false},
    {"name":"parent_hash","key":"parentHash","type":"VARCHAR","isNullable":false},
    {"name":"occurred_at_utc","key":"occurredAt","type":"TIMESTAMP","isNullable":false},
    {"name":"transfers","key":"transfers","type":"VARCHAR","isNullable":false},
  ],
  sql: `-- query: pending_blocks
-- One row per block of the chain asked for that is not final yet, by number and hash.
SELECT
  b.chain,
  b.number,
  b.hash,
  b.parent_hash,
  b.occurred_at_utc,
  b.transfers
FROM
  pending.block AS b
WHERE
  b.chain = $chain::VARCHAR
ORDER BY
  b.number,
  b.hash
`,
};
