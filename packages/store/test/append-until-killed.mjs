// Appends batches of ten transfers to the store named, telling each acknowledgement on its output, until it is killed or done.
import { writeSync } from "node:fs";
import { digestText } from "@tributary/domain";
import { openStore } from "@tributary/store";

const [directory, batchCount] = process.argv.slice(2);
const batchSize = 10;
const store = await openStore({ directory, mode: "write", create: true });
const file = {
  sha256: digestText("killed.csv"),
  byteCount: 10n,
  kind: "transfer-table",
  origin: "killed.csv",
  submitter: null,
  licence: null,
};
const run = { file, options: "{}" };
const { itemsAcknowledged } = await store.beginRun(run);
writeSync(1, `resumed ${itemsAcknowledged}\n`);
const itemCount = Number(batchCount) * batchSize;
for (let start = Number(itemsAcknowledged); start < itemCount; start += batchSize) {
  const items = Array.from({ length: batchSize }, (_, index) => item(start + index));
  const acknowledged = start + batchSize;
  await store.append(run, { items, itemsAcknowledged: BigInt(acknowledged), isDone: acknowledged === itemCount });
  writeSync(1, `acknowledged ${acknowledged}\n`);
}
await store.close();
writeSync(1, "done\n");

function item(index) {
  return {
    record: { fileSha256: file.sha256, locator: `row ${index}`, rawSha256: digestText(`${index}`) },
    rows: {
      transfers: [
        {
          source: "table",
          id: `t${index}`,
          occurredAt: BigInt(index),
          sequence: BigInt(index),
          precision: "instant",
          basis: "observed",
          from: `bank:one:${index % 7}`,
          to: `bank:one:${index % 5}`,
          asset: "iso4217:THB",
          atoms: 2n ** 200n + BigInt(index),
          reference: null,
        },
      ],
    },
  };
}
