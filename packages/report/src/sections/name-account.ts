import type { Place } from "@tributary/casefile";
import type { AccountId } from "@tributary/domain";
import type { ReportScene } from "../report-scene.ts";

/** The account and, where it is an outpoint, the address that can spend it. */
export function namePlace({ account, address }: Pick<Place, "account" | "address">): string {
  return address === null ? account : `${address}, outpoint ${account}`;
}

/** Of the account itself, or of its address. */
export function speaksOf(scene: ReportScene, spoken: AccountId, account: string): boolean {
  return scene.view.outpoints.standsFor(spoken).some((one) => one === account);
}

/** `exchange "Example Exchange"` where a tag with a stopping category speaks of the account, else the account itself. */
export function nameService(scene: ReportScene, account: string): string {
  const tags = scene.view.contents.ledger.tags.filter((tag) => tag.category !== null && speaksOf(scene, tag.account, account));
  const [best] = [...tags].sort((a, b) => b.confidence - a.confidence);
  return best === undefined ? account : `${(best.category ?? "service").replace("_", " ")} "${best.label}"`;
}
