export {
  type ColumnEvidence,
  compareParties,
  type PairEvidence,
  type PartyPair,
  type Suggestion,
} from "./compare-parties.ts";
export type { ComparedParty } from "./compared-party.ts";
export { evidenceDocument, explainEvidence } from "./explain-evidence.ts";
export {
  type Contradiction,
  type JudgedCluster,
  type JudgedClusters,
  judgedClusters,
  standingJudgements,
} from "./judged-clusters.ts";
export { type NameForms, nameForms, nameKeys, nameModel, type PartyKind } from "./name-keys.ts";
export { type PersonStanding, protectedParties, standingOn } from "./person-register.ts";
export { formatMillibits, type WeightColumn, type WeightLevel, type WeightTable, weights } from "./weight-table.ts";
