import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { balances, conversions, coverage, outpointsAddressed, type Query, sharedTransferIds, tags } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { createArrowFile } from "./arrow-file.ts";
import type { FileEntry, SegmentEntry, SideEntry } from "./manifest.ts";
import { batchRows } from "./movement-writer.ts";
import { writeRows } from "./row-text.ts";
import { createTextBatch } from "./text-batch.ts";
import { createTextWriter } from "./write-columns.ts";
import { writeLegs } from "./write-legs.ts";

export interface SidesRequest {
  readonly store: Pick<Store, "stream">;
  readonly folder: string;
  readonly name: string;
  readonly segments: readonly SegmentEntry[];
  /** The numbers that the segments give. */
  readonly accountNumber: (account: string) => number | undefined;
  readonly accountCount: number;
}

type NoParameters = Readonly<Record<string, never>>;

/** Writes all that is known beside transfers, and the accounts that only this names. */
export async function writeSides(request: SidesRequest): Promise<SideEntry> {
  const { store, folder, name, accountNumber, accountCount } = request;
  const path = join(folder, name);
  await mkdir(path, { recursive: true, mode: 0o700 });
  const strangers = new Set<string>();
  const meet = (account: string): void => {
    if (accountNumber(account) === undefined) strangers.add(account);
  };
  const write = async <Row extends object>(
    file: string,
    query: Query<NoParameters, Row>,
    visit: (row: Row) => void,
  ): Promise<FileEntry> => {
    const writer = await createTextWriter(path, file);
    await writeRows(writer, visiting(store.stream(query, {}), visit));
    return writer.close();
  };
  const files = {
    tags: await write("tags", tags, ({ account }) => meet(account)),
    balances: await write("balances", balances, ({ account }) => meet(account)),
    coverage: await write("coverage", coverage, () => undefined),
    conversions: await write("conversions", conversions, ({ account }) => meet(account)),
    legs: await writeLegs(path, request),
    outpoints: await writeOutpoints(store, path, meet),
    "shared-ids": await writeIds(store, path),
  };
  const accounts = await createTextWriter(path, "accounts");
  for (const account of [...strangers].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
    await accounts.add(account);
  const count = accounts.count();
  return { name, accounts: { first: accountCount, count }, files: { ...files, accounts: await accounts.close() } };
}

async function* visiting<Row>(
  pieces: AsyncIterable<readonly Row[]>,
  visit: (row: Row) => void,
): AsyncGenerator<readonly Row[], void> {
  for await (const rows of pieces) {
    for (const row of rows) visit(row);
    yield rows;
  }
}

async function writeOutpoints(store: SidesRequest["store"], folder: string, meet: (account: string) => void): Promise<FileEntry> {
  const file = await createArrowFile(join(folder, "outpoints.arrow"), { outpoint: "text", address: "text" });
  const outpoints = createTextBatch(batchRows);
  const addresses = createTextBatch(batchRows);
  let rows = 0;
  const flush = async (): Promise<void> => {
    await file.write(rows, { outpoint: outpoints.take(), address: addresses.take() });
    rows = 0;
  };
  for await (const piece of store.stream(outpointsAddressed, {}))
    for (const { outpoint, address } of piece) {
      meet(outpoint);
      meet(address);
      outpoints.add(outpoint);
      addresses.add(address);
      rows += 1;
      if (rows === batchRows) await flush();
    }
  await flush();
  return file.close();
}

async function writeIds(store: SidesRequest["store"], folder: string): Promise<FileEntry> {
  const writer = await createTextWriter(folder, "shared-ids");
  for await (const rows of store.stream(sharedTransferIds, {})) for (const { id } of rows) await writer.add(id);
  return writer.close();
}
