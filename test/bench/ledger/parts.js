// The parts of the bench, in the order in which they run.
import { measureAppend, measureBuild, measureOpen, measureResident } from "./parts-index.js";
import { measureCold, measureCommand, measureWorkers } from "./parts-process.js";
import { measureReach, measureSingle } from "./parts-reach.js";
import { measureClaims, measureLots, measureProRata, measureStops, measureTogether } from "./parts-rules.js";

export const parts = {
  build: measureBuild,
  open: measureOpen,
  append: measureAppend,
  resident: measureResident,
  reach: measureReach,
  single: measureSingle,
  "pro-rata": measureProRata,
  lots: measureLots,
  claims: measureClaims,
  stops: measureStops,
  together: measureTogether,
  workers: measureWorkers,
  cold: measureCold,
  command: measureCommand,
};
