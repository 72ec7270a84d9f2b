import type { PlanEvent, TracePlan } from "./plan.ts";

type OfEvents<Result> = (plan: TracePlan, events: readonly PlanEvent[]) => Result;

/** Works something out once for a plan and a list of its events: several questions and rules ask for the same. */
export function oncePerEvents<Result>(work: OfEvents<Result>): OfEvents<Result> {
  const known = new WeakMap<TracePlan, WeakMap<readonly PlanEvent[], { readonly result: Result }>>();
  return (plan, events) => {
    const ofPlan = known.get(plan) ?? new WeakMap<readonly PlanEvent[], { readonly result: Result }>();
    known.set(plan, ofPlan);
    const found = ofPlan.get(events) ?? { result: work(plan, events) };
    ofPlan.set(events, found);
    return found.result;
  };
}
