import { type Digest, digestText, type Refusal, type SourceRecord } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { compactJson } from "./compact-json.ts";

/** A part of an answer with its place: what ledger rows rest on. */
export interface TronRecord {
  readonly record: SourceRecord;
  readonly raw: string;
}

/** Makes records of one range. */
export type RecordMaker = (locator: string, value: unknown) => TronRecord;

export function recordsOf(fileSha256: Digest): RecordMaker {
  return (locator, value) => {
    const raw = compactJson(value);
    return { record: { fileSha256, locator, rawSha256: digestText(raw) }, raw };
  };
}

/** Sets a record apart with the reason. */
export function keepApart({ record, raw }: TronRecord, refusal: Refusal): IngestItem {
  return { record, findings: [{ ...refusal, where: { record: record.locator } }], raw };
}
