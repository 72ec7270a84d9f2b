import type { LedgerRows, YamlMap } from "@tributary/pipeline-kit";
import { judgementKeys, readJudgement } from "./read-judgement.ts";
import { readHeldAccount, readHeuristic, readId } from "./read-values.ts";
import { type RecordPlace, recordFields } from "./record-fields.ts";

type ClusterMember = NonNullable<LedgerRows["clusterMembers"]>[number];

const memberKeys = ["account", "heuristic", ...judgementKeys];

/** Reads one cluster: our opinion, account by account, that they are under one control. Answers null where something cannot be read. */
export function readCluster(map: YamlMap, place: RecordPlace): LedgerRows | null {
  const fields = recordFields(map, place, ["id", "members"]);
  const clusterId = fields.required("id", readId);
  const nodes = fields.mappings("members");
  if (nodes.length === 0)
    fields.complain("members", { code: "FIELD_MISSING", found: "no members", expected: "at least one account" });
  const seen = new Set<string>();
  const clusterMembers = nodes.map((node): ClusterMember | null => {
    const memberFields = recordFields(node.map, node.place, memberKeys);
    const account = memberFields.required("account", readHeldAccount);
    const heuristic = memberFields.required("heuristic", readHeuristic);
    const judgement = readJudgement(memberFields);
    const key = `${account} ${heuristic} ${judgement?.author} ${judgement?.madeAt}`;
    if (seen.has(key)) {
      const expected = "each account once for each heuristic, author and made_at";
      memberFields.complain("account", { code: "RECORD_CONFLICT", found: `${account} ${heuristic} again`, expected });
    }
    seen.add(key);
    if (clusterId === null || account === null || heuristic === null || judgement === null) return null;
    return { clusterId, account, heuristic, ...judgement };
  });
  return place.findings.length > 0 ? null : { clusterMembers: clusterMembers.filter((member) => member !== null) };
}
