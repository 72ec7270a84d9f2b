import { shortBic } from "@tributary/bank-kit";
import type { MtMessage } from "./mt-message.ts";

/** What the blocks around a message's text say. */
export interface MessageHeader {
  /** BIC without the terminal's letter and without the three X of a head office. */
  readonly sender: string | null;
  readonly receiver: string | null;
  /** `103`, where block 2 says so. */
  readonly type: string | null;
  /** Block 3, field 119: `COV`, `STP`, `REMIT`. */
  readonly validation: string | null;
  /** A message of the network about another message: an acknowledgement. */
  readonly isService: boolean;
}

/** Reads blocks 1 to 3 by their fixed places. The one who sends stands in block 1 of a sent message, in block 2 of a received one. */
export function readHeader({ blocks }: Pick<MtMessage, "blocks">): MessageHeader {
  const basic = blocks.get("1") ?? "";
  const application = blocks.get("2") ?? "";
  const own = bicOfTerminal(basic.slice(3, 15));
  const isReceived = application.startsWith("O");
  const other = bicOfTerminal(isReceived ? application.slice(14, 26) : application.slice(4, 16));
  const type = /^[IO]([0-9]{3})/.exec(application)?.[1] ?? null;
  const [sender, receiver] = isReceived ? [other, own] : [own, other];
  const validation = subBlock(blocks.get("3"), "119");
  return { sender, receiver, type, validation, isService: /^F2[1-9]/.test(basic) };
}

/** The value of `{tag:value}` inside a block. */
export function subBlock(block: string | undefined, tag: string): string | null {
  const start = block?.indexOf(`{${tag}:`) ?? -1;
  if (block === undefined || start === -1) return null;
  const end = block.indexOf("}", start);
  return end === -1 ? null : block.slice(start + tag.length + 2, end);
}

/** A terminal's address is a BIC with the terminal's letter between its 8 and its last 3 characters (ISO 9362, SWIFT's use). */
function bicOfTerminal(address: string): string | null {
  const [, institution, branch] = /^([A-Z0-9]{8})[A-Z0-9]([A-Z0-9]{3})?$/.exec(address) ?? [];
  if (institution === undefined) return null;
  return shortBic(branch === undefined ? institution : `${institution}${branch}`);
}
