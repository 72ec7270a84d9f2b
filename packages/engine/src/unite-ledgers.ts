import type { TraceLedger } from "@tributary/ledger";
import { uniteBy } from "./unite-by.ts";

/** Parts of one ledger as one: what several of them have stands once. */
export function uniteLedgers(ledgers: readonly TraceLedger[]): TraceLedger {
  const [first] = ledgers;
  return {
    ...(first?.span === undefined ? {} : { span: first.span }),
    transfers: uniteBy(
      ledgers.flatMap((ledger) => ledger.transfers),
      (transfer) => transfer.name,
    ),
    conversions: uniteBy(
      ledgers.flatMap((ledger) => ledger.conversions),
      (conversion) => conversion.id,
    ),
    tags: uniteBy(
      ledgers.flatMap((ledger) => ledger.tags),
      (tag) => `${tag.id} ${tag.account}`,
    ),
    balances: uniteBy(
      ledgers.flatMap((ledger) => ledger.balances),
      ({ account, asset, time }) => `${account} ${asset} ${time}`,
    ),
    coverage: uniteBy(
      ledgers.flatMap((ledger) => ledger.coverage),
      ({ source, scope, from, to }) => `${source} ${scope} ${from} ${to}`,
    ),
    outpoints: uniteBy(
      ledgers.flatMap((ledger) => ledger.outpoints),
      (row) => row.outpoint,
    ),
  };
}
