import type { Digest, Refusal, SourceRecord } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { compactJson } from "./compact-json.ts";
import { sha256 } from "./sha256.ts";

/** A part of an answer with its place: what ledger rows rest on. */
export interface TronRecord {
  readonly record: SourceRecord;
  readonly raw: string;
}

/** Makes records of one range. */
export type RecordMaker = (locator: string, value: unknown) => TronRecord;

/** A record of what a reading found out by itself, which another reading may find otherwise: its content is a part of its place. */
export function makeFinding(
  makeRecord: RecordMaker,
  { place, value }: { readonly place: string; readonly value: unknown },
): TronRecord {
  return makeRecord(`${place}/${sha256(compactJson(value)).slice(0, 16)}`, value);
}

export function recordsOf(fileSha256: Digest): RecordMaker {
  return (locator, value) => {
    const raw = compactJson(value);
    return { record: { fileSha256, locator, rawSha256: sha256(raw) }, raw };
  };
}

/** Sets a record apart with the reason. */
export function keepApart({ record, raw }: TronRecord, refusal: Refusal): IngestItem {
  return { record, findings: [{ ...refusal, where: { record: record.locator } }], raw };
}
