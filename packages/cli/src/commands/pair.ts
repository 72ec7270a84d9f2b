import { formatFinding } from "@tributary/domain";
import type { BridgePairingReport, RailPairingReport } from "@tributary/engine";
import { exitCodes } from "../exit-code.ts";
import { textCounts } from "../ingest-summary.ts";
import { interruptedSignal } from "../interrupt.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

/** `pair bridges`: deposits on one chain and releases on another become conversions. */
export function addPairCommands({ program, setExitCode }: Register): void {
  const parent = program.command("pair").description("Join what the ledger holds of two chains.");
  addCommand(parent, {
    usage: "bridges",
    description:
      "Pair deposits into bridges with their releases: by the bridge's own key, else as inferred, which no headline counts.",
    example: "tributary pair bridges",
  }).action(async (options: CommonOptions) => {
    const { pairBridges } = await import("@tributary/engine");
    const report = await withStore({ ...options, mode: "write" }, (store) => pairBridges({ store, signal: interruptedSignal() }));
    talkOf(options).result(textCounts(report), pairingText(report));
    setExitCode(pairingExitCode(report));
  });
  addCommand(parent, {
    usage: "rails",
    description: "Join a bank payment and a chain transfer where the payment's own record names the transaction's hash.",
    example: "tributary pair rails",
  }).action(async (options: CommonOptions) => {
    const { pairRails } = await import("@tributary/engine");
    const report = await withStore({ ...options, mode: "write" }, (store) => pairRails(store));
    talkOf(options).result(textCounts(report), railsText(report));
    setExitCode(report.conflicts.length > 0 ? exitCodes.incomplete : exitCodes.ok);
  });
}

function railsText({ paired, undecided, conflicts }: RailPairingReport): string {
  return [
    `${paired} documented; ${undecided.length} for a person to decide`,
    ...undecided.map(({ record, hash, reason }) => `  record ${record}, transaction ${hash}: ${reason}`),
    ...conflicts.map((finding) => `  ${formatFinding(finding)}`),
  ].join("\n");
}

function pairingText(report: BridgePairingReport): string {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ["carried by more ends than two", report.contended],
    ["without all their transfers", report.withoutLegs],
    ["undecided", report.undecided],
    ["waiting for more of the other chain", report.waiting],
  ];
  return [
    `${report.paired} paired by their bridge's key, ${report.inferred} inferred; open: ${report.openDeposits} deposits, ${report.openReleases} releases`,
    ...lists.flatMap(([words, names]) => (names.length === 0 ? [] : [`${words}:`, ...names.map((name) => `  ${name}`)])),
    ...report.conflicts.map((finding) => `  ${formatFinding(finding)}`),
  ].join("\n");
}

function pairingExitCode(report: BridgePairingReport): number {
  if (report.isInterrupted) return exitCodes.interrupted;
  return report.conflicts.length + report.contended.length + report.withoutLegs.length > 0 ? exitCodes.incomplete : exitCodes.ok;
}
