import { digestFields, fail, type SourceFile, tronChain } from "@tributary/domain";
import { checkParent } from "./check-block.ts";
import type { TronHeader } from "./tron-block.ts";
import type { TronReader } from "./tron-reader.ts";

/** A range of final blocks, fixed by the ids at its ends before anything is read. */
export interface TronRange {
  readonly from: bigint;
  readonly to: bigint;
  /** Null where the range starts with the genesis block. */
  readonly previous: TronHeader | null;
  readonly last: TronHeader;
  readonly file: SourceFile;
}

/** Errors: USAGE for a range that ends before it starts; SOURCE_UNAVAILABLE, also where no endpoint calls its last block final; SOURCE_INCONSISTENT. */
export async function fixRange(
  reader: TronReader,
  { from, to }: { readonly from: bigint; readonly to: bigint },
): Promise<TronRange> {
  if (from < 0n || from > to)
    fail("USAGE", { found: `blocks ${from} to ${to}`, expected: "a first block that is not after the last" });
  if (to > (reader.knownFinal() ?? -1n)) await reader.final();
  const final = reader.knownFinal();
  if (final === null || to > final)
    fail("SOURCE_UNAVAILABLE", {
      found: `blocks ${from} to ${to}`,
      expected: `an endpoint that calls block ${to} final; the last final one that was told is ${final ?? "none"}`,
    });
  const last = await reader.header(to);
  const previous = from === 0n ? null : await reader.header(from - 1n);
  if (previous !== null && from === to) checkParent(last, previous);
  const sha256 = digestFields("tributary tron range", [tronChain, from.toString(), to.toString(), last.id]);
  const file: SourceFile = {
    sha256,
    // What a node answers is hashed record by record; the range itself has no bytes.
    byteCount: 0n,
    kind: "tron-rpc",
    origin: `${tronChain} blocks ${from}..${to}`,
    submitter: null,
    licence: null,
  };
  return { from, to, previous, last, file };
}
