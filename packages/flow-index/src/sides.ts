import { join } from "node:path";
import type { AccountId, TransferId } from "@tributary/domain";
import type { AddressedOutpoint } from "@tributary/ledger";
import type { BalancesRow, ConversionsRow, CoverageRow, TagsRow } from "@tributary/queries";
import { type LazyColumns, openLazyColumns } from "./lazy-columns.ts";
import { decodeLegs, type IndexedConversion } from "./leg-rows.ts";
import { type IndexManifest, type SideFile, sideFiles } from "./manifest.ts";
import { decodeRow } from "./row-text.ts";

/** What is known beside transfers, as the ledger's queries say it. Read once, when it is first asked for. */
export interface Sides {
  readonly tags: () => readonly TagsRow[];
  readonly balances: () => readonly BalancesRow[];
  readonly coverage: () => readonly CoverageRow[];
  readonly conversions: () => readonly ConversionsRow[];
  /** One of them. */
  readonly conversionAt: (row: number) => ConversionsRow;
  /** Of each of them, the places of its legs. */
  readonly legs: () => readonly IndexedConversion[];
  readonly outpoints: () => readonly AddressedOutpoint[];
  readonly sharedIds: () => ReadonlySet<TransferId>;
  /** Does more than one source use the id? Such a transfer is called `<source>:<id>`. */
  readonly isSharedId: (id: TransferId) => boolean;
  readonly close: () => void;
}

export function openSides(directory: string, { sides }: Pick<IndexManifest, "sides">): Sides {
  const folder = join(directory, sides.name);
  const files = new Map<SideFile, LazyColumns>(sideFiles.map((name) => [name, openLazyColumns(folder, sides.files[name])]));
  const rows = <Row>(name: SideFile): (() => readonly Row[]) =>
    once(() => (files.get(name)?.texts("text") ?? []).map((text) => decodeRow<Row>(text)));
  const sharedIds = once(() => new Set((files.get("shared-ids")?.texts("text") ?? []) as TransferId[]));
  return {
    tags: rows<TagsRow>("tags"),
    balances: rows<BalancesRow>("balances"),
    coverage: rows<CoverageRow>("coverage"),
    conversions: rows<ConversionsRow>("conversions"),
    conversionAt: (row) => decodeRow(files.get("conversions")?.text("text", row) ?? ""),
    legs: once(() => (files.get("legs")?.texts("text") ?? []).map(decodeLegs)),
    outpoints: once(() => readOutpoints(files.get("outpoints"))),
    sharedIds,
    isSharedId: (id) => sharedIds().has(id),
    close: () => {
      for (const file of files.values()) file.close();
    },
  };
}

function readOutpoints(file: LazyColumns | undefined): AddressedOutpoint[] {
  const outpoints = file?.texts("outpoint") ?? [];
  const addresses = file?.texts("address") ?? [];
  return outpoints.map((outpoint, row) => ({ outpoint: outpoint as AccountId, address: (addresses[row] ?? "") as AccountId }));
}

function once<Value>(read: () => Value): () => Value {
  let known: { readonly value: Value } | undefined;
  return () => {
    known ??= { value: read() };
    return known.value;
  };
}
