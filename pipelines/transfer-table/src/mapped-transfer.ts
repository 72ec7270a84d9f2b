import {
  type AccountId,
  type AssetId,
  type Atoms,
  knownScale,
  type Locator,
  type Precision,
  parseAsset,
  parseAtoms,
  parseSequence,
  parseTransferId,
  parseUnits,
  precisions,
  type Result,
  refuse,
  type SourceName,
  type TimeBasis,
  timeBases,
} from "@tributary/domain";
import {
  type AccountRule,
  columnsOf,
  type MappedRow,
  pathOfRule,
  renderAccount,
  renderText,
  rulesOfAccount,
  type TextRule,
} from "@tributary/pipeline-kit";
import type { AmountRule, ColumnMap } from "./column-map.ts";
import { type DecodedTransfer, defaultBasis, isWhole, parseReference } from "./plain-transfer.ts";
import { type RowReader, readChoice, startRow } from "./row-reader.ts";

/** Reads one row by a column map. Everything that is wrong with the row is said at once, under the names of its columns. */
export function readMappedTransfer(
  map: ColumnMap,
  row: MappedRow,
  place: { readonly source: SourceName; readonly where: Locator },
): DecodedTransfer {
  const reader = startRow(place.where);
  const take = <Value>(
    rule: TextRule,
    parsing: readonly [field: string, parse: (text: string) => Result<Value>],
  ): Value | undefined => {
    const [field, parse] = parsing;
    const text = renderText(rule, row);
    return reader.take(pathOfRule(rule, field), text.ok ? parse(text.value) : text);
  };
  const asset = take(map.asset, ["asset", parseAsset]);
  const amount = readAmount(map, row, { asset, reader });
  const from = readAccount(map.from, row, { field: "from", reader });
  const to = readAccount(map.to, row, { field: "to", reader });
  const isSwapped = amount?.isNegative === true;
  const { format, zone, text: time } = map.occurredAt;
  const transfer = {
    source: place.source,
    id: take(map.transferId, ["transfer_id", parseTransferId]),
    occurredAt: take(time, ["occurred_at", (text) => format.parse(text, zone)]),
    sequence: map.sequence === null ? 0n : readOptional(map.sequence, row, { field: "sequence", reader, parse: parseSequence }),
    precision: readWord(map.precision, row, { field: "precision", reader, parse: readChoice<Precision>(precisions, "instant") }),
    basis: readWord(map.basis, row, { field: "basis", reader, parse: readChoice<TimeBasis>(timeBases, defaultBasis) }),
    from: isSwapped ? to : from,
    to: isSwapped ? from : to,
    asset,
    atoms: amount?.atoms,
    reference:
      map.reference === null ? null : readOptional(map.reference, row, { field: "reference", reader, parse: parseReference }),
  };
  return isWhole(transfer) ? { transfer } : { findings: reader.findings() };
}

interface FieldReading<Value> {
  readonly field: string;
  readonly reader: RowReader;
  readonly parse: (text: string) => Result<Value>;
}

/** An optional field may be empty: `parse` gets the empty text. */
function readOptional<Value>(rule: TextRule, row: MappedRow, { field, reader, parse }: FieldReading<Value>): Value | undefined {
  const isEmpty = columnsOf(rule).length > 0 && columnsOf(rule).every((column) => row.cell(column).trim() === "");
  const text = isEmpty ? { ok: true as const, value: "" } : renderText(rule, row);
  return reader.take(pathOfRule(rule, field), text.ok ? parse(text.value) : text);
}

function readWord<Word extends string>(rule: TextRule | Word, row: MappedRow, reading: FieldReading<Word>): Word | undefined {
  return typeof rule === "string" ? rule : readOptional(rule, row, reading);
}

function readAccount(
  rule: AccountRule,
  row: MappedRow,
  { field, reader }: { readonly field: string; readonly reader: RowReader },
): AccountId | undefined {
  const path = [...new Set(rulesOfAccount(rule).flatMap(columnsOf))].join(",") || field;
  return reader.take(path, renderAccount(rule, row));
}

interface ReadAmount {
  readonly atoms: Atoms;
  readonly isNegative: boolean;
}

function readAmount(
  map: ColumnMap,
  row: MappedRow,
  { asset, reader }: { readonly asset: AssetId | undefined; readonly reader: RowReader },
): ReadAmount | undefined {
  const rule = map.amount;
  const path = pathOfRule(rule.text, "amount");
  const text = renderText(rule.text, row);
  if (!text.ok) return reader.take(path, text);
  const isNegative = rule.negative === "swap" && text.value.startsWith("-");
  const magnitude = isNegative ? text.value.slice(1) : text.value;
  if (rule.unit === "atoms") {
    const atoms = reader.take(path, parseAtoms(magnitude));
    return atoms === undefined ? undefined : { atoms, isNegative };
  }
  if (asset === undefined) return undefined;
  const scale = reader.take(path, findScale(map, asset));
  const atoms = scale === undefined ? undefined : reader.take(path, parseMarked(magnitude, scale, rule));
  return atoms === undefined ? undefined : { atoms, isNegative };
}

function parseMarked(text: string, scale: number, { decimalMark, groupMark }: AmountRule): Result<Atoms> {
  return parseUnits(text, scale, { decimalMark, groupMark });
}

/** The decimals of the row's asset: from its identifier, from the map; where both speak they must agree. */
function findScale(map: ColumnMap, asset: AssetId): Result<number> {
  const known = knownScale(asset) ?? map.scales.get(asset);
  const stated = map.amount.scale;
  if (known === undefined && stated === null) {
    return refuse("ASSET_SCALE_UNKNOWN", asset, "its decimals in the map, under scales or as the amount's scale");
  }
  if (known !== undefined && stated !== null && known !== stated) {
    return refuse("VALUE_UNREADABLE", `an amount of ${asset} with the scale ${stated}`, `the scale ${known}, which ${asset} has`);
  }
  return { ok: true, value: known ?? stated ?? 0 };
}

/** The decimals that a map states or an identifier says; none where nobody does. */
export function scaleOf(asset: AssetId, map: ColumnMap | null): number | null {
  const stated = map?.amount.unit === "units" ? map.amount.scale : null;
  return knownScale(asset) ?? map?.scales.get(asset) ?? stated;
}
