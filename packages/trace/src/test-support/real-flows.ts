import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import {
  type AccountId,
  parseAccount,
  parseInstant,
  parseSourceName,
  parseTransferId,
  parseUnits,
  unwrap,
} from "@tributary/domain";
import { nameTransfers, type TraceLedger } from "@tributary/ledger";
import type { TraceRequest } from "../trace-request.ts";
import { dollars, ledgerOf, requestOf, seedAccount } from "./scenario.ts";

const dataFolder = resolve(import.meta.dirname, "../../../..", process.env["TRIBUTARY_TEST_DATA"] ?? "../shared/data", "flows");

/** True where the folder of real flows is not there: tests that need it are skipped, and say so. */
export const areFlowsAbsent: boolean = !existsSync(dataFolder);

/** Laundering that experts verified by hand: every source address is one claim. */
export interface RealFlows {
  readonly ledger: TraceLedger;
  readonly request: TraceRequest;
  readonly terminals: ReadonlySet<AccountId>;
}

export function readFlows(folder: string): RealFlows {
  const [, ...lines] = readLines(folder, "flow_records.csv");
  const transfers = lines.map((line, index) => {
    const [time = "", , hash = "", from = "", , to = "", , dollarText = ""] = line.split(",");
    return {
      source: unwrap(parseSourceName("table")),
      id: unwrap(parseTransferId(`${index + 1}`)),
      occurredAt: unwrap(parseInstant(`${time.replace(" ", "T")}Z`)),
      sequence: BigInt(index + 1),
      precision: "second" as const,
      basis: "block" as const,
      from: readAddress(from),
      to: readAddress(to),
      asset: dollars,
      atoms: unwrap(parseUnits(dollarText, 2)),
      reference: hash,
    };
  });
  const claims = readLines(folder, "source_addresses.csv").map((address) => seedAccount(address, readAddress(address)));
  return {
    ledger: { ...ledgerOf(""), transfers: nameTransfers(transfers) },
    request: requestOf({ claims }),
    terminals: new Set(readLines(folder, "terminal_addresses.csv").map(readAddress)),
  };
}

/** One source address is written in mixed case without a checksum. */
function readAddress(address: string): AccountId {
  return unwrap(parseAccount(`eip155:1:${address.toLowerCase()}`));
}

function readLines(folder: string, file: string): string[] {
  return readFileSync(resolve(dataFolder, folder, file), "utf8")
    .split(/\r?\n/)
    .filter((line) => line !== "");
}
