export { type CheckRule, checkRules, schemaRules } from "./check/check-rules.ts";
export { type CheckFinding, DocumentCheck, type DocumentCheckOptions } from "./check/document-check.ts";
export { type GoamlLimits, goamlLimits } from "./goaml-limits.ts";
export { findProfile, type GoamlProfile, listProfiles, type ProfileZone } from "./goaml-profile.ts";
export { goamlFormat, type IngestGoaml, ingestGoaml } from "./ingest-goaml.ts";
export { type GoamlSource, readGoaml } from "./read-goaml.ts";
export { loadStructure } from "./structure/load-structure.ts";
export {
  type DocumentKind,
  elementsIn,
  elementsOf,
  type Particle,
  type Structure,
  type ValueRule,
} from "./structure/structure.ts";
export * from "./write/index.ts";
export { checkWithXsd, type XsdCheck, type XsdOpinion } from "./xsd/check-with-xsd.ts";
export { type NormalisedXsd, normaliseXsd, type XsdChange } from "./xsd/normalise-xsd.ts";
