import type { Asset } from "@tributary/domain";
import { indexOutpoints, type NamedTransfer, type OutpointIndex } from "@tributary/ledger";
import type { CompoundAccounts, TraceResult } from "@tributary/trace";
import type { AnsweredRequest } from "../answered-request.ts";
import type { CaseContents } from "../case-contents.ts";
import { linkedAccounts } from "../linked-accounts.ts";

/** A case with its answers, and what schedules and report look up in it again and again. */
export interface CaseView {
  readonly contents: CaseContents;
  readonly answers: readonly AnsweredRequest[];
  /** By transfer name. */
  readonly transfers: ReadonlyMap<string, NamedTransfer>;
  readonly assets: ReadonlyMap<string, Asset>;
  readonly compounds: readonly CompoundAccounts[];
  readonly outpoints: OutpointIndex;
}

/** `contents` must be in order (`orderContents`). */
export function viewCase(contents: CaseContents, answers: readonly AnsweredRequest[]): CaseView {
  return {
    contents,
    answers,
    transfers: new Map(contents.ledger.transfers.map((transfer) => [transfer.name, transfer])),
    assets: new Map(contents.assets.map((asset) => [asset.id, asset])),
    compounds: linkedAccounts(contents),
    outpoints: indexOutpoints(contents.ledger.outpoints),
  };
}

/** The results of the rules that follow amounts. */
export function amountResults(answer: AnsweredRequest): readonly TraceResult[] {
  return answer.forward.filter((result) => result.method !== "poison");
}

/** Joins the parts of a key so that text cannot move from one part to the next. */
export function joinKey(...parts: readonly string[]): string {
  return parts.join("\u0000");
}
