import { type Holder, speaksOf } from "../name-place.ts";
import type { ReportScene } from "../report-scene.ts";

/** `exchange "Example Exchange"` where a tag with a stopping category speaks of the account, else the account itself. */
export function nameService(scene: ReportScene, holder: Holder): string {
  const tags = scene.view.contents.ledger.tags.filter((tag) => tag.category !== null && speaksOf(tag.account, holder));
  const [best] = [...tags].sort((a, b) => b.confidence - a.confidence);
  return best === undefined ? holder.account : `${(best.category ?? "service").replace("_", " ")} "${best.label}"`;
}
