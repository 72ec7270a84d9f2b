import { type Conversion, canonicalJsonLine, digestFields, digestText, type Finding, type SourceFile } from "@tributary/domain";
import type { Store } from "@tributary/store";

/** What a method of pairing found, and how it names itself in the ledger. */
export interface Pairing {
  readonly kind: Extract<SourceFile["kind"], "bridge-pairing" | "rail-pairing">;
  /** Changes with everything that changes what is found. */
  readonly methodVersion: string;
  /** Canonical text of the method's settings. */
  readonly options: string;
  readonly conversions: readonly Conversion[];
}

/**
 * Writes conversions as one source, whole or not at all; its name in the ledger is what it says, so that the same again changes nothing. Gives those that the
 * ledger knows with other content, which are kept apart.
 */
export async function writePairing(
  store: Pick<Store, "beginRun" | "append">,
  { kind, methodVersion, options, conversions }: Pairing,
): Promise<readonly Finding[]> {
  const lines = conversions.map((conversion) => ({ conversion, line: canonicalJsonLine(conversion) }));
  const file: SourceFile = {
    sha256: digestFields(kind, [methodVersion, ...lines.map(({ line }) => line)]),
    byteCount: BigInt(lines.reduce((sum, { line }) => sum + new TextEncoder().encode(line).length, 0)),
    kind,
    origin: `${kind.replace("-", " ")}, method ${methodVersion}`,
    submitter: null,
    licence: null,
  };
  const run = { file, options };
  await store.beginRun(run);
  const items = lines.map(({ conversion, line }) => ({
    record: { fileSha256: file.sha256, locator: conversion.id, rawSha256: digestText(line) },
    rows: { conversions: [conversion] },
  }));
  return (await store.append(run, { items, itemsAcknowledged: BigInt(items.length), isDone: true })).conflicts;
}
