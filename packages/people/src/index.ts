export {
  type ColumnEvidence,
  compareParties,
  type PairEvidence,
  type PartyPair,
  type Suggestion,
} from "./compare-parties.ts";
export type { ComparedParty } from "./compared-party.ts";
export { type DescribedParty, describeParties } from "./describe-parties.ts";
export { evidenceDocument, explainEvidence } from "./explain-evidence.ts";
export { blockingRules, identifiersOf, indexModel, type MadeIdentifier } from "./identifiers-of.ts";
export { type IndexParties, type IndexReport, indexParties } from "./index-parties.ts";
export {
  type Contradiction,
  type JudgedCluster,
  type JudgedClusters,
  judgedClusters,
  standingJudgements,
} from "./judged-clusters.ts";
export { type ListedParty, listParties } from "./list-parties.ts";
export { type NameForms, nameForms, nameKeys, nameModel, type PartyKind } from "./name-keys.ts";
export { type PersonStanding, protectedParties, standingOn } from "./person-register.ts";
export {
  type CrowdedRule,
  type MatchProposal,
  type MatchProposals,
  type ProposeMatches,
  proposeMatches,
} from "./propose-matches.ts";
export { readProtected } from "./read-protected.ts";
export { type ReadStanding, readStanding } from "./read-standing.ts";
export {
  determinationOf,
  judgementOf,
  recordStatements,
  type StatedJudgement,
  type Statement,
  type StatementRows,
} from "./record-statements.ts";
export { readParties, type StoredParty } from "./stored-parties.ts";
export { type WeighPair, weighPair } from "./weigh-pair.ts";
export { formatMillibits, type WeightColumn, type WeightLevel, type WeightTable, weights } from "./weight-table.ts";
export { withdrawStatement } from "./withdraw-statement.ts";
