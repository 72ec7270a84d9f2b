import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  digestText,
  parseAccount,
  parseAsset,
  parseInstant,
  parseSourceName,
  parseTransferId,
  type SourceFile,
  type Transfer,
  toAtoms,
  unwrap,
} from "@tributary/domain";
import type { IngestItem, IngestRun, LedgerRows } from "../src/index.ts";

export interface TransferSample {
  readonly id: string;
  readonly source?: string;
  readonly at?: string;
  readonly sequence?: bigint;
  readonly from?: string;
  readonly to?: string;
  readonly atoms?: bigint;
  readonly reference?: string | null;
}

export function sampleTransfer(sample: TransferSample): Transfer {
  return {
    source: unwrap(parseSourceName(sample.source ?? "table")),
    id: unwrap(parseTransferId(sample.id)),
    occurredAt: unwrap(parseInstant(sample.at ?? "2024-03-01T09:30:00+07:00")),
    sequence: sample.sequence ?? 0n,
    precision: "instant",
    basis: "observed",
    from: unwrap(parseAccount(`bank:one:${sample.from ?? "a"}`)),
    to: unwrap(parseAccount(`bank:one:${sample.to ?? "b"}`)),
    asset: unwrap(parseAsset("iso4217:THB")),
    atoms: unwrap(toAtoms(sample.atoms ?? 100n)),
    reference: sample.reference ?? null,
  };
}

export function sampleRun(name: string, options = "{}"): IngestRun {
  const file: SourceFile = {
    sha256: digestText(name),
    byteCount: BigInt(name.length),
    kind: "transfer-table",
    origin: name,
    submitter: null,
    licence: null,
  };
  return { file, options };
}

export function sampleItem(run: IngestRun, locator: string, rows: LedgerRows): IngestItem {
  const raw = JSON.stringify(rows, (_, value: unknown) => (typeof value === "bigint" ? value.toString() : value));
  return { record: { fileSha256: run.file.sha256, locator, rawSha256: digestText(raw) }, rows };
}

export function transferItem(run: IngestRun, locator: string, sample: TransferSample): IngestItem {
  return sampleItem(run, locator, { transfers: [sampleTransfer(sample)] });
}

/** A folder that goes away with the test. */
export function temporaryFolder(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), "tributary-store-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}
