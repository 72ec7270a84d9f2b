import type { ChainSource, WorkOptions, WorkReport, WorkStep } from "@tributary/chain-kit";
import { fail } from "@tributary/domain";
import type { Store } from "@tributary/pipeline-kit";
import type { Command } from "commander";
import { addChainOptions, type ChainKind, type ChainOptions, chainKinds, readBlock } from "../chain-options.ts";
import { textCounts } from "../ingest-summary.ts";
import { interruptedSignal } from "../interrupt.ts";
import { addCommand, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";
import { workExitCode, workProgressText, workText } from "../work-summary.ts";

interface RangeOptions extends ChainOptions {
  readonly from: bigint;
  readonly to?: bigint;
}

interface FollowOptions extends ChainOptions {
  readonly from?: bigint;
  readonly once?: true;
  readonly poll: number;
}

interface WatchOptions extends FollowOptions {
  readonly account: readonly string[];
}

/** `ingest evm`, `ingest tron`, `ingest bitcoin`: a range of final blocks. */
export function addChainIngests(parent: Command, register: Register): void {
  for (const kind of chainKinds) {
    const command = addCommand(parent, {
      usage: kind.name,
      description: `A range of ${kind.what}. Final blocks alone; what the ledger holds is not read again.`,
      example: `tributary ingest ${kind.name} --rpc http://127.0.0.1:${kind.port} --from 0 --to 100`,
    })
      .requiredOption("--from <block>", "first block", readBlock)
      .option("--to <block>", "last block; default: the last final one", readBlock);
    addChainOptions(command, kind).action((options: RangeOptions) =>
      runWork(register, { kind, options }, async (work) => {
        const { runBackfill } = await import("@tributary/chain-kit");
        return runBackfill({ ...work, from: options.from, to: options.to });
      }),
    );
  }
}

/** `sync <chain>` and `watch <chain>`: follow the head. */
export function addChainCommands(register: Register): void {
  const sync = register.program
    .command("sync")
    .description("Follow a chain: final blocks enter the ledger, the ones above them stand apart until they are final.");
  const watch = register.program
    .command("watch")
    .description("Follow some accounts. Whole blocks are asked for all the same, so that no endpoint learns who is looked at.");
  for (const kind of chainKinds) {
    addFollow(sync, kind, "sync").action((options: FollowOptions) => runFollow(register, { kind, options }));
    addFollow(watch, kind, "watch")
      .requiredOption("--account <account...>", "accounts, as `tron:0x2b6653dc:T…`")
      .action((options: WatchOptions) => runFollow(register, { kind, options, accounts: options.account }));
  }
}

function addFollow(parent: Command, kind: ChainKind, verb: "sync" | "watch"): Command {
  const account = verb === "watch" ? ` --account ${exampleAccounts[kind.name]}` : "";
  const command = addCommand(parent, {
    usage: kind.name,
    description: `Follow ${kind.what}.`,
    example: `tributary ${verb} ${kind.name} --rpc http://127.0.0.1:${kind.port}${account} --once`,
  })
    .option("--from <block>", "first block; default: where the ledger starts, or the last final block", readBlock)
    .option("--once", "one round, then end")
    .option("--poll <seconds>", "pause between rounds", readSeconds, 12);
  return addChainOptions(command, kind);
}

const exampleAccounts: Readonly<Record<ChainKind["name"], string>> = {
  evm: "eip155:1:0xdac17f958d2ee523a2206206994597c13d831ec7",
  tron: "tron:0x2b6653dc:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
  bitcoin: "bip122:000000000019d6689c085ae165831e93:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
};

interface ChainCall<Options extends ChainOptions> {
  readonly kind: ChainKind;
  readonly options: Options;
  readonly accounts?: readonly string[];
}

function runFollow(register: Register, call: ChainCall<FollowOptions>): Promise<void> {
  return runWork(register, call, async (work) => {
    const { runSync } = await import("@tributary/chain-kit");
    const { from, once, poll } = call.options;
    return runSync({ ...work, from, once, pollMilliseconds: poll * 1000 });
  });
}

async function runWork(
  register: Register,
  { kind, options, accounts }: ChainCall<ChainOptions>,
  work: (options: WorkOptions) => Promise<WorkReport>,
): Promise<void> {
  const talk = talkOf(options);
  const signal = interruptedSignal();
  const source = await kind.open(options, signal, accounts);
  try {
    const report = await withStore({ ...options, mode: "write", create: true }, (store) =>
      work(workOptions(store, { source, options, show: (progress) => talk.progress(progress) })),
    );
    talk.result(textCounts(report), workText(report));
    register.setExitCode(workExitCode(report));
  } finally {
    source.close();
  }
}

function workOptions(
  store: Store,
  { source, options, show }: { source: ChainSource; options: ChainOptions; show: (line: string) => void },
): WorkOptions {
  return {
    store,
    source,
    signal: interruptedSignal(),
    onProgress: (progress) => show(workProgressText(progress)),
    onStep: reportBatches(),
    ...(options.batch === undefined ? {} : { ingestLimits: { batchRecordsMax: options.batch } }),
  };
}

/** With TRIBUTARY_ACKNOWLEDGED=1 each durable batch is a line of JSON on stderr, for those who watch from outside. */
function reportBatches(): (step: WorkStep) => void {
  let batch = 0;
  return (step) => {
    if (step !== "batch-acknowledged" || process.env["TRIBUTARY_ACKNOWLEDGED"] !== "1") return;
    batch += 1;
    process.stderr.write(`${JSON.stringify({ batch })}\n`);
  };
}

function readSeconds(text: string): number {
  return /^[0-9]{1,5}$/.test(text)
    ? Number(text)
    : fail("USAGE", { found: `poll "${text}"`, expected: "whole seconds, for example 12" });
}
