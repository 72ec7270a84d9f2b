import { type EndpointPoolOptions, openEndpoint } from "@tributary/chain-kit";
import { type Finding, fail, TributaryError } from "@tributary/domain";
import { fetchHeader, readScalar } from "./fetch-block.ts";
import { knownGenesis } from "./known-genesis.ts";

/** Which chain endpoints are of. */
export interface ChainIdentity {
  readonly chainId: bigint;
  readonly genesisHash: string;
}

/** Chains of Ethereum's own rules: mainnet, Sepolia, Holesky, Hoodi, and the two that development nodes make. */
const ethereumChains: ReadonlySet<bigint> = new Set([1n, 11_155_111n, 17_000n, 560_048n, 31_337n, 1_337n]);

/** Must every block of the chain recompute by the rules known here? */
export function isEthereum(chainId: bigint): boolean {
  return ethereumChains.has(chainId);
}

export interface Identification extends ChainIdentity {
  /** Endpoints by name that answered as this chain's; others are asked before they are first used. */
  readonly known: ReadonlySet<string>;
  /** Endpoints of another chain, and those that did not answer. */
  readonly findings: readonly Finding[];
}

/**
 * Asks every endpoint for its chain and genesis block. The chain is the one that most of them name. Errors: SOURCE_INCONSISTENT, naming both, where as many
 * name another; SOURCE_UNAVAILABLE where fewer than the quorum answer.
 */
export async function identifyChain(options: EndpointPoolOptions): Promise<Identification> {
  const answers = await Promise.all(
    options.urls.map((url, index) => askIdentity(options, { url, name: `endpoint ${index + 1}` })),
  );
  const identities = answers.flatMap((answer) => (answer.identity === null ? [] : [answer]));
  const errors = answers.flatMap(({ error }) => (error === null ? [] : [error]));
  const groups = new Map<string, (typeof identities)[number][]>();
  for (const entry of identities) {
    const text = textOf(entry.identity);
    groups.set(text, [...(groups.get(text) ?? []), entry]);
  }
  const [most, second] = [...groups.values()].sort((a, b) => b.length - a.length);
  const [chosen] = most ?? [];
  if (most === undefined || chosen === undefined) throw errors[0] ?? new Error("broken invariant: an endpoint answers or fails");
  if (second !== undefined && second.length === most.length) failSplit(most, second);
  if (most.length < options.quorum) throw errors[0] ?? failQuorum({ found: most.length, quorum: options.quorum });
  const strangers = identities.filter((entry) => !most.includes(entry));
  return {
    ...chosen.identity,
    known: new Set(most.map(({ name }) => name)),
    findings: [
      ...strangers.map(({ name, identity }) => strangerFinding({ name, found: identity, expected: chosen.identity })),
      ...errors.map(({ finding }) => finding),
    ],
  };
}

type Asked =
  | { readonly name: string; readonly identity: ChainIdentity; readonly error: null }
  | { readonly name: string; readonly identity: null; readonly error: TributaryError };

async function askIdentity(options: EndpointPoolOptions, { url, name }: { url: string; name: string }): Promise<Asked> {
  const endpoint = openEndpoint({ ...options, url, name });
  try {
    const chainId = readScalar("eth_chainId", await endpoint.demand("eth_chainId", []));
    const { hash } = await fetchHeader(endpoint, { at: 0n, mustProve: isEthereum(chainId) });
    const genesis = knownGenesis.get(chainId);
    if (genesis !== undefined && genesis !== hash)
      fail("SOURCE_INCONSISTENT", {
        found: `a first block ${hash} of what calls itself chain eip155:${chainId}`,
        expected: `that chain's first block ${genesis}`,
        where: { path: "block 0" },
      });
    return { name, identity: { chainId, genesisHash: hash }, error: null };
  } catch (error) {
    if (!(error instanceof TributaryError) || error.kind !== "source") throw error;
    return { name, identity: null, error: endpoint.blame(error, "chain") };
  } finally {
    endpoint.close();
  }
}

function textOf({ chainId, genesisHash }: ChainIdentity): string {
  return `chain eip155:${chainId} with genesis block ${genesisHash}`;
}

interface Stranger {
  readonly name: string;
  readonly found: ChainIdentity;
  readonly expected: ChainIdentity;
}

/** An endpoint that is of another chain than the others. */
export function strangerFinding({ name, found, expected }: Stranger): Finding {
  return {
    code: "SOURCE_INCONSISTENT",
    found: textOf(found),
    expected: `${textOf(expected)}, which the other endpoints are of`,
    where: { path: `${name} chain` },
  };
}

type Group = readonly { readonly name: string; readonly identity: ChainIdentity | null }[];

function failSplit(first: Group, second: Group): never {
  const [one, other] = [first, second].map((group) => {
    const identity = group[0]?.identity;
    return `${identity == null ? "" : textOf(identity)}, by ${group.map(({ name }) => name).join(", ")}`;
  });
  return fail("SOURCE_INCONSISTENT", { found: other ?? "", expected: one ?? "", where: { path: "chain" } });
}

function failQuorum({ found, quorum }: { found: number; quorum: number }): never {
  return fail("SOURCE_UNAVAILABLE", {
    found: `${found} endpoints of one chain`,
    expected: `as many as the quorum: ${quorum}`,
    where: { path: "chain" },
  });
}
