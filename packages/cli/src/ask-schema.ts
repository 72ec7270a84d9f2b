import { answerFinding, type SchemaOpinion } from "@tributary/bank-kit";
import { TributaryError } from "@tributary/domain";
import { ingestLimits, openReceivedFile } from "@tributary/pipeline-kit";

/** What the FIU's own schema says of a goAML file. A check that cannot run says so and is no pass. */
export async function askSchema(path: string, xsdPath: string): Promise<SchemaOpinion> {
  const { checkWithXsd } = await import("@tributary/pipeline-goaml");
  try {
    const received = await openReceivedFile({ path, limits: ingestLimits });
    try {
      const opinion = await checkWithXsd({ xsdPath, bytes: received.bytes(), file: received.origin });
      const { state, reasons, findings, findingsMore, xsdSha256: sha256 } = opinion;
      const changes = opinion.changes.map(({ line, from, to }) => `line ${line}: ${from} read as ${to}`);
      const told = [...reasons, ...findings].map(answerFinding);
      return { state, sha256, changes, findings: told, findingsMore: BigInt(findingsMore) };
    } finally {
      await received.close();
    }
  } catch (error) {
    if (!(error instanceof TributaryError && error.kind === "input")) throw error;
    return { state: "not checked", sha256: null, changes: [], findings: [answerFinding(error.finding)], findingsMore: 0n };
  }
}
