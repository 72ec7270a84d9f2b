export { type GoamlLimits, goamlLimits } from "./goaml-limits.ts";
export { type GoamlProfile, listProfiles, type ProfileZone } from "./goaml-profile.ts";
export { goamlFormat, type IngestGoaml, ingestGoaml } from "./ingest-goaml.ts";
export { type GoamlSource, readGoaml } from "./read-goaml.ts";
