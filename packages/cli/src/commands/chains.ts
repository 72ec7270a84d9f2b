import type { ChainStatus } from "@tributary/engine";
import { textCounts } from "../ingest-summary.ts";
import { addCommand, type CommonOptions, type Register, talkOf } from "../register.ts";
import { withStore } from "../with-store.ts";

/** `chains`: what the store holds of which chain. */
export function addChainsCommand({ program }: Register): void {
  addCommand(program, {
    usage: "chains",
    description: "Say which blocks of which chains the store holds, how surely they are known, and what is not final yet.",
    example: "tributary chains",
  }).action(async (options: CommonOptions) => {
    const { chainStatus } = await import("@tributary/engine");
    const chains = await withStore({ ...options, mode: "read" }, (store) => chainStatus(store));
    const text = chains.length === 0 ? "no chain was read" : chains.map(statusText).join("\n");
    talkOf(options).result({ chains: textCounts(chains) }, text);
  });
}

function statusText({ chain, spans, proofs, pending }: ChainStatus): string {
  const lines = [
    ...spans.map(({ reading, from, to }) => `  ${reading}: blocks ${from} to ${to}`),
    ...proofs.map(({ part, state, blocks }) => `  ${part} ${state}: ${blocks} blocks`),
    pending === null ? "  not final: none" : `  not final: ${pending.blocks} blocks, ${pending.from} to ${pending.to}`,
  ];
  return [chain, ...lines].join("\n");
}
