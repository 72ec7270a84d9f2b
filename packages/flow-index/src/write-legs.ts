import { conversions, snapshotLegs } from "@tributary/queries";
import type { Store } from "@tributary/store";
import { findPlace } from "./find-place.ts";
import { countsOf } from "./known-segments.ts";
import { encodeLegs, type Leg, placeLegs } from "./leg-rows.ts";
import type { FileEntry } from "./manifest.ts";
import type { TransferPlace } from "./open-index.ts";
import { openOrderReader } from "./read-transfers.ts";
import { createTextWriter } from "./write-columns.ts";
import type { SidesRequest } from "./write-sides.ts";

type LegsRequest = Pick<SidesRequest, "store" | "folder" | "segments" | "accountNumber">;

/** Writes where the legs of each conversion stand, in the order of the conversions. */
export async function writeLegs(path: string, { store, folder, segments, accountNumber }: LegsRequest): Promise<FileEntry> {
  const { placeCount } = countsOf(segments);
  const order = openOrderReader({ directory: folder, manifest: { segments, placeCount } });
  const writer = await createTextWriter(path, "legs");
  try {
    const placeOf = (transfer: TransferPlace): number | undefined => findPlace(order, placeCount, transfer);
    for await (const text of listLegs(store, { placeOf, accountNumber })) await writer.add(text);
  } finally {
    order.close();
  }
  return writer.close();
}

interface LegNumbers {
  readonly placeOf: (transfer: TransferPlace) => number | undefined;
  /** Of accounts that a movement names. */
  readonly accountNumber: (account: string) => number | undefined;
}

/** The texts of the file, as they follow from the ledger. */
export async function* listLegs(store: Pick<Store, "stream">, { placeOf, accountNumber }: LegNumbers): AsyncGenerator<string> {
  const legs = new Map<string, Leg>();
  for await (const rows of store.stream(snapshotLegs, {}))
    for (const { name, isMovement, occurredAt, source, reference, ...rest } of rows) {
      const place = isMovement ? placeOf({ ...rest, occurredAt, source }) : undefined;
      if (isMovement && place === undefined) throw new Error(`broken invariant: ${name} moves something and has a place`);
      legs.set(name, { place, occurredAt, source, reference });
    }
  for await (const rows of store.stream(conversions, {}))
    for (const row of rows) yield encodeLegs(placeLegs(row, accountNumber(row.account), (name) => legs.get(name)));
}
