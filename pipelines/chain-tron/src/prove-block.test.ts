import { parseExactJson } from "@tributary/chain-kit";
import { describe, expect, test } from "vitest";
import { blockIdOf, proveHeader, proveTransactions, transactionsRoot } from "./prove-block.ts";
import { parseBlock, type TronBlock } from "./tron-block.ts";

/** Block 13,232,131 of TRON's test network: three transactions, so that one rises through the tree alone. Its JSON is written from its published fields. */
const transfers = [
  {
    txID: "738c8bdf8f2a38147a8a4643bb184cfde41b22707585669a2cfb15b3b7d869bf",
    to: "412e961e2d6493b2bc728d06d024c0e2a631063538",
    signature:
      "51911c415dc290b1500562d41570009bbbe0827d231999ea7de1f0bbb1665b436e9a1f0c3eeff34f3df2290da5706f920e95b58a55827d7202f81fd45960a7ea01",
    raw: "0a02e7f0220885fc9d795829e08940e09d9df9832f5a69080112650a2d747970652e676f6f676c65617069732e636f6d2f70726f746f636f6c2e5472616e73666572436f6e747261637412340a154141f0a2b01c950b4d38c9abfe9b96579dea0651681215412e961e2d6493b2bc728d06d024c0e2a6310635381880e497d01270e7cc99f9832f",
  },
  {
    txID: "5d79ef636445e261fa090cdb5d23d7f8e0443778cb74df2c3ee34a9462645f67",
    to: "4131ee9cedde5c5e0de33f26b3ba6596b0fef610f3",
    signature:
      "b03901e89ee688c819bc885f7f4789e5f47c1eb23bdbb9ee334516f9f43e86ce2968913414cc82113c5ec6ff993a9075e23cf81474920c9b4da94ad2a096310e01",
    raw: "0a02e7f0220885fc9d795829e08940e09d9df9832f5a69080112650a2d747970652e676f6f676c65617069732e636f6d2f70726f746f636f6c2e5472616e73666572436f6e747261637412340a154141f0a2b01c950b4d38c9abfe9b96579dea06516812154131ee9cedde5c5e0de33f26b3ba6596b0fef610f31880e497d0127091cd99f9832f",
  },
];

const call = {
  ret: [{ contractRet: "SUCCESS" }],
  signature: [
    "542dc9f8a72fd3d96a03e4075789cdd017f9c7a30522fffbd1c4a2def34dfcbf0ccdc3302507168c4cc41715d778ce3f452b988840c23f80cd4985fbc75f733a01",
  ],
  txID: "ec0fa0d734c1d5815cee80b7accce61b0cda8a87e8d3e40061595104a4142430",
  raw_data: {
    contract: [
      {
        type: "TriggerSmartContract",
        parameter: {
          value: {
            owner_address: "41bcaadebd7d6951971e4876f79fd95351bd5571dc",
            contract_address: "4135cf7d6a20a1f7149e5f99442334257a95e8f28e",
          },
        },
      },
    ],
  },
  raw_data_hex:
    "0a02e7ef2208ca589e3ac0ae638340a8869df9832f520c73656e6420746f20746f6e795aae01081f12a9010a31747970652e676f6f676c65617069732e636f6d2f70726f746f636f6c2e54726967676572536d617274436f6e747261637412740a1541bcaadebd7d6951971e4876f79fd95351bd5571dc12154135cf7d6a20a1f7149e5f99442334257a95e8f28e2244a9059cbb00000000000000000000000001c12a552c8a35051153c05792249d2512f011ba000000000000000000000000000000000000000000000000112209c76de800007095ca99f9832f9001809bee02",
};

const header = {
  number: 13_232_131,
  txTrieRoot: "1b8e8977290caedf6de737f3e42d142c5c603d20d46942bb47a75963ec78709d",
  witness_address: "41ad3353aa1343b90a311f09b784c76f089d278232",
  parentHash: "0000000000c9e802e54079a6a84e92315f8b8dbcbefd9b151dc2317d27523049",
  version: 20,
  timestamp: 1_615_967_187_000,
};

interface Changes {
  readonly amount?: number;
  readonly contractRet?: string;
  readonly transactions?: number;
  readonly header?: Readonly<Record<string, unknown>>;
}

function realBlock(changes: Changes = {}): TronBlock {
  const transactions = [
    ...transfers.map(({ txID, to, signature, raw }) => ({
      ret: [{ contractRet: changes.contractRet ?? "SUCCESS" }],
      signature: [signature],
      txID,
      raw_data: {
        contract: [
          {
            type: "TransferContract",
            parameter: {
              value: {
                amount: changes.amount ?? 5_000_000_000,
                owner_address: "4141f0a2b01c950b4d38c9abfe9b96579dea065168",
                to_address: to,
              },
            },
          },
        ],
      },
      raw_data_hex: raw,
    })),
    call,
  ];
  const answer = {
    blockID: "0000000000c9e803d5258a17e15172768b41ffb69e857530e7d9f7a92ccb78e8",
    block_header: { raw_data: { ...header, ...changes.header } },
    transactions: transactions.slice(0, changes.transactions ?? transactions.length),
  };
  return parseBlock(parseExactJson(JSON.stringify(answer)), "block");
}

describe("the proof of a real block", () => {
  test("recomputes its id from its header", () => {
    expect(() => proveHeader(realBlock())).not.toThrow();
    expect(blockIdOf(realBlock().fields)).toBe("0000000000c9e803d5258a17e15172768b41ffb69e857530e7d9f7a92ccb78e8");
  });

  test("recomputes its root from its transactions", () => {
    expect(transactionsRoot(realBlock().transactions)).toBe(header.txTrieRoot);
    expect(proveTransactions(realBlock())).toBe(true);
  });

  test("gives a block without transactions a root of zeros", () => {
    expect(transactionsRoot([])).toBe("0".repeat(64));
  });

  test("finds a changed header", () => {
    expect(() => proveHeader(realBlock({ header: { timestamp: 1_615_967_190_000 } }))).toThrow(/SOURCE_INCONSISTENT.*blockID/);
  });

  test("finds a dropped transaction", () => {
    expect(() => proveTransactions(realBlock({ transactions: 2 }))).toThrow(/SOURCE_INCONSISTENT.*txTrieRoot/);
  });

  test("finds a result that was turned round", () => {
    expect(() => proveTransactions(realBlock({ contractRet: "REVERT" }))).toThrow(/SOURCE_INCONSISTENT.*txTrieRoot/);
  });

  test("finds an amount in the JSON that its own bytes do not say", () => {
    expect(() => realBlock({ amount: 5_000_000_001 })).toThrow(/SOURCE_INCONSISTENT.*amount 5000000001.*5000000000/);
  });
});
