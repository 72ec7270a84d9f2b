export { type GoamlProfile, listProfiles, type ProfileZone } from "./goaml-profile.ts";
export { type IngestStr, ingestStr } from "./ingest-str.ts";
export { type GoamlSource, readGoaml } from "./read-goaml.ts";
export { type GoamlLimits, goamlLimits } from "./goaml-limits.ts";
