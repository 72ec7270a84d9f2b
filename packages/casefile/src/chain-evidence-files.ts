import { type AssetTrait, formatInstant, type IssuerAct, parseAccount, parseAsset, parseSequence } from "@tributary/domain";
import type { AddressedOutpoint, TraceLedger } from "@tributary/ledger";
import { type BagFile, textFile } from "./bag-manifest.ts";
import { bundlePaths } from "./bundle-path.ts";
import type { CaseContents } from "./case-contents.ts";
import { type LineValue, writeJsonLines } from "./json-lines.ts";
import type { RecordReader } from "./record-reader.ts";

type ChainEvidence = Pick<CaseContents, "issuerActs" | "assetTraits"> & { readonly ledger: Pick<TraceLedger, "outpoints"> };

/** What chains say beside transfers: a file each, and none where there is nothing to say. Rows must be in order. */
export function chainEvidenceFiles({ ledger, issuerActs, assetTraits }: ChainEvidence): BagFile[] {
  const outpoints = ledger.outpoints.map(({ outpoint, address }) => ({ outpoint, address }));
  const acts = issuerActs.map(({ occurredAt, sequence, ...act }) => ({
    source: act.source,
    act_id: act.id,
    occurred_at: formatInstant(occurredAt),
    sequence: sequence.toString(),
    account: act.account,
    asset: act.asset,
    act: act.act,
    reference: act.reference,
  }));
  const traits = assetTraits.map(({ asset, trait }) => ({ asset, trait }));
  return [
    ...file(bundlePaths.outpoints, outpoints),
    ...file(bundlePaths.issuerActs, acts),
    ...file(bundlePaths.assetTraits, traits),
  ];
}

function file(path: string, records: readonly LineValue[]): BagFile[] {
  return records.length === 0 ? [] : [textFile(path, writeJsonLines(records))];
}

export function readOutpoint(row: RecordReader): AddressedOutpoint {
  return { outpoint: row.parsed("outpoint", parseAccount), address: row.parsed("address", parseAccount) };
}

export function readIssuerAct(row: RecordReader): IssuerAct {
  return {
    source: row.text("source"),
    id: row.text("act_id"),
    occurredAt: row.instant("occurred_at"),
    sequence: row.parsed("sequence", parseSequence),
    account: row.parsed("account", parseAccount),
    asset: row.parsed("asset", parseAsset),
    act: row.choice("act", ["blacklisted", "unblacklisted"]),
    reference: row.optionalText("reference"),
  };
}

export function readAssetTrait(row: RecordReader): AssetTrait {
  return { asset: row.parsed("asset", parseAsset), trait: row.choice("trait", ["balance-differs-from-transfers"]) };
}
