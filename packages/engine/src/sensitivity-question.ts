import type { TraceLedger } from "@tributary/ledger";
import type { Store } from "@tributary/store";
import { type Sensitivity, type SensitivityOptions, sensitivity, type TraceRequest } from "@tributary/trace";
import { type Answer, isComplete } from "./answer.ts";
import { loadTraceLedger } from "./load-trace-ledger.ts";
import { loadAssets } from "./questions.ts";
import { uniteLedgers } from "./unite-ledgers.ts";

/**
 * Answers one request under every rule, mode and switch from the store. `isComplete` is false where a run reached a limit, or where the base run's coverage
 * has a hole. Errors: REQUEST_INVALID, LIMIT_REACHED, USAGE.
 */
export async function sensitivityQuestion(
  store: Store,
  request: TraceRequest,
  options: SensitivityOptions,
): Promise<Answer<Sensitivity>> {
  const ledger = await loadSwitchedLedger(store, request, options);
  const document = sensitivity(ledger, request, options);
  const { limits, rests_on: restsOn } = document;
  const hasLimit = limits.reached.some(({ limit }) => limit !== "conversion_inferred");
  const areGapsCut = restsOn.coverage_gaps.length === limits.rows_max;
  const isCovered = isComplete({ coverage_gaps: restsOn.coverage_gaps, limits_hit: [] }, ledger.coverage);
  return { document, assets: await loadAssets(store), isComplete: !hasLimit && !areGapsCut && isCovered };
}

/**
 * The part of the ledger that the question can touch under any switch. A conversion that acts leads money past the other side, one that does not leads it there:
 * both parts are loaded where conversions are inferred. More than a run needs changes nothing in it, as accounts out of its reach hold nothing traced.
 */
async function loadSwitchedLedger(
  store: Store,
  request: TraceRequest,
  { sameTime, includeInferred, shouldStop }: SensitivityOptions,
): Promise<TraceLedger> {
  // Any order but the recorded one needs what hangs together within an instant; it does not matter which.
  const isRecorded = request.sameTime === "recorded" && sameTime !== undefined && sameTime.every((mode) => mode === "recorded");
  const ordered = { ...request, sameTime: isRecorded ? ("recorded" as const) : ("credits-first" as const) };
  const switches = new Set([...(includeInferred ?? [false, true]), request.includeInferred]);
  const load = (switched: boolean): Promise<TraceLedger> =>
    loadTraceLedger(store, { ...ordered, includeInferred: switched }, shouldStop === undefined ? {} : { shouldStop });
  if (switches.size === 1) return load(request.includeInferred);
  const withInferred = await load(true);
  if (!withInferred.conversions.some((conversion) => conversion.basis === "inferred")) return withInferred;
  return uniteLedgers([withInferred, await load(false)]);
}
