import { type Finding, formatFinding } from "@tributary/domain";

/** What endpoints did wrong, each thing once. */
export interface FindingLog {
  readonly add: (finding: Finding) => void;
  /** In the order of finding; says at its end how many more there were. */
  readonly list: () => readonly Finding[];
}

const findingsMax = 1_000;

export function openFindingLog(): FindingLog {
  const findings = new Map<string, Finding>();
  let more = 0;
  return {
    add: (finding) => {
      const text = formatFinding(finding);
      if (findings.has(text)) return;
      if (findings.size < findingsMax) findings.set(text, finding);
      else more += 1;
    },
    list: () => {
      if (more === 0) return [...findings.values()];
      const found = `${more} findings beyond the first ${findingsMax} (findingsMax)`;
      return [...findings.values(), { code: "LIMIT_REACHED", found, expected: "fewer findings", where: { path: "endpoints" } }];
    },
  };
}
