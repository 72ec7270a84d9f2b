import { join } from "node:path";
import {
  type AccountId,
  type AssetId,
  type Atoms,
  type Precision,
  precisions,
  type SourceName,
  type TimeBasis,
  type TransferId,
  timeBases,
  type UtcMicros,
} from "@tributary/domain";
import { type FlatMemory, indexAmountAt, type TransferColumns } from "@tributary/kernel";
import type { NamedTransfer } from "@tributary/ledger";
import { referenceTrait } from "./detail-writer.ts";
import { type LazyColumns, openLazyColumns } from "./lazy-columns.ts";
import type { IndexManifest, SegmentEntry } from "./manifest.ts";
import type { TransferOrder } from "./open-index.ts";
import type { TextNumbers } from "./text-numbers.ts";

/** What stands at a place, but for names: read from the files when it is asked for. */
export interface PlaceReader {
  readonly transferAt: (place: number) => NamedTransfer;
  readonly timeAt: (place: number) => UtcMicros;
  readonly orderAt: (place: number) => TransferOrder;
  readonly precisionAt: (place: number) => Precision;
  readonly sequenceAt: (place: number) => bigint;
  readonly idAt: (place: number) => TransferId;
  readonly sourceAt: (place: number) => SourceName;
  /** The first place whose time is not before; `placeCount` where all are. */
  readonly firstPlaceFrom: (time: UtcMicros) => number;
  readonly close: () => void;
}

export interface PlaceSource {
  readonly directory: string;
  readonly manifest: IndexManifest;
  readonly memory: FlatMemory;
  readonly columns: TransferColumns;
  readonly accounts: TextNumbers;
  readonly assets: TextNumbers;
  readonly isSharedId: (id: TransferId) => boolean;
}

interface Part {
  readonly segment: SegmentEntry;
  readonly first: number;
  readonly end: number;
  readonly details: LazyColumns;
}

/** What says where transfers stand in ledger order. */
export type OrderReader = Pick<PlaceReader, "timeAt" | "sequenceAt" | "idAt" | "sourceAt" | "firstPlaceFrom" | "close">;

interface OrderSource {
  readonly directory: string;
  readonly manifest: Pick<IndexManifest, "segments" | "placeCount">;
}

interface Details extends Pick<PlaceReader, "timeAt" | "sequenceAt" | "sourceAt" | "close"> {
  readonly traitsAt: (place: number) => number;
  readonly textsAt: (place: number) => Texts;
}

/** What the files say of each place. */
function openDetails({ directory, manifest }: OrderSource): Details {
  const parts = manifest.segments
    .filter(({ places }) => places.count > 0)
    .map((segment): Part => {
      const { first, count } = segment.places;
      return {
        segment,
        first,
        end: first + count,
        details: openLazyColumns(join(directory, segment.name), segment.files.details),
      };
    });
  let last = parts[0];
  const partOf = (place: number): Part => {
    if (last === undefined || place < last.first || place >= last.end) {
      last = parts.find(({ first, end }) => place >= first && place < end);
      if (last === undefined) throw new Error(`broken invariant: ${place} is a place of the index`);
    }
    return last;
  };
  const timeAt = (place: number): UtcMicros => {
    const { details, first } = partOf(place);
    return details.i64("time", place - first) as UtcMicros;
  };
  const sequenceAt = (place: number): bigint => {
    const { details, first } = partOf(place);
    return details.i64("sequence", place - first);
  };
  const traitsAt = (place: number): number => {
    const { details, first } = partOf(place);
    return details.u8("traits", place - first);
  };
  const textsAt = (place: number): Texts => {
    const { details, first } = partOf(place);
    return readTexts(details, place - first);
  };
  const sourceAt = (place: number): SourceName => {
    const { segment, details, first } = partOf(place);
    const name = segment.sources[details.u32("source", place - first)];
    if (name === undefined) throw new Error("broken invariant: every transfer has a source of its segment");
    return name;
  };
  return {
    timeAt,
    sequenceAt,
    traitsAt,
    textsAt,
    sourceAt,
    close: () => {
      for (const { details } of parts) details.close();
    },
  };
}

/** Of the segments alone: while a snapshot is built, there is no more. */
export function openOrderReader(source: OrderSource): OrderReader {
  return orderOf(source, openDetails(source));
}

function orderOf({ manifest }: OrderSource, { timeAt, sequenceAt, sourceAt, textsAt, close }: Details): OrderReader {
  return {
    timeAt,
    sequenceAt,
    idAt: (place) => textsAt(place).id,
    sourceAt,
    firstPlaceFrom: (time) => {
      let low = 0;
      let high = manifest.placeCount;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (timeAt(middle) < time) low = middle + 1;
        else high = middle;
      }
      return low;
    },
    close,
  };
}

export function openPlaceReader(source: PlaceSource): PlaceReader {
  const { columns, memory } = source;
  const details = openDetails(source);
  const { timeAt, sequenceAt, traitsAt, textsAt, sourceAt } = details;
  return {
    ...orderOf(source, details),
    orderAt: (place) => ({
      occurredAt: timeAt(place),
      sequence: sequenceAt(place),
      source: sourceAt(place),
      precision: readTraits(traitsAt(place)).precision,
    }),
    precisionAt: (place) => readTraits(traitsAt(place)).precision,
    transferAt: (place) => {
      const [payer = 0] = memory.u32(columns.payer + place * 4, 1);
      const [payee = 0] = memory.u32(columns.payee + place * 4, 1);
      const traits = traitsAt(place);
      const { id, reference } = textsAt(place);
      const name = sourceAt(place);
      return {
        source: name,
        id,
        name: source.isSharedId(id) ? `${name}:${id}` : id,
        occurredAt: timeAt(place),
        sequence: sequenceAt(place),
        ...readTraits(traits),
        from: accountOf(source, payer),
        to: accountOf(source, payee),
        asset: source.assets.textOf(numberAt(memory, columns.holdingAsset, payer)) as AssetId,
        atoms: indexAmountAt(memory, columns, place) as Atoms,
        reference: (traits & referenceTrait) === 0 ? null : reference,
      };
    },
  };
}

interface Texts {
  readonly id: TransferId;
  readonly reference: string;
}

/** Id and reference stand one behind the other. */
function readTexts(details: LazyColumns, row: number): Texts {
  const bytes = details.textBytes("texts", row);
  const idBytes = details.u32("idBytes", row);
  return { id: bytes.toString("utf8", 0, idBytes) as TransferId, reference: bytes.toString("utf8", idBytes) };
}

/** As the query writes them: precision times eight and basis, each counted from 1. */
function readTraits(traits: number): { readonly precision: Precision; readonly basis: TimeBasis } {
  const plain = traits & ~referenceTrait;
  const precision = precisions[(plain >> 3) - 1];
  const basis = timeBases[(plain & 7) - 1];
  if (precision === undefined || basis === undefined) throw new Error("broken invariant: precision and basis are of their lists");
  return { precision, basis };
}

function accountOf({ memory, columns, accounts }: PlaceSource, holding: number): AccountId {
  return accounts.textOf(numberAt(memory, columns.holdingAccount, holding)) as AccountId;
}

function numberAt(memory: FlatMemory, column: number, index: number): number {
  return memory.u32(column + index * 4, 1)[0] ?? 0;
}
