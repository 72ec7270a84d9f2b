import type { TracingRule } from "@tributary/trace";

/** A chapter of the method statement: a heading and plain sentences. */
export interface StatementChapter {
  readonly heading: string;
  readonly sentences: readonly string[];
}

/** The version of the rules' meaning. It changes when a rule could give another integer. */
export const methodVersion = "1";

/** What each rule decides, in words for a reader without training. */
export const ruleStatements: Readonly<Record<TracingRule, string>> = {
  fifo: "fifo (first in, first out): the money that came in first is taken to leave first. Each payment uses up the oldest money in the account.",
  lifo: "lifo (last in, first out): the money that came in last is taken to leave first. Each payment uses up the newest money in the account.",
  "pro-rata":
    "pro-rata (rolling charge): each payment is taken to carry the same share of every person's money that is in the account at that moment.",
  libr: "libr (lowest intermediate balance): the account's other money is taken to leave first. Claims' money leaves only when nothing else is left, and money that comes in later never refills it.",
  pifo: "pifo (proceeds in, first out): claims' money is taken to leave before any other money in the account.",
  poison:
    "poison (exposure only): an account that ever received marked money marks everything it pays later. This counts the same money many times. It shows which accounts were touched and is never an amount.",
};

/** How the figures were reached, what they rest on, and what they do not show. The same words stand in the report and in the bundle. */
export function methodStatement(rules: readonly TracingRule[], softwareVersion: string): StatementChapter[] {
  return [
    {
      heading: "What was done",
      sentences: [
        "Every recorded transfer was put in one order of time. From each claim's payments, or from each named account, the money was followed from account to account, transfer by transfer.",
        "One rule decides, for a whole trace, which money leaves an account first when several people's money is mixed in it. No rule is chosen account by account.",
        "The law does not agree on one rule. The figures under every rule that was asked for stand side by side, with the least and the most.",
        "Amounts are whole numbers of the asset's smallest unit. Nothing is rounded: what a rule divides is shared so that the parts sum to the whole, left-over units going to the largest remainders.",
      ],
    },
    { heading: "The rules", sentences: rules.map((rule) => ruleStatements[rule]) },
    {
      heading: "Where following stops",
      sentences: [
        "Following stops where money enters a service that pools its customers' money, such as an exchange or a mixer: what leaves such a service cannot be matched to what came in. The account must carry a sourced tag of a category on a closed list, with enough confidence, or be named in the request.",
        "It also stops at the limits that the request sets. Every limit that was reached is listed with the amount that was not followed.",
        "Money that changes its form, such as a bank payment for tokens, is followed only where a conversion is documented. Inferred conversions are left out unless the request includes them.",
      ],
    },
    {
      heading: "Assumptions",
      sentences: [
        "Where a source does not say which of two transfers came first, an order had to be taken. Where an account paid more than it is seen to receive, an earlier balance had to be taken. Every such place is listed in schedule G; a record that shows the true order or balance replaces the assumption.",
        "Money that is not identified as a claim's is called unattributed. That says nothing about where it came from.",
      ],
    },
    {
      heading: "How the data of chains are known",
      sentences: [
        'Each transfer of a chain carries how surely it is known. "proven": the part of the block in which it stands was recomputed, up to the hash of the block, and the blocks are linked up to the last one read; a changed, missing or added entry would show. "quorum k of n": k of the n endpoints that were asked gave the same answer. "single source": one endpoint said so.',
        "A transfer rests on several parts of its block, such as its transaction and the receipt that tells its success. It is called what the weakest of them is. Records of banks and tables carry no such state.",
        'Transfers that contracts make inside a call (traces) are not committed to by a block: no recomputation from the block can show that one is missing or changed, so they are never "proven". On a UTXO chain an input is "proven" only where the earlier transaction, which says what it is worth, was read as well.',
        '"proven" speaks of what a block holds, and of nothing else. That the block is on the chain which the network keeps rests on the chain\'s own rule of finality; schedule G names the last block of every range read. Blocks that could still be dropped are no part of the records that are traced.',
        "The state was found when the data were read. The blocks themselves are not in this case file; anybody can read them from any node by number and hash and recompute it.",
      ],
    },
    {
      heading: "Attribution of accounts",
      sentences: [
        "A cluster is not an entity: it is an opinion that accounts are under one control, with its author, its heuristic and its evidence in schedule A.",
        "A tag is a statement of its source. For the heuristics and tags used here no measured error rate exists, unless schedule A states one.",
        "A link between an account and a compound is a statement with a source and a confidence. Taking one away and running the trace again shows what rests on it.",
      ],
    },
    {
      heading: "What is not shown",
      sentences: [
        "The figures follow money between accounts. They do not show who controlled an account, who knew what, or what anybody intended.",
        "An account that received claims' money may be used by a person who was forced to work or whose identity was used. No holder of an account is named or ranked here, and no figure is a finding about a person.",
        "Movements inside a service, in cash, or in records that were not received are not shown. Coverage gaps are listed in schedule G.",
        "The result is reproducible: the same records, the same request and the same rules give the same figures. It is not certain: other records could change it.",
      ],
    },
    {
      heading: "Versions and tests",
      sentences: [
        `Software: Tributary ${softwareVersion}. Meaning of the rules: version ${methodVersion}, the project's specification of tracing, sections 1 to 9.`,
        "The software's own tests hold the rules to the base vectors for single accounts under fifo, lifo, pro-rata, libr and pifo, to the worked examples TX-01 to TX-05, TX-07, TX-08 and TX-10 to TX-12, and to the eight laws of the specification on random ledgers.",
      ],
    },
  ];
}

/** The statement as plain text. */
export function writeMethodStatement(chapters: readonly StatementChapter[]): string {
  const body = chapters.map(({ heading, sentences }) =>
    [heading, "", ...sentences.map((sentence) => `- ${sentence}`), ""].join("\n"),
  );
  return `METHOD STATEMENT\n\n${body.join("\n")}`;
}
