import { compareBytewise } from "@tributary/domain";
import type { TransferPlace } from "./open-index.ts";
import type { OrderReader } from "./read-transfers.ts";

/** The place of a transfer; undefined where it moves nothing or is not there. */
export function findPlace(places: OrderReader, placeCount: number, transfer: TransferPlace): number | undefined {
  let low = places.firstPlaceFrom(transfer.occurredAt);
  let high = placeCount;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const order = compareAt(places, middle, transfer);
    if (order === 0) return middle;
    if (order < 0) low = middle + 1;
    else high = middle;
  }
  return undefined;
}

function compareAt(places: OrderReader, place: number, transfer: TransferPlace): number {
  const time = places.timeAt(place);
  if (time !== transfer.occurredAt) return time < transfer.occurredAt ? -1 : 1;
  const sequence = places.sequenceAt(place);
  if (sequence !== transfer.sequence) return sequence < transfer.sequence ? -1 : 1;
  return compareBytewise(places.idAt(place), transfer.id) || compareBytewise(places.sourceAt(place), transfer.source);
}
