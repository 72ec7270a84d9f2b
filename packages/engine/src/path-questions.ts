import type { RunControl } from "@tributary/kernel";
import type { Store } from "@tributary/store";
import {
  type LayerTable,
  type LeadQuestion,
  type Leads,
  layerTable,
  leadDefaults,
  type PathQuestion,
  type PositionPaths,
  pathDefaults,
  positionPaths,
  rankLeads,
  type TraceRequest,
} from "@tributary/trace";
import { type Answer, isComplete } from "./answer.ts";
import { loadProtectedAccounts } from "./load-protected-accounts.ts";
import { loadTraceLedger } from "./load-trace-ledger.ts";
import { loadAssets } from "./questions.ts";

/** What is asked for; the rest is as the defaults of the project say. */
export type PathOptions = Partial<Omit<PathQuestion, "limits">>;
export type LeadOptions = Partial<Omit<LeadQuestion, "protectedAccounts">>;

/** Which ways the claims' money came to where it is. Errors: REQUEST_INVALID, LIMIT_REACHED. */
export async function pathsQuestion(store: Store, request: TraceRequest, options: PathOptions): Promise<Answer<PositionPaths>> {
  const ledger = await loadTraceLedger(store, request, options.control);
  const document = positionPaths(ledger, request, { ...pathDefaults, ...options });
  const results = Object.values(document.results);
  const areAllTold = results.every(({ positions }) => positions.every(({ limit_reached }) => limit_reached === null));
  return {
    document,
    assets: await loadAssets(store),
    isComplete: areAllTold && results.every((result) => isComplete(result, ledger.coverage)),
  };
}

/** The claims' money from layer to layer. Errors: REQUEST_INVALID, LIMIT_REACHED. */
export async function layersQuestion(store: Store, request: TraceRequest, control: RunControl = {}): Promise<Answer<LayerTable>> {
  const ledger = await loadTraceLedger(store, request, control);
  const document = layerTable(ledger, request, { control });
  const results = Object.values(document.results);
  const areAllTold = results.every(({ totals }) => totals.every(({ layer }) => layer !== null));
  return {
    document,
    assets: await loadAssets(store),
    isComplete: areAllTold && results.every((result) => isComplete(result, ledger.coverage)),
  };
}

/**
 * Which accounts to look at next. Accounts of persons who may have been trafficked are left out and counted. Errors: REQUEST_INVALID, LIMIT_REACHED;
 * KEY_MISSING, KEY_WRONG where an authority determined anything.
 */
export async function leadsQuestion(store: Store, request: TraceRequest, options: LeadOptions): Promise<Answer<Leads>> {
  const { shouldStop } = options;
  const ledger = await loadTraceLedger(store, request, shouldStop === undefined ? {} : { shouldStop });
  const accounts = [...new Set(ledger.transfers.flatMap(({ from, to }) => [from, to]))];
  const protectedAccounts = await loadProtectedAccounts(store, accounts);
  const document = rankLeads(ledger, request, { ...leadDefaults, ...options, protectedAccounts });
  const { limits } = document;
  return { document, assets: await loadAssets(store), isComplete: !limits.edges_max_reached && limits.ended_early === undefined };
}
