import { describe, expect, test } from "vitest";
import { type BlockAnswer, decodeBlock } from "./decode-block.ts";
import { findInternalMoves } from "./decode-trace.ts";
import {
  addressOf,
  because,
  isDataAbsent,
  listOf,
  mainnet,
  type Row,
  readAnswer,
  readExactLines,
  readTable,
  textOf,
  transfersOf,
} from "./golden-data.ts";
import { parseBlock } from "./rpc-block.ts";
import { parseFlatTraces, parseNestedTraces } from "./rpc-trace.ts";

describe.skipIf(isDataAbsent)(`call traces of mainnet blocks${because}`, () => {
  test.each([
    { title: "1000690, with a creation", folder: "block_with_create", number: "0xf44f2", moves: 0 },
    { title: "1000895, with a call that ran out of gas", folder: "block_with_error", number: "0xf45bf", moves: 0 },
    { title: "1000000, with code of another contract called", folder: "block_with_subtraces", number: "0xf4240", moves: 0 },
    { title: "1011973, with a destruction", folder: "block_with_suicide", number: "0xf7105", moves: 1 },
  ])("block $title", ({ folder, number, moves }) => {
    const path = `ethereum-etl/test_export_traces_job/${folder}`;
    const traces = parseFlatTraces(readAnswer(`${path}/web3_response.trace_block_${number}.json`), "traces");
    const rows = readTable(`${path}/expected_traces.csv`);
    const found = traces.transactions.flatMap((trace) =>
      findInternalMoves(trace, { keepsContracts: false }).map((move) =>
        [trace.transactionHash, move.path, move.from, move.to, move.atoms].join(" "),
      ),
    );
    expect(found).toEqual(rows.filter(isInternalMove).map(describeRow));
    expect(found.length).toBe(moves);
    expect(traces.rewards.map(({ to, value }) => `${to} ${value}`)).toEqual(rewardsOf(rows));
  });

  test.each([
    ["1000690", "block_with_create", "0xf44f2"],
    ["1000895", "block_with_error", "0xf45bf"],
    ["1000000", "block_with_subtraces", "0xf4240"],
  ])("block %s as another node tells it moves the same", (_name, folder, number) => {
    const flat = parseFlatTraces(
      readAnswer(`ethereum-etl/test_export_traces_job/${folder}/web3_response.trace_block_${number}.json`),
      "traces",
    );
    const nested = parseNestedTraces(
      readAnswer(
        `ethereum-etl/test_extract_geth_traces_job/${folder}/web3_response.debug_traceBlockByNumber_${number}_tracer_calltracer.json`,
      ),
      "traces",
    );
    const movesOf = ({ transactions }: typeof flat): unknown =>
      transactions.map((trace) => [trace.calls[0]?.isFailed, findInternalMoves(trace, { keepsContracts: false })]);
    expect(movesOf(nested)).toEqual(movesOf(flat));
  });

  test.each([
    ["2112234", "blocks_2112234_2112234", "0x203aea"],
    ["508110", "blocks_508110_508110", "0x7c0ce"],
  ])("rewards of block %s as traces tell them, and as the rules of their time give them", (_name, folder, number) => {
    const path = `ethereum-etl/test_stream/${folder}`;
    const header = parseBlock(
      { ...objectOf(readAnswer(`${path}/web3_response.eth_getBlockByNumber_${number}_false.json`)), transactions: [] },
      "block",
    );
    const traces = parseFlatTraces(readAnswer(`${path}/web3_response.trace_block_${number}.json`), "traces");
    const expected = rewardsOf(readExactLines(`${path}/expected_traces.json`));
    const rewards = (answer: Partial<BlockAnswer>): readonly string[] =>
      transfersOf(decodeBlock(mainnet, { block: header, receipts: [], ...answer })).map(
        ({ to, atoms }) => `${addressOf(to)} ${atoms}`,
      );
    expect(rewards({ traces })).toEqual(expected);
    const [, ...late] = traces.rewards;
    const uncles = late.map(({ to, value }) => ({
      number: header.number - 8n + (value * 8n) / (5n * 10n ** 18n),
      beneficiary: to ?? "",
    }));
    expect(listOf(header.raw, "uncles").length).toBe(uncles.length);
    expect(rewards({ uncles })).toEqual(expected);
  });
});

function objectOf(value: unknown): Row {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function isInternalMove(row: Row): boolean {
  const isCall =
    ["call", "create", "suicide"].includes(textOf(row, "trace_type")) &&
    !["delegatecall", "callcode"].includes(textOf(row, "call_type"));
  return isCall && row["trace_address"] !== "" && row["status"] === "1" && row["value"] !== "0";
}

function describeRow(row: Row): string {
  return ["transaction_hash", "trace_address", "from_address", "to_address", "value"].map((key) => textOf(row, key)).join(" ");
}

function rewardsOf(rows: readonly Row[]): readonly string[] {
  const rewards = rows.filter((row) => [row["trace_type"], row["type"]].includes("reward"));
  return rewards.map((row) => `${textOf(row, "to_address")} ${textOf(row, "value")}`);
}
