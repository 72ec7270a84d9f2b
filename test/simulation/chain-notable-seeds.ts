/** Seeds that found a mistake, and which: each was seen to fail on the code as it was. */
export const notableSeeds: readonly { readonly seed: number; readonly found: string }[] = [
  {
    seed: 16,
    found:
      "receipts that do not hash to their root were taken where senders were believed: the believed senders hid the other check",
  },
  { seed: 187, found: "the same, by logs that changed places" },
  { seed: 386, found: "the same, by a changed status: a failed transaction moved its value" },
  { seed: 395, found: "the same, by a changed withdrawal in a block that was not final" },
  { seed: 220, found: "an endpoint that forgot for a moment what is final ended the worker as a wrong command (USAGE)" },
  { seed: 424, found: "an endpoint that answered null to one block's traces left the block without them, without a word" },
  {
    seed: 6042,
    found:
      "of two endpoints one told what is final and the other, which lagged on a branch that the chain had dropped, told the blocks: they entered as final",
  },
  { seed: 410, found: "a lone endpoint that named another chain once had the ledger written under that chain's name" },
];
