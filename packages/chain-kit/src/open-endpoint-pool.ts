import { type Finding, fail, TributaryError } from "@tributary/domain";
import { describeDifference } from "./describe-difference.ts";
import type { Endpoint } from "./endpoint.ts";
import { readEndpointAddress } from "./endpoint-address.ts";
import type { EndpointPool, EndpointPoolOptions, PoolAnswer, PoolQuestion } from "./endpoint-pool.ts";
import { openFindingLog } from "./finding-log.ts";
import { type OpenEndpoint, openEndpoint } from "./open-endpoint.ts";

/** Errors: USAGE for a URL that is none or stands twice, and for a quorum that these endpoints cannot give. */
export function openEndpointPool(options: EndpointPoolOptions): EndpointPool {
  checkOptions(options);
  const { quorum } = options;
  const endpoints = options.urls.map((url, index) => openEndpoint({ ...options, url, name: `endpoint ${index + 1}` }));
  const log = openFindingLog();

  async function agree<Value>(question: PoolQuestion<Value>): Promise<PoolAnswer<Value>> {
    const findings: Finding[] = [];
    const votes = new Map<string, Vote<Value>>();
    const errors: TributaryError[] = [];
    const order = inOrder(endpoints);
    let asked = 0;
    let best: Vote<Value> | undefined;
    while ((best?.names.length ?? 0) < quorum && asked < order.length) {
      const round = order.slice(asked, asked + quorum - (best?.names.length ?? 0));
      asked += round.length;
      const isSpared = asked < order.length;
      const answers = await Promise.all(round.map((endpoint) => askOne(endpoint, { ...question, isSpared })));
      answers.forEach((answer, index) => {
        const name = round[index]?.name ?? "";
        if (answer.ok) countVote(votes, { canonical: question.canonical(answer.value), value: answer.value, name });
        else {
          errors.push(answer.error);
          findings.push(answer.error.finding);
        }
      });
      best = [...votes.values()].reduce<Vote<Value> | undefined>(
        (most, vote) => (most !== undefined && most.names.length >= vote.names.length ? most : vote),
        undefined,
      );
    }
    const dissent = best === undefined ? [] : contradictions({ question, votes, best });
    findings.push(...dissent);
    if (options.signal?.aborted !== true) findings.forEach(log.add);
    if (best === undefined || best.names.length < quorum)
      return failWithoutQuorum({ dissent, errors, best, quorum, path: question.path });
    const state =
      quorum === 1 ? ({ kind: "single-source" } as const) : ({ kind: "quorum", agreeing: best.names.length, asked } as const);
    return { value: best.value, state, findings };
  }

  async function first<Value>(path: string, ask: (endpoint: Endpoint) => Promise<Value>): Promise<Value> {
    const order = inOrder(endpoints);
    const errors: TributaryError[] = [];
    for (const [index, endpoint] of order.entries()) {
      const answer = await askOne(endpoint, { path, ask, isSpared: index < order.length - 1 });
      if (answer.ok) return answer.value;
      errors.push(answer.error);
      if (options.signal?.aborted !== true) log.add(answer.error.finding);
    }
    throw gravest(errors);
  }

  return {
    size: endpoints.length,
    quorum,
    agree,
    first,
    findings: log.list,
    metrics: () => endpoints.map((endpoint) => endpoint.metrics()),
    close: () => {
      for (const endpoint of endpoints) endpoint.close();
    },
  };
}

function checkOptions({ urls, quorum }: EndpointPoolOptions): void {
  if (urls.length === 0) fail("USAGE", { found: "no endpoint", expected: "at least one" });
  if (!Number.isInteger(quorum) || quorum < 1 || quorum > urls.length)
    fail("USAGE", {
      found: `a quorum of ${quorum} with ${urls.length} endpoints`,
      expected: `a quorum from 1 to ${urls.length}`,
    });
  const distinct = new Set(urls.map((url) => readEndpointAddress(url).url));
  if (distinct.size < urls.length)
    fail("USAGE", { found: "an endpoint that is listed twice", expected: "each endpoint once: it cannot bear itself out" });
}

/** The operator's order, those whose circuit is open last. */
function inOrder(endpoints: readonly OpenEndpoint[]): readonly OpenEndpoint[] {
  if (endpoints.length === 1) return endpoints;
  const isOpen = (endpoint: OpenEndpoint): boolean => endpoint.metrics().circuit === "open";
  return [...endpoints.filter((endpoint) => !isOpen(endpoint)), ...endpoints.filter(isOpen)];
}

type OneAnswer<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly error: TributaryError };

interface OneQuestion<Value> extends Pick<PoolQuestion<Value>, "path" | "ask"> {
  /** Others can be asked instead: an endpoint that is not well is not waited for. */
  readonly isSpared: boolean;
}

/** Errors of the source are the endpoint's; all others are ours and end the question. */
async function askOne<Value>(endpoint: OpenEndpoint, { path, ask, isSpared }: OneQuestion<Value>): Promise<OneAnswer<Value>> {
  try {
    return { ok: true, value: await ask(isSpared ? endpoint.hasty : endpoint) };
  } catch (error) {
    if (error instanceof TributaryError && error.kind === "source") return { ok: false, error: endpoint.blame(error, path) };
    throw error;
  }
}

interface Vote<Value> {
  readonly canonical: string;
  readonly value: Value;
  readonly names: readonly string[];
}

function countVote<Value>(votes: Map<string, Vote<Value>>, cast: { canonical: string; value: Value; name: string }): void {
  const known = votes.get(cast.canonical);
  votes.set(
    cast.canonical,
    known === undefined ? { ...cast, names: [cast.name] } : { ...known, names: [...known.names, cast.name] },
  );
}

function contradictions<Value>(poll: {
  question: PoolQuestion<Value>;
  votes: Map<string, Vote<Value>>;
  best: Vote<Value>;
}): Finding[] {
  const { question, votes, best } = poll;
  return [...votes.values()]
    .filter((vote) => vote !== best)
    .map((vote) => {
      const [found, expected] = describeDifference(vote.canonical, best.canonical);
      return {
        code: "SOURCE_INCONSISTENT",
        found: `${found}, by ${vote.names.join(", ")}`,
        expected: `${expected}, by ${best.names.join(", ")}`,
        where: { path: question.path },
      };
    });
}

interface Failure {
  readonly dissent: readonly Finding[];
  readonly errors: readonly TributaryError[];
  readonly best: { readonly names: readonly string[] } | undefined;
  readonly quorum: number;
  readonly path: string;
}

function failWithoutQuorum({ dissent, errors, best, quorum, path }: Failure): never {
  const [contradiction] = dissent;
  if (contradiction !== undefined) throw new TributaryError(contradiction);
  const cause = gravest(errors);
  if (best === undefined) throw cause;
  throw new TributaryError(
    {
      code: cause.code,
      found: `the same answer from ${best.names.length} of ${quorum} endpoints; of another: ${cause.finding.found}`,
      expected: `the same answer from ${quorum} endpoints`,
      where: { path },
    },
    cause,
  );
}

/** That an endpoint lied says more than that another did not answer. */
function gravest(errors: readonly TributaryError[]): TributaryError {
  const lie = errors.find(({ code }) => code !== "SOURCE_UNAVAILABLE");
  return lie ?? errors.at(-1) ?? fail("SOURCE_UNAVAILABLE", { found: "no answer", expected: "an answer of an endpoint" });
}
