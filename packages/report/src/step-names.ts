import type { ChainStep } from "@tributary/casefile";

/** What each step of the chain is called, in plain words. */
export const stepNames: Readonly<Record<ChainStep, string>> = {
  stated: "Loss as stated",
  paid: "Paid by the claims, as recorded",
  seeded: "Labelled as the claims' money",
  "converted-in": "Arrived from another asset (conversions)",
  "converted-out": "Changed into another asset (conversions)",
  reached: "Reached accounts linked to compounds",
  held: "Held in accounts now",
  stopped: "Stopped at services, not followed inside",
  "not-followed": "Not followed (limits, dust)",
  destroyed: "Destroyed, or paid as network fees",
};

/** The same in one or two words, for the heads of narrow columns. */
export const stepHeads: Readonly<Record<ChainStep, string>> = {
  stated: "Stated",
  paid: "Paid",
  seeded: "Labelled",
  "converted-in": "Converted in",
  "converted-out": "Converted out",
  reached: "At compounds",
  held: "Held",
  stopped: "At services",
  "not-followed": "Not followed",
  destroyed: "Destroyed",
};
