import {
  isRpcObject,
  malformed,
  type RpcObject,
  readAddress,
  readList,
  readOptionalAddress,
  readOptionalQuantity,
  toAnswer,
} from "./rpc-value.ts";

type RpcCallKind =
  | "call"
  | "delegatecall"
  | "staticcall"
  | "callcode"
  | "create"
  | "create2"
  | "selfdestruct"
  /** To a block's or an uncle's author, at depth 0 and in no transaction. */
  | "reward";

/** One call of a transaction's execution, or a reward of its block. Value in wei. */
export interface RpcCall {
  /** Null for a reward alone. */
  readonly from: string | null;
  /** Null where a creation made no contract. */
  readonly to: string | null;
  readonly value: bigint;
  readonly kind: RpcCallKind;
  /** By its own error or that of any call around it: it moved nothing. */
  readonly isFailed: boolean;
  /** 0: the transaction's own call. */
  readonly depth: number;
  /** Positions from the transaction's own call down, joined by `_`; empty for that call itself. */
  readonly path: string;
  /** Logs of the transaction that were emitted, and stayed, before this call began; null where the endpoint does not say it. */
  readonly logsBefore: number | null;
  /** The first four bytes of what was called, `0x` and 8 digits; null where there is less. */
  readonly selector: string | null;
}

/** One transaction's calls in the order in which they began: the transaction's own first. */
export interface RpcTransactionTrace {
  /** Null where the endpoint does not say it: then the place in the block alone tells whose it is. */
  readonly transactionHash: string | null;
  readonly calls: readonly RpcCall[];
  /** Logs that stayed; null where the endpoint does not say it. */
  readonly logCount: number | null;
}

/** What ran in a block: one trace a transaction, in the block's order, and the rewards of mining. */
export interface RpcBlockTraces {
  readonly transactions: readonly RpcTransactionTrace[];
  readonly rewards: readonly RpcCall[];
}

/** Calls inside calls that the machine allows. */
const callDepthMax = 1024;

/** Reads what `trace_block` answers: one flat list, each call with its trace address. Errors: SOURCE_MALFORMED. */
export function parseFlatTraces(value: unknown, path: string): RpcBlockTraces {
  if (!Array.isArray(value)) return malformed(path, { found: value, expected: "a list of traces" });
  const transactions: { transactionHash: string; calls: RpcCall[]; logCount: null }[] = [];
  const rewards: RpcCall[] = [];
  // Outermost call that failed, of those that began last: calls come in the order in which they began.
  let failed: string | null = null;
  for (const [index, item] of value.entries()) {
    const trace = toAnswer(item, `${path}[${index}]`);
    const call = parseFlatCall(trace.value, trace.path);
    if (call.kind === "reward") {
      rewards.push(call);
      continue;
    }
    const hash = trace.value["transactionHash"];
    if (typeof hash !== "string")
      return malformed(`${trace.path}.transactionHash`, { found: hash, expected: "a transaction hash" });
    const lower = hash.toLowerCase();
    let last = transactions.at(-1);
    if (last?.transactionHash !== lower) {
      if (call.path !== "")
        return malformed(trace.path, { found: `trace address ${call.path}`, expected: "the transaction's own call first" });
      last = { transactionHash: lower, calls: [], logCount: null };
      transactions.push(last);
      failed = null;
    }
    const isInFailed: boolean = failed !== null && isInside(call.path, failed);
    if (call.isFailed && !isInFailed) failed = call.path;
    last.calls.push(isInFailed ? { ...call, isFailed: true } : call);
  }
  return { transactions, rewards };
}

function isInside(path: string, outer: string): boolean {
  return outer === "" || path.startsWith(`${outer}_`);
}

function parseFlatCall(trace: RpcObject, path: string): RpcCall {
  const action = toAnswer(trace["action"], `${path}.action`);
  const address = trace["traceAddress"] ?? [];
  if (!Array.isArray(address) || address.length > callDepthMax || !address.every((part) => Number.isSafeInteger(part)))
    return malformed(`${path}.traceAddress`, { found: address, expected: `at most ${callDepthMax} positions` });
  const place = {
    isFailed: trace["error"] !== undefined && trace["error"] !== null && trace["error"] !== "",
    depth: address.length,
    path: address.join("_"),
    logsBefore: null,
    selector: selectorOf(action.value["input"]),
  };
  const value = readOptionalQuantity(action, "value") ?? 0n;
  switch (trace["type"]) {
    case "call": {
      const kind = callKinds.get(String(action.value["callType"] ?? "call").toUpperCase());
      if (kind === undefined)
        return malformed(`${path}.action.callType`, { found: action.value["callType"], expected: "a kind of call" });
      return { ...place, kind, from: readAddress(action, "from"), to: readAddress(action, "to"), value };
    }
    case "create": {
      const result = trace["result"];
      const to = result == null ? null : readOptionalAddress(toAnswer(result, `${path}.result`), "address");
      const kind = action.value["creationMethod"] === "create2" ? "create2" : "create";
      return { ...place, kind, from: readAddress(action, "from"), to, value };
    }
    case "suicide":
    case "selfdestruct":
      return {
        ...place,
        kind: "selfdestruct",
        from: readAddress(action, "address"),
        to: readAddress(action, "refundAddress"),
        value: readOptionalQuantity(action, "balance") ?? 0n,
      };
    case "reward":
      return { ...place, kind: "reward", from: null, to: readAddress(action, "author"), value };
    default:
      return malformed(`${path}.type`, { found: trace["type"], expected: "call, create, suicide or reward" });
  }
}

const callKinds: ReadonlyMap<string, RpcCallKind> = new Map([
  ["CALL", "call"],
  ["DELEGATECALL", "delegatecall"],
  ["STATICCALL", "staticcall"],
  ["CALLCODE", "callcode"],
  ["CREATE", "create"],
  ["CREATE2", "create2"],
  ["SELFDESTRUCT", "selfdestruct"],
]);

/**
 * Reads what `debug_traceBlockByNumber` answers with `callTracer`: for each transaction a call with the calls inside it, and with the logs where
 * `withLog` was asked for and is known. Errors: SOURCE_MALFORMED.
 */
export function parseNestedTraces(value: unknown, path: string): RpcBlockTraces {
  if (!Array.isArray(value)) return malformed(path, { found: value, expected: "a list of one trace a transaction" });
  const transactions = value.map((item, index) => {
    const entry = toAnswer(item, `${path}[${index}]`);
    const hash = entry.value["txHash"];
    if (entry.value["result"] === undefined)
      return malformed(`${entry.path}.result`, { found: entry.value["error"], expected: "the transaction's own call" });
    const state: NestedState = { calls: [], logs: 0, hasLogs: false };
    readFrame(state, { value: entry.value["result"], path: `${entry.path}.result`, position: [], isInFailed: false });
    const known = state.hasLogs;
    return {
      transactionHash: typeof hash === "string" ? hash.toLowerCase() : null,
      calls: known ? state.calls : state.calls.map((call) => ({ ...call, logsBefore: null })),
      logCount: known ? state.logs : null,
    };
  });
  return { transactions, rewards: [] };
}

interface NestedState {
  readonly calls: RpcCall[];
  /** Logs so far that stayed. */
  logs: number;
  hasLogs: boolean;
}

interface Frame {
  readonly value: unknown;
  readonly path: string;
  readonly position: readonly number[];
  readonly isInFailed: boolean;
}

function readFrame(state: NestedState, frame: Frame): void {
  const call = toAnswer(frame.value, frame.path);
  if (frame.position.length > callDepthMax)
    malformed(frame.path, { found: `a call at depth ${frame.position.length}`, expected: `at most ${callDepthMax}` });
  const kind = callKinds.get(String(call.value["type"]).toUpperCase());
  if (kind === undefined) malformed(`${frame.path}.type`, { found: call.value["type"], expected: "a kind of call" });
  const error = call.value["error"];
  const isFailed = frame.isInFailed || (error !== undefined && error !== null && error !== "");
  state.calls.push({
    from: readAddress(call, "from"),
    to: readOptionalAddress(call, "to"),
    value: readOptionalQuantity(call, "value") ?? 0n,
    kind,
    isFailed,
    depth: frame.position.length,
    path: frame.position.join("_"),
    logsBefore: state.logs,
    selector: selectorOf(call.value["input"]),
  });
  const inner = call.value["calls"] == null ? [] : readList(call, "calls");
  const logs = logPositions(call.value, frame.path);
  if (logs !== null) state.hasLogs = true;
  const stays = isFailed ? [] : (logs ?? []);
  let next = 0;
  let place = 0;
  for (const [index, item] of inner.entries()) {
    for (; (stays[next] ?? inner.length) <= index; next += 1) state.logs += 1;
    if (isBuiltIn(item)) continue;
    readFrame(state, {
      value: item,
      path: `${frame.path}.calls[${index}]`,
      position: [...frame.position, place],
      isInFailed: isFailed,
    });
    place += 1;
  }
  state.logs += stays.length - next;
}

/**
 * A call without value of a function that the machine itself has. `trace_block` leaves it out; so that one call has one path whichever
 * method told it, it is left out here.
 */
function isBuiltIn(value: unknown): boolean {
  if (!isRpcObject(value) || typeof value["to"] !== "string" || !/^0x0{37}(?:0[0-9a-f]{2}|100)$/i.test(value["to"])) return false;
  const number = Number.parseInt(value["to"].slice(-3), 16);
  const isKnown = number > 0 && (number <= builtInMax || number === 0x100);
  return isKnown && (readOptionalQuantity({ value, path: "call" }, "value") ?? 0n) === 0n && value["calls"] === undefined;
}

/** The last of the row that Prague ends; one more stands at 0x100 (EIP-7951). */
const builtInMax = 0x11;

/** After how many of the call's own inner calls each of its logs was emitted; null where the endpoint lists no logs. */
function logPositions(call: RpcObject, path: string): readonly number[] | null {
  const logs = call["logs"];
  if (logs === undefined || logs === null) return null;
  if (!Array.isArray(logs)) return malformed(`${path}.logs`, { found: logs, expected: "a list" });
  return logs.map((item, index) => {
    const log = toAnswer(item, `${path}.logs[${index}]`);
    return Number(readOptionalQuantity(log, "position") ?? 0n);
  });
}

const selectorLength = 2 + 8;

function selectorOf(input: unknown): string | null {
  return typeof input === "string" && input.length >= selectorLength ? input.slice(0, selectorLength).toLowerCase() : null;
}
