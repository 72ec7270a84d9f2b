import { addressTopic, amountWord, type CallFrame, type MadeLog, topics } from "./call-frame.ts";
import { collection, contracts, holders, plainTokens, routers, wrappedToken, zeroAddress } from "./cast.ts";
import type { Random } from "./random.ts";
import type { SignedTransaction } from "./signed-transaction.ts";

/** What became of a transaction in one block: another block may hold it with another outcome. */
export interface Outcome {
  readonly isFailed: boolean;
  readonly gasUsed: bigint;
  readonly root: CallFrame;
}

export interface RunPlace {
  /** The account called or made. */
  readonly receiver: string;
  /** Do contracts outlive their own destruction (since Cancun)? */
  readonly mayDestroy: boolean;
}

/** Draws what a signed transaction does when it is run. */
export function drawOutcome(random: Random, signed: SignedTransaction, { receiver, mayDestroy }: RunPlace): Outcome {
  const isPlain = signed.to !== null && !contracts.has(signed.to);
  const isFailed = !isPlain && random.chance(0.12);
  const frame: CallFrame = {
    kind: signed.to === null ? "create" : "call",
    from: signed.from,
    to: receiver,
    value: signed.value,
    isFailed,
    logs: [],
    calls: [],
  };
  const root = isPlain ? frame : { ...frame, ...drawActs(random, frame, mayDestroy) };
  return { isFailed, gasUsed: isPlain ? 21_000n : 30_000n + BigInt(random.below(200_000)), root };
}

type Acts = Pick<CallFrame, "logs" | "calls">;

function drawActs(random: Random, frame: CallFrame, mayDestroy: boolean): Acts {
  if (plainTokens.includes(frame.to)) return { logs: [drawTokenLog(random, frame.to, frame.from)], calls: [] };
  if (frame.to === wrappedToken)
    return frame.value > 0n
      ? { logs: [depositLog(frame.from, frame.value)], calls: [] }
      : withdraw(frame.from, drawAtoms(random));
  if (frame.to === collection) return { logs: [itemLog(random, frame.from)], calls: [] };
  return {
    logs: [],
    calls: Array.from({ length: random.below(5) }, () => drawCall(random, { caller: frame.to, depth: 0, mayDestroy })),
  };
}

const depthMax = 3;

/** A contract that is made, at an address that nobody has; or one that gives itself up and, since Cancun, only pays out. */
function drawCreation(random: Random, { caller, mayDestroy }: CallPlace): Pick<CallFrame, "kind" | "to"> {
  // One that was made in the same transaction would be destroyed with what it holds, which is simulated nowhere.
  if (mayDestroy && routers.includes(caller)) return { kind: "selfdestruct", to: random.pick(holders) };
  return {
    kind: "create",
    to: `0x${random
      .bigBelow(2n ** 160n)
      .toString(16)
      .padStart(40, "0")}`,
  };
}

interface CallPlace {
  readonly caller: string;
  readonly depth: number;
  readonly mayDestroy: boolean;
}

function drawCall(random: Random, place: CallPlace): CallFrame {
  const { caller, depth, mayDestroy } = place;
  const call: CallFrame = { kind: "call", from: caller, to: "", value: 0n, isFailed: false, logs: [], calls: [] };
  const sort = random.below(10);
  if (sort < 3) {
    const token = random.pick(plainTokens);
    return { ...call, to: token, logs: [drawTokenLog(random, token, caller)] };
  }
  if (sort === 3) return { ...call, to: wrappedToken, ...withdraw(caller, drawAtoms(random)) };
  if (sort === 4) {
    const value = drawAtoms(random);
    return { ...call, to: wrappedToken, value, logs: value === 0n ? [] : [depositLog(caller, value)] };
  }
  if (sort === 5) return { ...call, to: collection, logs: [itemLog(random, caller)] };
  // A delegated call shows value that is its caller's, and a static one has none: nothing moves by either.
  if (sort === 6 && random.chance(0.5)) return { ...call, to: random.pick(plainTokens), kind: "staticcall" };
  if (sort === 6) return { ...call, to: random.pick(plainTokens), kind: "delegatecall", value: drawAtoms(random) };
  if (sort === 7) return { ...call, ...drawCreation(random, place), value: drawAtoms(random) };
  if (sort === 8 && depth < depthMax) {
    const router = random.pick(routers);
    const calls = Array.from({ length: 1 + random.below(2) }, () =>
      drawCall(random, { caller: router, depth: depth + 1, mayDestroy }),
    );
    return { ...call, to: router, value: drawAtoms(random), isFailed: random.chance(0.4), calls };
  }
  return { ...call, to: random.pick(holders), value: drawAtoms(random) };
}

/** Small amounts that collide, large ones beyond 2^53 and 2^64, and none at all. */
function drawAtoms(random: Random): bigint {
  const sort = random.below(8);
  if (sort === 0) return 0n;
  return sort < 4 ? 1n + BigInt(random.below(9)) : random.bigBelow(2n ** (sort < 6 ? 62n : 70n));
}

function drawTokenLog(random: Random, token: string, owner: string): MadeLog {
  const sort = random.below(12);
  const atoms = drawAtoms(random);
  const other = random.pick(holders);
  if (sort === 0) return approvalLog(token, { from: owner, to: other, atoms });
  if (sort === 1) return transferLog(token, { from: null, to: other, atoms });
  if (sort === 2) return transferLog(token, { from: owner, to: null, atoms });
  return transferLog(token, { from: owner, to: other, atoms });
}

interface TokenMove {
  readonly from: string | null;
  readonly to: string | null;
  readonly atoms: bigint;
}

function transferLog(token: string, move: TokenMove): MadeLog {
  return {
    address: token,
    topics: [topics.transfer, addressTopic(move.from ?? zeroAddress), addressTopic(move.to ?? zeroAddress)],
    data: amountWord(move.atoms),
    meaning: { kind: "movement", ...move },
  };
}

function approvalLog(token: string, move: { from: string; to: string; atoms: bigint }): MadeLog {
  return {
    address: token,
    topics: [topics.approval, addressTopic(move.from), addressTopic(move.to)],
    data: amountWord(move.atoms),
    meaning: { kind: "nothing" },
  };
}

function itemLog(random: Random, owner: string): MadeLog {
  return {
    address: collection,
    topics: [topics.transfer, addressTopic(owner), addressTopic(random.pick(holders)), amountWord(BigInt(random.below(1000)))],
    data: "0x",
    meaning: { kind: "item" },
  };
}

function depositLog(account: string, atoms: bigint): MadeLog {
  return {
    address: wrappedToken,
    topics: [topics.deposit, addressTopic(account)],
    data: amountWord(atoms),
    meaning: { kind: "movement", from: null, to: account, atoms },
  };
}

/** The log, then the payment. */
function withdraw(account: string, atoms: bigint): Acts {
  const log: MadeLog = {
    address: wrappedToken,
    topics: [topics.withdrawal, addressTopic(account)],
    data: amountWord(atoms),
    meaning: { kind: "movement", from: account, to: null, atoms },
  };
  const payment: CallFrame = {
    kind: "call",
    from: wrappedToken,
    to: account,
    value: atoms,
    isFailed: false,
    logs: [],
    calls: [],
  };
  return { logs: [log], calls: [payment] };
}
