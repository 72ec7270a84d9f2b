import type { RunControl } from "@tributary/kernel";

/** How the following of money is watched and ended. */
export interface FollowControl extends RunControl {
  /** Asked instead of `shouldStop` where that ended the work before it was known what can be reached: time for following what was reached until then. */
  readonly shouldStopAtLast?: () => string | undefined;
}

/** How much of a snapshot is looked at before money is followed. */
export interface Look {
  /** The reach is asked to end after so many. */
  readonly places: number;
  readonly reach: RunControl;
  /** Of the copy and of the rules, where the reach ends by itself. */
  readonly after: FollowControl;
}

/** What is left of a control after its first end. */
export function lastControl({ shouldStopAtLast, shouldStop: _, ...rest }: FollowControl): FollowControl {
  return shouldStopAtLast === undefined ? rest : { ...rest, shouldStop: shouldStopAtLast };
}

/** A look at no more than so many places. */
export function lookAt(places: number, { why, after }: { readonly why: string; readonly after: FollowControl }): Look {
  let steps = 0;
  const shouldStop = (): string | undefined => {
    steps += 1;
    return steps > 1 ? why : undefined;
  };
  return { places, reach: { eventsPerStep: places, shouldStop }, after };
}
