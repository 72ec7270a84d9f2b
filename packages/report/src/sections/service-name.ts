import type { ReportScene } from "../report-scene.ts";

/** `exchange "Example Exchange"` where a tag with a stopping category speaks of the account, else the account itself. */
export function nameService(scene: ReportScene, account: string): string {
  const tags = scene.view.contents.ledger.tags.filter((tag) => tag.account === account && tag.category !== null);
  const [best] = [...tags].sort((a, b) => b.confidence - a.confidence);
  return best === undefined ? account : `${(best.category ?? "service").replace("_", " ")} "${best.label}"`;
}
