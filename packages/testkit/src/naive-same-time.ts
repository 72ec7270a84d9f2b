import type { NamedTransfer } from "@tributary/ledger";
import type { SameTimeMode } from "@tributary/trace";

/** Puts transfers of one instant in the order that the mode asks for. `events` are in recorded order. */
export function orderWithinInstants(events: readonly NamedTransfer[], mode: SameTimeMode): NamedTransfer[] {
  const ordered: NamedTransfer[] = [];
  let at = 0;
  while (at < events.length) {
    const instant = events[at]?.occurredAt;
    const group: NamedTransfer[] = [];
    for (; at < events.length && events[at]?.occurredAt === instant; at += 1) group.push(...events.slice(at, at + 1));
    ordered.push(...orderGroup(group, mode));
  }
  return ordered;
}

function orderGroup(group: readonly NamedTransfer[], mode: SameTimeMode): NamedTransfer[] {
  if (mode === "recorded") return [...group];
  const waiting = [...group];
  const taken: NamedTransfer[] = [];
  while (waiting.length > 0) {
    const free = waiting.findIndex((candidate) =>
      mode === "credits-first"
        ? !waiting.some((other) => other.to === candidate.from)
        : !waiting.some((other) => other.from === candidate.to),
    );
    taken.push(...waiting.splice(free === -1 ? 0 : free, 1));
  }
  return taken;
}
