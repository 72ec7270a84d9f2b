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

export type PendingSpansParameters = Readonly<Record<string, never>>;

export interface PendingSpansRow {
  readonly chain: string;
  readonly fromNumber: bigint;
  readonly toNumber: bigint;
  readonly blockCount: bigint;
}

/** One row per chain with blocks that are not final yet: the lowest, the highest and how many. */
export const pendingSpans: Query<PendingSpansParameters, PendingSpansRow> = {
  name: "pending/read/pending_spans",
  grain: "One row per chain with blocks that are not final yet: the lowest, the highest and how many.",
  parameters: [
  ],
  columns: [
    {"name":"chain","key":"chain","type":"VARCHAR","isNullable":false},
    {"name":"from_number","key":"fromNumber","type":"BIGINT","isNullable":false},
    {"name":"to_number","key":"toNumber","type":"BIGINT","isNullable":false},
    {"name":"block_count","key":"blockCount","type":"BIGINT","isNullable":false},
  ],
  sql: `-- query: pending_spans
-- One row per chain with blocks that are not final yet: the lowest, the highest and how many.
SELECT
  b.chain,
  MIN(b.number) AS from_number,
  MAX(b.number) AS to_number,
  COUNT(*) AS block_count
FROM
  pending.block AS b
GROUP BY
  b.chain
ORDER BY
  b.chain
`,
};
