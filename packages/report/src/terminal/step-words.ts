import type { FigureStep } from "@tributary/trace";

/** What each step is called at a terminal. */
export const stepWords: Readonly<Record<FigureStep, string>> = {
  seeded: "labelled",
  held: "held",
  stopped: "at services",
  limit: "not followed (limit)",
  dust: "not followed (dust)",
  destroyed: "destroyed",
  exposed: "exposed",
  converted_out: "converted out",
  converted_in: "converted in",
  origin: "from its origins",
};
