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
import type { FlatMemory, TransferColumns } from "@tributary/kernel";
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
  readonly details: LazyColumns;
}

export function openPlaceReader(source: PlaceSource): PlaceReader {
  const { directory, manifest, columns, memory } = source;
  const parts = manifest.segments
    .filter(({ places }) => places.count > 0)
    .map((segment): Part => ({ segment, details: openLazyColumns(join(directory, segment.name), segment.files.details) }));
  const find = (place: number): Part & { readonly row: number } => {
    const part = parts.findLast(({ segment }) => segment.places.first <= place);
    if (part === undefined || place >= manifest.placeCount) throw new Error(`broken invariant: ${place} is a place of the index`);
    return { ...part, row: place - part.segment.places.first };
  };
  const read = <Value>(place: number, take: (details: LazyColumns, row: number) => Value): Value => {
    const { details, row } = find(place);
    return take(details, row);
  };
  const timeAt = (place: number): UtcMicros => read(place, (details, row) => details.i64("time", row)) as UtcMicros;
  return {
    timeAt,
    sequenceAt: (place) => read(place, (details, row) => details.i64("sequence", row)),
    idAt: (place) => read(place, (details, row) => readTexts(details, row).id),
    sourceAt: (place) => readSource(find(place)),
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
    orderAt: (place) => {
      const { segment, details, row } = find(place);
      return {
        occurredAt: details.i64("time", row) as UtcMicros,
        sequence: details.i64("sequence", row),
        source: readSource({ segment, details, row }),
        precision: readTraits(details.u8("traits", row)).precision,
      };
    },
    transferAt: (place) => {
      const { segment, details, row } = find(place);
      const [payer = 0] = memory.u32(columns.payer + place * 4, 1);
      const [payee = 0] = memory.u32(columns.payee + place * 4, 1);
      const traits = details.u8("traits", row);
      const { id, reference } = readTexts(details, row);
      const name = readSource({ segment, details, row });
      return {
        source: name,
        id,
        name: source.isSharedId(id) ? `${name}:${id}` : id,
        occurredAt: details.i64("time", row) as UtcMicros,
        sequence: details.i64("sequence", row),
        ...readTraits(traits),
        from: accountOf(source, payer),
        to: accountOf(source, payee),
        asset: source.assets.textOf(numberAt(memory, columns.holdingAsset, payer)) as AssetId,
        atoms: readAtoms(memory, columns, place),
        reference: (traits & referenceTrait) === 0 ? null : reference,
      };
    },
    close: () => {
      for (const { details } of parts) details.close();
    },
  };
}

/** Id and reference stand one behind the other. */
function readTexts(details: LazyColumns, row: number): { readonly id: TransferId; readonly reference: string } {
  const bytes = details.textBytes("texts", row);
  const idBytes = details.u32("idBytes", row);
  return { id: bytes.toString("utf8", 0, idBytes) as TransferId, reference: bytes.toString("utf8", idBytes) };
}

function readSource({ segment, details, row }: Part & { readonly row: number }): SourceName {
  const name = segment.sources[details.u32("source", row)];
  if (name === undefined) throw new Error("broken invariant: every transfer has a source of its segment");
  return name;
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

const wideBit = 1n << 63n;

/** The amount at a place. */
function readAtoms(memory: FlatMemory, columns: TransferColumns, place: number): Atoms {
  const { atomsLimbs } = columns;
  const limbs = memory.u64(columns.atoms + place * 8 * atomsLimbs, atomsLimbs);
  const last = limbs[atomsLimbs - 1] ?? 0n;
  if (atomsLimbs === 5 || last < wideBit) return joinLimbs(limbs) as Atoms;
  const row = Number((limbs[0] ?? 0n) & ~wideBit);
  return joinLimbs(memory.u64(columns.wide + row * 32, 4)) as Atoms;
}

function joinLimbs(limbs: BigUint64Array): bigint {
  return limbs.reduceRight((sum, limb) => (sum << 64n) | limb, 0n);
}
