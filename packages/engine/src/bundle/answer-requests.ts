import { type AnsweredRequest, type CaseContents, linkedAccounts, requestId } from "@tributary/casefile";
import { type BackwardResult, type TraceDocument, type TraceResult, tracingRules } from "@tributary/trace";
import type { BundleTools } from "./bundle-tools.ts";

/** Answers every request of a case from the case's own data. `contents` must be in order. */
export function answerRequests(contents: CaseContents, tools: BundleTools): AnsweredRequest[] {
  const compounds = linkedAccounts(contents);
  return contents.requests.map(({ name, request }, index) => {
    const results = listResults(tools.trace(contents.ledger, request));
    const isForward = request.target === null;
    return {
      id: requestId(index, name),
      name,
      request,
      forward: results.filter(isForwardResult),
      backward: results
        .filter((result) => !isForwardResult(result))
        .flatMap((result) => (isForwardResult(result) ? [] : [result])),
      flows: isForward ? { ...tools.compoundFlows(contents.ledger, request, compounds), asked: contents.asked } : null,
      columns: isForward ? tools.reportColumns(contents.ledger, request) : [],
    };
  });
}

type AnyResult = TraceResult | BackwardResult;

function listResults(document: TraceDocument): AnyResult[] {
  return "results" in document ? tracingRules.flatMap((rule) => document.results[rule] ?? []) : [document];
}

function isForwardResult(result: AnyResult): result is TraceResult {
  return "positions" in result;
}
