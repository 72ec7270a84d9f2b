// Brings the files of a plan into a store, judges its people, and kills itself by SIGKILL after the named number of durable batches.
// Everything that it says is kept by who started it, as a log would be.
import { readFileSync } from "node:fs";
import { ingestSubmissions } from "@tributary/bank-kit";
import { openStore } from "@tributary/engine";
import {
  determinationOf,
  indexParties,
  judgementOf,
  proposeMatches,
  recordStatements,
  withdrawStatement,
} from "@tributary/people";
import { partiesUnindexed } from "@tributary/queries";
import { openMatcher } from "@tributary/store";

const [directory, planFile, fatalBatch = "0"] = process.argv.slice(2);
const { steps, words } = JSON.parse(readFileSync(planFile, "utf8"));
const store = await openStore({ directory, mode: "write", create: true });
let batches = 0;

for (const { reader, format, options, paths, versionNumber } of steps) {
  const module = await import(reader);
  const reports = await ingestSubmissions(
    {
      store,
      paths,
      submitter: "reporting-entity-01",
      versionNumber: BigInt(versionNumber),
      limits: { batchRecordsMax: 1 },
      onAcknowledged: () => {
        batches += 1;
        process.stdout.write(`batch ${batches}\n`);
        if (batches === Number(fatalBatch)) process.kill(process.pid, "SIGKILL");
      },
    },
    typeof module[format] === "function" ? await module[format](options) : module[format],
  );
  for (const { outcome, records, rejected, conflicts } of reports)
    process.stdout.write(`${outcome}: ${records} records, ${rejected} rejected, ${conflicts} in conflict\n`);
}

await indexParties({ store });
const matcher = await openMatcher();
const { proposals } = await proposeMatches({ store, matcher });
await matcher.close();
process.stdout.write(`${proposals.length} pairs proposed\n`);
const parties = await store.query(partiesUnindexed, { after: null, model: "none", countMax: 2n });
const [left, right] = parties.map(({ partyId }) => partyId);
// A format that describes nobody gives no parties to judge.
if (right !== undefined) {
  const by = { author: "analyst-01", madeAt: 1_700_000_000_000_000n };
  const judgement = judgementOf({ ...by, parties: [left, right], answer: "different", evidence: words });
  const stated = { partyId: left, status: "possible", authority: "police", determinedAt: by.madeAt, evidence: words };
  const determination = determinationOf({ ...by, ...stated });
  await recordStatements(store, { judgements: [judgement], determinations: [determination] });
  for (const { id } of [judgement, determination]) await withdrawStatement(store, { ...by, subjectId: id, reason: words });
}
process.stdout.write(`content ${await store.contentHash()}\n`);
await store.close();
