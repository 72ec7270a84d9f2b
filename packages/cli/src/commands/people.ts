import { type Digest, fail, formatInstant, showFound, toDigest } from "@tributary/domain";
import type { DescribedParty, MatchProposal, MatchProposals, WeighPair } from "@tributary/people";
import type { Command } from "commander";
import { exitCodes } from "../exit-code.ts";
import { textCounts } from "../ingest-summary.ts";
import { interruptedSignal } from "../interrupt.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { readStatedTime, readTimeOfKnowing } from "../stated-time.ts";
import { withStore } from "../with-store.ts";

interface StatementOptions extends CommonOptions {
  readonly author: string;
  readonly at?: string;
}

/** `people`: who of the parties in reports may be the same, who says so, and who is protected. Everything here needs the store's key. */
export function addPeopleCommands(register: Register): void {
  const parent = register.program
    .command("people")
    .description("Judge which recorded parties are the same; keep the register of possible trafficked persons.");
  addList(parent);
  addPropose(parent, register);
  addJudge(parent);
  addWithdraw(parent);
  addDetermine(parent);
  addStanding(parent);
}

function addList(parent: Command): void {
  addCommand(parent, {
    usage: "list",
    description: "The parties of one report, with the ids that the other commands take.",
    example: "tributary people list --submitter bank-01 --reference FIX-GH-2025-001",
  })
    .requiredOption("--submitter <name>", "who submitted the report")
    .requiredOption("--reference <reference>", "of the report, as `reports list` shows it")
    .action(async (options: CommonOptions & { readonly submitter: string; readonly reference: string }) => {
      const [{ openStoredReport }, { listParties }] = await Promise.all([
        import("@tributary/engine"),
        import("@tributary/people"),
      ]);
      const parties = await withStore({ ...options, mode: "read" }, async (store) => {
        const { versionId } = await openStoredReport(store, options);
        return listParties(store, versionId);
      });
      const lines = parties.flatMap(({ partyId, kind, name, path, roles }) => [
        `${partyId} ${kind} ${nameText(name)}: ${roles.join(", ") || "no role"}`,
        `  ${showFound(path)}`,
      ]);
      talkOf(options).result({ parties }, lines.length === 0 ? "The report tells of no party." : lines.join("\n"));
    });
}

const nameText = (name: string | null): string => (name === null ? "without a name" : showFound(name));

function addPropose(parent: Command, { setExitCode }: Register): void {
  addCommand(parent, {
    usage: "propose",
    description: "Weigh pairs of parties that share an identifier, the likeliest first. Nothing is decided.",
    example: "tributary people propose --limit 20",
  })
    .option("--limit <pairs>", "pairs to show", "50")
    .action(async (options: CommonOptions & { readonly limit: string }) => {
      const shownMax = readLimit(options.limit);
      const people = await import("@tributary/people");
      const found = await withMatcher((matcher) =>
        withStore({ ...options, mode: "write" }, async (store) => {
          const index = await people.indexParties({ store, signal: interruptedSignal() });
          const matches = await people.proposeMatches({ store, matcher });
          const shown = matches.proposals.slice(0, shownMax).flatMap(({ left, right }) => [left, right]);
          return { index, ...matches, parties: await people.describeParties(store, shown) };
        }),
      );
      const explain = (proposal: MatchProposal): readonly string[] => people.explainEvidence(proposal.evidence);
      talkOf(options).result(
        textCounts({ ...found, parties: Object.fromEntries(found.parties) }),
        proposalsText(found, { shownMax, explain, parties: found.parties }),
      );
      setExitCode(found.isPartial || found.index.isInterrupted ? exitCodes.incomplete : exitCodes.ok);
    });
}

/** Runs with an engine that compares parties in memory, and closes it whatever happens. */
async function withMatcher<Value>(work: (matcher: WeighPair["matcher"]) => Promise<Value>): Promise<Value> {
  const { openMatcher } = await import("@tributary/engine");
  const matcher = await openMatcher();
  try {
    return await work(matcher);
  } finally {
    await matcher.close();
  }
}

function readLimit(text: string): number {
  return /^[1-9][0-9]{0,5}$/.test(text)
    ? Number(text)
    : fail("USAGE", { found: `limit "${text}"`, expected: "a number of pairs" });
}

interface ProposalsShown {
  readonly shownMax: number;
  readonly explain: (proposal: MatchProposal) => readonly string[];
  readonly parties: ReadonlyMap<Digest, DescribedParty>;
}

function partyText({ kind, name, isProtected, report }: DescribedParty): string {
  const mark = isProtected ? ", protected: never a suspect" : "";
  return `${kind} ${nameText(name)}${mark}, in ${showFound(report.reference)} of ${showFound(report.submitter)}, version ${report.number}`;
}

function proposalsText(
  { proposals, crowded, alike, isPartial }: MatchProposals,
  { shownMax, explain, parties }: ProposalsShown,
): string {
  const partyLine = (id: Digest): string => {
    const known = parties.get(id);
    return `  ${id} ${known === undefined ? "" : partyText(known)}`;
  };
  const pairs = proposals
    .slice(0, shownMax)
    .flatMap((proposal) => [
      `found by ${proposal.rule}:`,
      partyLine(proposal.left),
      partyLine(proposal.right),
      ...explain(proposal).map((line) => `  ${line}`),
    ]);
  return [
    `${proposals.length} pairs to judge, ${alike.length} records alike to an earlier one${isPartial ? "; more pairs were found than are weighed at once" : ""}`,
    ...pairs,
    ...(proposals.length > shownMax ? [`… and ${proposals.length - shownMax} pairs more`] : []),
    ...crowded.map(
      ({ rule, values, partiesMax }) => `left out: ${values} values of ${rule} that up to ${partiesMax} parties share`,
    ),
  ].join("\n");
}

const answers = ["same", "different", "unsure", "open"] as const;

function addJudge(parent: Command): void {
  addStatement(parent, {
    usage: "judge <party> <other>",
    description: "Say that two parties are the same, different, or that it is unsure; or leave it open.",
    example: 'tributary people judge PARTY OTHER --answer same --author "A. Analyst" --evidence "same passport, exhibit 12"',
  })
    .requiredOption("--answer <answer>", answers.join(", "))
    .requiredOption("--evidence <words>", "what the answer rests on")
    .action(
      async (left: string, right: string, options: StatementOptions & { readonly answer: string; readonly evidence: string }) => {
        const { judgementOf, recordStatements, weighPair } = await import("@tributary/people");
        const answer = answers.find((word) => word === options.answer) ?? failWord(options.answer, answers);
        const { author, evidence: words } = options;
        const parties = [readParty(left), readParty(right)] as const;
        const madeAt = readStatedTime(options.at);
        const judgement = await withMatcher((matcher) =>
          withStore({ ...options, mode: "write" }, async (store) => {
            const evidence = await weighPair({ store, matcher, parties });
            const made = judgementOf({ parties, answer, evidence, words, author, madeAt });
            await recordStatements(store, { judgements: [made] });
            return made;
          }),
        );
        const { id, model, weight } = judgement;
        talkOf(options).result(
          { judgement: id, model, weight },
          `Judgement ${id}: ${answer}, kept with its evidence (${weight} bits, table ${model})`,
        );
      },
    );
}

function addWithdraw(parent: Command): void {
  addStatement(parent, {
    usage: "withdraw <statement>",
    description: "Take back a judgement or a determination; that it was made stays on record.",
    example: 'tributary people withdraw STATEMENT --author "A. Analyst" --reason "the passport was another one"',
  })
    .requiredOption("--reason <words>", "why")
    .action(async (id: string, options: StatementOptions & { readonly reason: string }) => {
      const { withdrawStatement } = await import("@tributary/people");
      const subjectId = readParty(id);
      const { author, reason } = options;
      const withdrawal = { subjectId, author, reason, madeAt: readStatedTime(options.at) };
      const kind = await withStore({ ...options, mode: "write" }, (store) => withdrawStatement(store, withdrawal));
      talkOf(options).result({ withdrawn: subjectId, kind }, `Withdrawn: ${kind} ${subjectId}`);
    });
}

const statuses = ["possible", "identified", "not-identified"] as const;

function addDetermine(parent: Command): void {
  addStatement(parent, {
    usage: "determine <party>",
    description: "Record what an authority says on whether a person was trafficked. Authorities may differ; all stand.",
    example:
      'tributary people determine PARTY --status possible --authority "Ministry" --on 2026-03-01 --author "A. Analyst" --evidence "statement 7"',
  })
    .requiredOption("--status <status>", statuses.join(", "))
    .requiredOption("--authority <name>", "who determined it")
    .requiredOption("--on <day>", "when: a day, or a time with its offset")
    .requiredOption("--evidence <words>", "where it can be read; never the statement's text")
    .action(async (party: string, options: DetermineOptions) => {
      const { determinationOf, recordStatements } = await import("@tributary/people");
      const status = statuses.find((word) => word === options.status) ?? failWord(options.status, statuses);
      const { authority, author, evidence, on } = options;
      const stated = { partyId: readParty(party), status, authority, determinedAt: readStatedTime(on), author, evidence };
      const determination = determinationOf(stated);
      await withStore({ ...options, mode: "write" }, (store) => recordStatements(store, { determinations: [determination] }));
      talkOf(options).result({ determination: determination.id }, `Determination ${determination.id}: ${status}`);
    });
}

interface DetermineOptions extends StatementOptions {
  readonly status: string;
  readonly authority: string;
  readonly on: string;
  readonly evidence: string;
}

function addStanding(parent: Command): void {
  addCommand(parent, {
    usage: "standing <party>",
    description: "What authorities say of one person, and whether the person is protected.",
    example: "tributary people standing PARTY --on 2026-03-01",
  })
    .option("--on <day>", "as it stood on a day; default now")
    .action(async (party: string, options: CommonOptions & { readonly on?: string }) => {
      const { describeParties, readStanding } = await import("@tributary/people");
      const asOf = readTimeOfKnowing(options.on);
      const partyId = readParty(party);
      const standing = await withStore({ ...options, mode: "read" }, async (store) => {
        const known = await describeParties(store, [partyId]);
        // A mistyped id must not read as "not protected".
        if (!known.has(partyId))
          fail("REQUEST_INVALID", { found: `no party ${partyId}`, expected: "the id of a party that a report tells of" });
        return readStanding(store, partyId, asOf);
      });
      const { determinations: stated, isConflicting, isProtected } = standing;
      talkOf(options).result(
        textCounts(standing),
        [
          `${partyId}: ${isProtected ? "protected: never a suspect, named only where it is asked for" : "not protected"}${isConflicting ? "; authorities differ" : ""}`,
          ...stated.map(
            (row) => `  ${row.status} by ${showFound(row.authority)} on ${formatInstant(row.determinedAt)} (${row.id})`,
          ),
        ].join("\n"),
      );
    });
}

function addStatement(parent: Command, command: Parameters<typeof addCommand>[1]): Command {
  return addCommand(parent, command)
    .requiredOption("--author <name>", "who says so")
    .option("--at <time>", "when it was said, with its offset; default now");
}

function readParty(text: string): Digest {
  return /^[0-9a-f]{64}$/.test(text)
    ? toDigest(text)
    : fail("USAGE", { found: `id "${text}"`, expected: "an id of 64 hex digits" });
}

function failWord(found: string, words: readonly string[]): never {
  return fail("USAGE", { found: `"${found}"`, expected: `one of ${words.join(", ")}` });
}
