import type { ReportScope } from "@tributary/bank-kit";
import type { GoamlProfile } from "./goaml-profile.ts";

/** What holds for every record of one report. */
export interface ReportContext {
  readonly scope: ReportScope;
  readonly profile: GoamlProfile;
  /** Offset of times that state none, where the profile has no zone. */
  readonly zoneOffset: string | null;
  readonly localCurrency: string | null;
}
