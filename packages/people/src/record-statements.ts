import { compareBytewise, type Digest, digestFields, fail, type UtcMicros } from "@tributary/domain";
import type {
  AppendOutcome,
  LedgerRows,
  PartyJudgement,
  PersonDetermination,
  StatementWithdrawal,
  Store,
} from "@tributary/store";
import type { PairEvidence } from "./compare-parties.ts";
import { evidenceDocument } from "./explain-evidence.ts";
import { readParties } from "./stored-parties.ts";
import { formatMillibits } from "./weight-table.ts";

/** Who says something, when and on what ground. */
export interface Statement {
  readonly author: string;
  readonly madeAt: UtcMicros;
}

/** A person's answer to a pair, with the evidence as it was weighed (`weighPair`), the person's own words, or both. */
export interface StatedJudgement extends Statement {
  readonly parties: readonly [Digest, Digest];
  readonly answer: PartyJudgement["answer"];
  readonly evidence: PairEvidence | string;
  /** Beside weighed evidence. */
  readonly words?: string;
}

/** The row of a judgement. The same author's answer to the same pair at the same time is the same judgement. Error: REQUEST_INVALID for a pair of one party, or without a ground. */
export function judgementOf({ parties, answer, evidence, words, author, madeAt }: StatedJudgement): PartyJudgement {
  const [left, right] = [...parties].sort(compareBytewise) as [Digest, Digest];
  if (left === right) fail("REQUEST_INVALID", { found: `the party ${left} twice`, expected: "two parties" });
  const isWords = typeof evidence === "string";
  assertGround(author, isWords ? evidence : "weighed");
  return {
    id: digestFields("tributary/party-judgement/1", [left, right, answer, author, madeAt.toString()]),
    left,
    right,
    answer,
    model: isWords ? "none" : evidence.model,
    weight: isWords ? null : formatMillibits(evidence.totalMillibits),
    author,
    madeAt,
    evidence: isWords ? JSON.stringify({ words: evidence }) : evidenceDocument(evidence, words ?? null),
  };
}

/** The row of a determination. Error: REQUEST_INVALID without author, authority or ground. */
export function determinationOf(stated: Omit<PersonDetermination, "id">): PersonDetermination {
  const { partyId, status, authority, determinedAt, author, evidence } = stated;
  assertGround(author, evidence);
  if (authority.trim() === "") fail("REQUEST_INVALID", { found: "no authority", expected: "the authority that determined it" });
  const id = digestFields("tributary/determination/1", [partyId, status, authority, determinedAt.toString(), author]);
  return { id, partyId, status, authority, determinedAt, author, evidence };
}

function assertGround(author: string, evidence: string): void {
  if (author.trim() === "") fail("REQUEST_INVALID", { found: "no author", expected: "who says so" });
  if (evidence.trim() === "")
    fail("REQUEST_INVALID", { found: "no evidence", expected: "what it rests on, or where that can be read" });
}

/** Statements to be written together; withdrawals name the judgement or determination that they take back. */
export interface StatementRows {
  readonly judgements?: readonly PartyJudgement[];
  readonly judgementWithdrawals?: readonly StatementWithdrawal[];
  readonly determinations?: readonly PersonDetermination[];
  readonly determinationWithdrawals?: readonly StatementWithdrawal[];
}

/**
 * Writes statements, all in one transaction. They are only ever added: the same again changes nothing, and the same id with other evidence is kept apart as
 * a conflict. What a record's digest is made of holds no words of the evidence. Error: REQUEST_INVALID for a party that no report tells of.
 */
export async function recordStatements(
  store: Pick<Store, "query" | "beginRun" | "append">,
  stated: StatementRows,
): Promise<AppendOutcome> {
  await assertRecorded(store, stated);
  const rows = rowsOf(stated);
  const sha256 = digestFields(
    "tributary/party-statements/1",
    rows.map(({ locator }) => locator),
  );
  const file = {
    sha256,
    byteCount: 0n,
    kind: "statement",
    origin: "statements on parties",
    submitter: null,
    licence: null,
  } as const;
  const run = { file, options: "party-statements/1" };
  await store.beginRun(run);
  const items = rows.map(({ locator, rows: ledgerRows }) => ({
    record: { fileSha256: sha256, locator, rawSha256: digestFields("tributary/party-statement/1", [locator]) },
    rows: ledgerRows,
  }));
  return store.append(run, { items, itemsAcknowledged: BigInt(items.length), isDone: true });
}

async function assertRecorded(store: Pick<Store, "query">, stated: StatementRows): Promise<void> {
  const named = new Set([
    ...(stated.judgements ?? []).flatMap(({ left, right }) => [left, right]),
    ...(stated.determinations ?? []).map(({ partyId }) => partyId),
  ]);
  if (named.size === 0) return;
  const recorded = await readParties(store, named);
  const missing = [...named].find((id) => !recorded.has(id));
  if (missing !== undefined)
    fail("REQUEST_INVALID", { found: `no party ${missing}`, expected: "the id of a party that a report tells of" });
}

function rowsOf(stated: StatementRows): readonly { readonly locator: string; readonly rows: LedgerRows }[] {
  const withdrawn = ({ subjectId, author, madeAt }: StatementWithdrawal): string => `withdrawal ${subjectId} ${madeAt} ${author}`;
  return [
    ...(stated.judgements ?? []).map((row) => ({ locator: `judgement ${row.id}`, rows: { partyJudgements: [row] } })),
    ...(stated.judgementWithdrawals ?? []).map((row) => ({
      locator: withdrawn(row),
      rows: { partyJudgementWithdrawals: [row] },
    })),
    ...(stated.determinations ?? []).map((row) => ({ locator: `determination ${row.id}`, rows: { determinations: [row] } })),
    ...(stated.determinationWithdrawals ?? []).map((row) => ({
      locator: withdrawn(row),
      rows: { determinationWithdrawals: [row] },
    })),
  ];
}
