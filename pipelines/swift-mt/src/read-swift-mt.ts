import type { EncodingName, SubmissionScope } from "@tributary/bank-kit";
import { digestText, type Finding, showFound } from "@tributary/domain";
import type { IngestItem } from "@tributary/pipeline-kit";
import { type MessageHeader, readHeader, subBlock } from "./message-header.ts";
import { kindOf, messageNames } from "./message-kind.ts";
import { MessageSplitter } from "./message-splitter.ts";
import type { MtMessage } from "./mt-message.ts";
import { readConfirmation, readOrders } from "./other-messages.ts";
import { readPayment } from "./payment-message.ts";
import { readLines } from "./read-lines.ts";
import { References } from "./references.ts";
import type { OpenMessage } from "./report-heading.ts";
import { readStatement } from "./statement.ts";
import { type SwiftMtLimits, swiftMtLimits } from "./swift-mt-limits.ts";

export interface SwiftMtSource {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Where its reports are opened. */
  readonly submission: SubmissionScope;
  /** Offset such as `+07:00` of the bank's days. */
  readonly zoneOffset?: string | undefined;
  /** UTF-8 unless stated. */
  readonly encoding?: EncodingName | undefined;
  readonly limits?: SwiftMtLimits | undefined;
}

/**
 * Reads SWIFT MT messages one after the other: in blocks or as bare fields, joined by `$` or not. Each is a report of its own; one that cannot be
 * read is kept apart whole. A file that breaks off leaves the messages before that place whole: each has an end sign of its own. The same bytes and options give the same items in the same order.
 */
export async function* readSwiftMt(source: SwiftMtSource): AsyncGenerator<IngestItem, void, undefined> {
  const { bytes, encoding = "utf-8", limits = swiftMtLimits } = source;
  const splitter = new MessageSplitter(limits);
  const reader = new MessageReader(source, limits);
  for await (const read of readLines({ bytes, encoding, lineCharactersMax: limits.lineCharactersMax })) {
    if (read.kind === "broken") {
      for (const message of splitter.end()) yield* reader.read(message);
      yield reader.breakOff(read);
      return;
    }
    for (const line of read.lines) {
      for (const message of splitter.take(line)) yield* reader.read(message);
      if (reader.isOver) return;
    }
  }
  for (const message of splitter.end()) yield* reader.read(message);
  yield* reader.end(splitter);
}

class MessageReader {
  isOver = false;
  readonly #source: SwiftMtSource;
  readonly #limits: SwiftMtLimits;
  readonly #references = new References();
  readonly #knownBalances = new Map<string, bigint>();
  /** What the network said of the message that comes next. */
  #service: MtMessage | null = null;
  #count = 0;

  constructor(source: SwiftMtSource, limits: SwiftMtLimits) {
    this.#source = source;
    this.#limits = limits;
  }

  *read(message: MtMessage): Generator<IngestItem, void, undefined> {
    this.#count += 1;
    const { messagesMax } = this.#limits;
    if (this.isOver) return;
    if (this.#count > messagesMax) {
      this.isOver = true;
      const expected = `at most ${messagesMax} (messagesMax); nothing from here on was read`;
      yield this.#apart(message, { code: "LIMIT_REACHED", found: "more messages", expected });
      return;
    }
    const header = readHeader(message);
    if (header.isService && message.fault === null) {
      if (this.#service !== null) yield this.#strayService(this.#service);
      this.#service = message;
      return;
    }
    yield* this.#readMessage(message, header);
    this.#service = null;
  }

  *#readMessage(message: MtMessage, header: MessageHeader): Generator<IngestItem, void, undefined> {
    if (message.fault !== null) {
      const { line, ...refusal } = message.fault;
      yield this.#apart({ ...message, line }, { ...refusal, found: showFound(refusal.found) });
      return;
    }
    const kind = kindOf(header, message.fields);
    if (kind === undefined) {
      yield this.#unreadable(message, header);
      return;
    }
    const isStatement = kind === "940" || kind === "942" || kind === "950";
    if (!message.hasEnd && !isStatement) {
      const expected = "the end sign -} behind block 4, or - behind bare fields";
      yield this.#apart(message, { code: "FILE_TRUNCATED", found: "a message without its end", expected, rule: "swift-mt/end" });
      return;
    }
    const { submission, zoneOffset = null } = this.#source;
    const isRefused = this.#service !== null && subBlock(this.#service.blocks.get("4"), "451") === "1";
    const open: OpenMessage = { message, header, kind, isRefused, submission, zoneOffset, references: this.#references };
    if (isStatement) yield* readStatement(open, this.#knownBalances);
    else if (kind === "101") yield* readOrders(open);
    else if (kind === "900" || kind === "910") yield* readConfirmation(open);
    else yield* readPayment(open);
  }

  #unreadable(message: MtMessage, { type }: MessageHeader): IngestItem {
    const isEmpty = message.fields.length === 0;
    const named = type === null ? "a message of no known kind" : `MT${type}`;
    const found = isEmpty ? "a message without fields" : named;
    return this.#apart(message, {
      code: "FILE_UNREADABLE",
      found,
      expected: "a message that is read here",
      allowed: messageNames,
    });
  }

  #strayService(message: MtMessage): IngestItem {
    const expected = "the message that it is about, behind it";
    return this.#apart(message, { code: "FILE_UNREADABLE", found: "an acknowledgement alone", expected });
  }

  /** The bytes go on as no text: what came before them was read. */
  breakOff({ found, line }: { readonly found: string; readonly line: number }): IngestItem {
    const { encoding = "utf-8" } = this.#source;
    const expected = `text in ${encoding}; ${this.#count} messages before it were read`;
    const hint = "state the file's encoding, such as windows-1252 or windows-874";
    return this.#item({ locator: `break line ${line}`, raw: "" }, { code: "FILE_UNREADABLE", found, expected, hint }, { line });
  }

  *end(splitter: MessageSplitter): Generator<IngestItem, void, undefined> {
    if (this.#service !== null) yield this.#strayService(this.#service);
    const [first, ...others] = splitter.strayLines();
    if (first === undefined && this.#count > 0) return;
    const expected = this.#count === 0 ? "messages in blocks, or fields such as :20:" : "nothing but messages";
    const line = first?.number ?? 1;
    const raw = [first, ...others].map((stray) => stray?.text ?? "").join("\n");
    const found = first === undefined ? "no message" : `"${showFound(first.text)}"`;
    yield this.#item({ locator: `line line ${line}`, raw }, { code: "FILE_UNREADABLE", found, expected }, { line });
  }

  #apart({ path, line, raw }: Pick<MtMessage, "path" | "line" | "raw">, finding: Omit<Finding, "where">): IngestItem {
    return this.#item({ locator: `${path} line ${line}`, raw }, finding, { line, path });
  }

  #item(
    { locator, raw }: { readonly locator: string; readonly raw: string },
    finding: Omit<Finding, "where">,
    where: { readonly line: number; readonly path?: string },
  ): IngestItem {
    const { file, fileSha256 } = this.#source.submission.context;
    return {
      record: { fileSha256, locator, rawSha256: digestText(raw) },
      findings: [{ ...finding, where: { file, ...where } }],
      raw,
    };
  }
}
