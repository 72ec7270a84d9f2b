import { SigningKey, Transaction, type TransactionLike } from "ethers";
import { describe, expect, test } from "vitest";
import { checkBlock } from "./check-block.ts";
import { encodeHeader } from "./header-hash.ts";
import { keccakOfHex } from "./keccak.ts";
import { startLogsBloom } from "./logs-bloom.ts";
import { rootOf } from "./merkle-trie.ts";
import { proveBlock, worstOf } from "./prove-block.ts";
import { encodeRlp, minimalBytes, minimalHex } from "./rlp.ts";
import { parseBlock, parseReceipt } from "./rpc-block.ts";

type Json = { [key: string]: unknown };
interface Made {
  block: Json & { transactions: Json[]; withdrawals: Json[] };
  receipts: (Json & { logs: (Json & { topics: string[] })[] })[];
}

const hex = (value: number | bigint, digits = 0): string => `0x${value.toString(16).padStart(digits, "0")}`;
const keys = [11n, 12n].map((key) => new SigningKey(hex(key, 64)));
const baseFee = 7n;
const to = hex(0xabcdef, 40);
const accessList = [{ address: to, storageKeys: [hex(5, 64), hex(6, 64)] }];
const fees = { maxFeePerGas: 100n, maxPriorityFeePerGas: 2n };

/** One transaction of each type, a creation, and one from before chains were named in signatures. */
const forms: readonly TransactionLike[] = [
  { type: 0, gasPrice: 9n, to, value: 5n, chainId: 0n },
  { type: 0, gasPrice: 9n, to, value: 2n ** 90n },
  { type: 1, gasPrice: 9n, to, value: 0n, data: "0xa9059cbb00", accessList },
  { type: 2, ...fees, to, value: 1n, accessList: [] },
  { type: 2, ...fees, maxFeePerGas: 8n, value: 0n, data: "0x6000", accessList: [] },
  { type: 3, ...fees, to, value: 0n, maxFeePerBlobGas: 50n, blobVersionedHashes: [`0x01${"11".repeat(31)}`], accessList },
  {
    type: 4,
    ...fees,
    to,
    value: 3n,
    accessList,
    authorizationList: [{ address: to, nonce: 4n, chainId: 1n, signature: new SigningKey(hex(13, 64)).sign(hex(77, 64)) }],
  },
];

/** A block of Prague's form whose every hash is right. */
function makeProvenBlock(): Made {
  return structuredClone(proven);
}

function buildBlock(): Made {
  const signed = forms.map((form, index) => {
    const transaction = Transaction.from({ chainId: 1n, nonce: index, gasLimit: 60_000n, ...form });
    const key = keys[index % 2];
    if (key !== undefined) transaction.signature = key.sign(transaction.unsignedHash);
    return transaction;
  });
  const receipts = signed.map((transaction, index) => makeReceipt(transaction, index));
  const bloom = startLogsBloom();
  for (const [index, receipt] of receipts.entries()) bloom.add(parseReceipt(receipt, `receipt ${index}`).logs);
  const encoded = receipts.map((receipt) => encodeReceipt(receipt));
  const withdrawals = [{ index: "0x7", validatorIndex: "0x2", address: to, amount: "0x64" }];
  const block = {
    parentHash: hex(1, 64),
    sha3Uncles: hex(2, 64),
    miner: hex(3, 40),
    stateRoot: hex(4, 64),
    transactionsRoot: rootOf(signed.map(({ serialized }) => serialized)),
    receiptsRoot: rootOf(encoded),
    logsBloom: bloom.text(),
    difficulty: "0x0",
    number: "0x10",
    gasLimit: "0x1c9c380",
    gasUsed: hex(21_000 * signed.length),
    timestamp: "0x65e1a9c0",
    extraData: "0x1234",
    mixHash: hex(5, 64),
    nonce: "0x0000000000000000",
    baseFeePerGas: hex(baseFee),
    withdrawalsRoot: rootOf([encodeRlp(["0x07", "0x02", to, "0x64"])]),
    blobGasUsed: "0x20000",
    excessBlobGas: "0x0",
    parentBeaconBlockRoot: hex(6, 64),
    requestsHash: hex(8, 64),
    transactions: signed.map(toRpc),
    withdrawals,
  };
  return seal({ block, receipts });
}

const proven = buildBlock();

function seal({ block, receipts }: Made): Made {
  const encoded = encodeHeader(block);
  if (typeof encoded !== "string") throw new Error(encoded.check);
  const hash = keccakOfHex(encoded);
  block["hash"] = hash;
  for (const transaction of block.transactions) transaction["blockHash"] = hash;
  for (const receipt of receipts) {
    receipt["blockHash"] = hash;
    for (const log of receipt.logs) log["blockHash"] = hash;
  }
  return { block, receipts };
}

function toRpc(transaction: Transaction, index: number): Json {
  const { signature, type, from, maxFeePerGas, maxPriorityFeePerGas, gasPrice } = transaction;
  const parity = BigInt(signature?.yParity ?? 0);
  const legacyV = transaction.chainId === 0n ? 27n + parity : 35n + 2n * transaction.chainId + parity;
  return {
    hash: transaction.hash,
    transactionIndex: hex(index),
    blockHash: hex(0, 64),
    type: hex(type ?? 0),
    from: from?.toLowerCase(),
    to: transaction.to?.toLowerCase() ?? null,
    value: hex(transaction.value),
    input: transaction.data,
    nonce: hex(transaction.nonce),
    gas: hex(transaction.gasLimit),
    chainId: hex(transaction.chainId),
    gasPrice: hex(gasPrice ?? 9n),
    ...(maxFeePerGas === null ? {} : { maxFeePerGas: hex(maxFeePerGas) }),
    ...(maxPriorityFeePerGas === null ? {} : { maxPriorityFeePerGas: hex(maxPriorityFeePerGas) }),
    ...(transaction.accessList === null ? {} : { accessList: transaction.accessList }),
    ...(transaction.maxFeePerBlobGas === null ? {} : { maxFeePerBlobGas: hex(transaction.maxFeePerBlobGas) }),
    ...(transaction.blobVersionedHashes === null ? {} : { blobVersionedHashes: transaction.blobVersionedHashes }),
    ...(transaction.authorizationList === null
      ? {}
      : {
          authorizationList: transaction.authorizationList.map((entry) => ({
            chainId: hex(entry.chainId),
            address: entry.address.toLowerCase(),
            nonce: hex(entry.nonce),
            yParity: hex(entry.signature.yParity),
            r: hex(BigInt(entry.signature.r)),
            s: hex(BigInt(entry.signature.s)),
          })),
        }),
    v: hex(type === 0 ? legacyV : parity),
    ...(type === 0 ? {} : { yParity: hex(signature?.yParity ?? 0) }),
    r: hex(BigInt(signature?.r ?? 0)),
    s: hex(BigInt(signature?.s ?? 0)),
  };
}

function makeReceipt(transaction: Transaction, index: number): Made["receipts"][number] {
  const from = transaction.from?.toLowerCase() ?? "";
  const price = transaction.maxFeePerGas === null ? 9n : transaction.maxFeePerGas < 9n ? transaction.maxFeePerGas : baseFee + 2n;
  const created = `0x${keccakOfHex(encodeRlp([from, minimalBytes(BigInt(transaction.nonce))])).slice(-40)}`;
  const logs = [0, 1].slice(0, index % 3).map((place) => ({
    address: to,
    topics: [hex(0xdd, 64), hex(index, 64)],
    data: hex(1_000 + index, 64),
    blockHash: hex(0, 64),
    transactionHash: transaction.hash,
    // Receipts 0, 1 and 2 have none, one and two, and so on.
    logIndex: hex(Math.floor(index / 3) * 3 + (index % 3 === 2 ? 1 : 0) + place),
  }));
  const receipt = {
    transactionHash: transaction.hash,
    transactionIndex: hex(index),
    blockHash: hex(0, 64),
    from,
    status: index === 3 ? "0x0" : "0x1",
    gasUsed: hex(21_000),
    cumulativeGasUsed: hex(21_000 * (index + 1)),
    effectiveGasPrice: hex(price),
    ...(transaction.type === 3 ? { blobGasUsed: "0x20000", blobGasPrice: "0x1" } : {}),
    contractAddress: transaction.to === null ? created : null,
    type: hex(transaction.type ?? 0),
    logsBloom: "",
    logs,
  };
  const bloom = startLogsBloom();
  bloom.add(
    parseReceipt({ ...receipt, blockHash: hex(0, 64), logs: logs.map((log) => ({ ...log, blockHash: hex(0, 64) })) }, "receipt")
      .logs,
  );
  return { ...receipt, logsBloom: bloom.text() };
}

/** Written apart from the code under test's own. */
function encodeReceipt(receipt: Made["receipts"][number]): string {
  const type = String(receipt["type"]);
  const logs = receipt.logs.map((log) => [String(log["address"]), log.topics, String(log["data"])]);
  const fields = [
    minimalHex(String(receipt["status"])),
    minimalHex(String(receipt["cumulativeGasUsed"])),
    String(receipt["logsBloom"]),
    logs,
  ];
  return `0x${type === "0x0" ? "" : type.slice(2).padStart(2, "0")}${encodeRlp(fields).slice(2)}`;
}

/** What a reader finds wrong: by the answers' own contradiction or by recomputing; null where nothing is. */
function findWrong({ block, receipts }: Made): string | null {
  try {
    const answer = {
      block: parseBlock(block, "block"),
      receipts: receipts.map((receipt, index) => parseReceipt(receipt, `receipt ${index}`)),
    };
    checkBlock(answer, { number: 16n });
    const worst = worstOf(proveBlock(answer, "recover"));
    return worst.isProven ? null : worst.check;
  } catch (error) {
    return String(error);
  }
}

const bump = (text: unknown): string => hex(BigInt(String(text)) ^ 1n, String(text).length - 2);
const turned = (text: unknown): string => {
  const digits = String(text);
  const last = digits.endsWith("0") ? "1" : "0";
  return `${digits.slice(0, -1)}${last}`;
};

describe("a block that is what its hash stands for", () => {
  test("is proven, each form of transaction in it", () => {
    expect(findWrong(makeProvenBlock())).toBeNull();
  });

  test.each(Object.keys(makeProvenBlock().block).filter((key) => key !== "transactions" && key !== "withdrawals"))(
    "is not with another %s in its header",
    (key) => {
      const made = makeProvenBlock();
      made.block[key] = turned(made.block[key]);
      expect(findWrong(made)).not.toBeNull();
    },
  );

  const fieldsOfTransactions = forms.flatMap((_form, index) => {
    const transaction = makeProvenBlock().block.transactions[index] ?? {};
    // What a transaction says beside what it signs: `gasPrice` of the newer types is no part of it and is not read; the chain of the oldest neither.
    const idle = (key: string): boolean =>
      (transaction["type"] === "0x0" && key === "chainId") ||
      (!["0x0", "0x1"].includes(String(transaction["type"])) && ["gasPrice", "v"].includes(key)) ||
      (transaction["type"] === "0x1" && key === "v");
    return Object.entries(transaction)
      .filter(([key, value]) => typeof value === "string" && !idle(key))
      .map(([key]) => [index, key] as const);
  });

  test.each(fieldsOfTransactions)("is not with transaction %i's %s changed", (index, key) => {
    const made = makeProvenBlock();
    const transaction = made.block.transactions[index] ?? {};
    transaction[key] = turned(transaction[key]);
    expect(findWrong(made)).not.toBeNull();
  });

  test("is not with a transaction left out, doubled or in another place, whatever the receipts say", () => {
    for (const change of [
      (list: Json[]) => list.slice(1),
      (list: Json[]) => [...list, ...list.slice(-1)],
      (list: Json[]) => list.toReversed(),
    ]) {
      const made = makeProvenBlock();
      made.block.transactions = change(made.block.transactions).map((transaction, index) => ({
        ...transaction,
        transactionIndex: hex(index),
      }));
      made.receipts = [...made.receipts].slice(0, made.block.transactions.length);
      expect(findWrong(made)).not.toBeNull();
    }
  });

  test("is not with another access list, blob, authorisation or withdrawal", () => {
    const changes: ((made: Made) => void)[] = [
      ({ block }) => Object.assign(block.transactions[2] ?? {}, { accessList: [] }),
      ({ block }) => Object.assign(block.transactions[5] ?? {}, { blobVersionedHashes: [`0x01${"12".repeat(31)}`] }),
      ({ block }) => Object.assign(block.transactions[6] ?? {}, { authorizationList: [] }),
      ({ block }) => Object.assign(block.withdrawals[0] ?? {}, { amount: "0x65" }),
      ({ block }) => Object.assign(block.withdrawals[0] ?? {}, { validatorIndex: "0x3" }),
      (made) => Object.assign(made.block, { withdrawals: [] }),
    ];
    for (const change of changes) {
      const made = makeProvenBlock();
      change(made);
      expect(findWrong(made)).not.toBeNull();
    }
  });
});

describe("receipts that are what the block's root stands for", () => {
  const ofReceipt = [
    "status",
    "gasUsed",
    "cumulativeGasUsed",
    "effectiveGasPrice",
    "logsBloom",
    "from",
    "transactionHash",
    "transactionIndex",
  ];
  const cases = forms.flatMap((_form, index) => ofReceipt.map((key) => [index, key] as const));

  test.each([...cases, [5, "blobGasUsed"], [5, "blobGasPrice"], [4, "contractAddress"]] as const)(
    "are not with receipt %i's %s changed",
    (index, key) => {
      const made = makeProvenBlock();
      const receipt: Json = made.receipts[index] ?? {};
      receipt[key] = key === "status" ? bump(receipt[key]) : turned(receipt[key]);
      expect(findWrong(made)).not.toBeNull();
    },
  );

  test("are not with any log changed in any field, left out, added, doubled or moved", () => {
    for (const [index, receipt] of makeProvenBlock().receipts.entries())
      for (const place of receipt.logs.keys()) {
        const changes: ((logs: Made["receipts"][number]["logs"]) => Made["receipts"][number]["logs"])[] = [
          (logs) => logs.map((log, at) => (at === place ? { ...log, data: turned(log["data"]) } : log)),
          (logs) => logs.map((log, at) => (at === place ? { ...log, address: turned(log["address"]) } : log)),
          (logs) => logs.map((log, at) => (at === place ? { ...log, topics: log.topics.map(turned) } : log)),
          (logs) => logs.map((log, at) => (at === place ? { ...log, topics: log.topics.slice(1) } : log)),
          (logs) =>
            logs.map((log, at) => (at === place ? { ...log, logIndex: hex(BigInt(String(log["logIndex"])) + 100n) } : log)),
          (logs) => logs.filter((_log, at) => at !== place),
          (logs) => [...logs, ...logs.slice(-1).map((log) => ({ ...log, logIndex: hex(BigInt(String(log["logIndex"])) + 1n) }))],
        ];
        for (const [number, change] of changes.entries()) {
          const made = makeProvenBlock();
          const changed = made.receipts[index];
          if (changed !== undefined) changed.logs = change(changed.logs);
          expect(findWrong(made), `receipt ${index} log ${place} change ${number}`).not.toBeNull();
        }
      }
  });

  test("are not with receipts swapped", () => {
    const made = makeProvenBlock();
    made.receipts = made.receipts.toReversed();
    expect(findWrong(made)).not.toBeNull();
  });
});

test("a header with a field that is not known here is told by it", () => {
  const made = makeProvenBlock();
  made.block["hash"] = hex(99, 64);
  made.block["slotOfTomorrow"] = "0x1";
  const answer = {
    block: parseBlock(made.block, "block"),
    receipts: made.receipts.map((receipt, index) => parseReceipt(receipt, `${index}`)),
  };
  const worst = worstOf(proveBlock(answer, "believe"));
  expect(worst).toMatchObject({
    isProven: false,
    check: "hash of the header",
    found: expect.stringContaining("without the fields slotOfTomorrow"),
  });
});
