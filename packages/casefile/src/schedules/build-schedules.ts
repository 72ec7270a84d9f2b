import { accountsSchedule } from "./accounts-schedule.ts";
import { assetsSchedule } from "./assets-schedule.ts";
import { assumptionsSchedule } from "./assumptions-schedule.ts";
import { attributionsSchedule } from "./attributions-schedule.ts";
import type { CaseView } from "./case-view.ts";
import { claimsSchedule } from "./claims-schedule.ts";
import { pathsSchedule, reachedSchedule } from "./compounds-schedule.ts";
import { conversionsSchedule } from "./conversions-schedule.ts";
import { coverageSchedule } from "./coverage-schedule.ts";
import { exposureSchedule } from "./exposure-schedule.ts";
import { flowsSchedule } from "./flows-schedule.ts";
import { issuerActsSchedule } from "./issuer-acts-schedule.ts";
import { layersSchedule } from "./layers-schedule.ts";
import { originsSchedule } from "./origins-schedule.ts";
import { positionsByClaimSchedule, positionsSchedule } from "./positions-schedule.ts";
import type { Schedule } from "./schedule.ts";
import { sensitivitySchedule } from "./sensitivity-schedule.ts";
import { lotsSchedule, transfersSchedule } from "./transfers-schedule.ts";

/** All schedules of a case, A to I. A schedule without rows is there all the same: "none" is an answer. */
export function buildSchedules(view: CaseView): Schedule[] {
  const accounts = accountsSchedule(view);
  return [
    accounts,
    attributionsSchedule(view, accounts),
    assetsSchedule(view),
    claimsSchedule(view),
    layersSchedule(view),
    flowsSchedule(view),
    conversionsSchedule(view),
    transfersSchedule(view),
    lotsSchedule(view),
    positionsSchedule(view),
    positionsByClaimSchedule(view),
    issuerActsSchedule(view, accounts),
    sensitivitySchedule(view),
    exposureSchedule(view),
    assumptionsSchedule(view),
    coverageSchedule(view),
    reachedSchedule(view),
    pathsSchedule(view),
    originsSchedule(view),
  ];
}
