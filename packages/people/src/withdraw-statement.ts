import { fail } from "@tributary/domain";
import { determinations, partyJudgements } from "@tributary/queries";
import type { StatementWithdrawal, Store } from "@tributary/store";
import { recordStatements } from "./record-statements.ts";

/** Takes back a judgement or a determination, whichever has that id, and says which. Error: REQUEST_INVALID where there is none. */
export async function withdrawStatement(
  store: Pick<Store, "query" | "beginRun" | "append">,
  withdrawal: StatementWithdrawal,
): Promise<"judgement" | "determination"> {
  const { subjectId } = withdrawal;
  const isJudgement = (await store.query(partyJudgements, {})).some(({ id }) => id === subjectId);
  if (isJudgement) {
    await recordStatements(store, { judgementWithdrawals: [withdrawal] });
    return "judgement";
  }
  const isDetermination = (await store.query(determinations, {})).some(({ id }) => id === subjectId);
  if (!isDetermination)
    fail("REQUEST_INVALID", { found: `no statement ${subjectId}`, expected: "the id of a judgement or a determination" });
  await recordStatements(store, { determinationWithdrawals: [withdrawal] });
  return "determination";
}
