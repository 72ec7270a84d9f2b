import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { type Asset, type Digest, type Finding, fail, TributaryError } from "@tributary/domain";
import { openIndex } from "@tributary/flow-index";
import {
  compareResults,
  parseTraceResult,
  type ResultDifference,
  resultsOf,
  type TraceDocument,
  type TraceRequest,
} from "@tributary/trace";
import { type Answer, isAnswerComplete } from "./answer.ts";
import { askIndex } from "./ask-index.ts";
import { digestRequest, folderNames } from "./result-folder-layout.ts";
import { readResultFolder } from "./result-folder-read.ts";
import { type Shortfall, shortfallOf, tellShortfall } from "./shortfall.ts";

/** An answer to compare, wherever it came from. */
export interface AnswerSide {
  readonly document: TraceDocument;
  /** What is known of the assets' names and scales; a saved result knows nothing. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** Null where the place does not say. */
  readonly isComplete: boolean | null;
}

/** The earlier or the later of two answers. */
export type SideName = "before" | "after";

export interface SideQuestion {
  readonly request: TraceRequest;
  /** For messages. */
  readonly side: SideName;
  /** Traces the request in the store of a folder. */
  readonly askStore: (directory: string) => Promise<Answer<TraceDocument>>;
}

/** A kind of place that can give an answer. The first that knows a place by its looks is asked; a further kind is a further entry. */
interface SideKind {
  readonly isAt: (place: string) => Promise<boolean>;
  readonly answer: (place: string, question: SideQuestion) => Promise<AnswerSide>;
}

const sideKinds: readonly SideKind[] = [
  { isAt: isFile, answer: answerFromFile },
  { isAt: isSnapshot, answer: answerFromSnapshot },
  { isAt: isResultFolder, answer: answerFromFolder },
  { isAt: async () => true, answer: async (place, { askStore }) => askStore(place) },
];

/**
 * The answer that a place gives to a request: a store is traced, a saved result (the JSON of `trace --json`, or the folder of `trace --out`) is read and
 * must be of this request. Errors, each with its side and the path of its file: those of reading and tracing, REQUEST_INVALID for a result of another request.
 */
export async function answerAt(place: string, question: SideQuestion): Promise<AnswerSide> {
  try {
    return await answerOf(place, question);
  } catch (error) {
    if (!(error instanceof TributaryError)) throw error;
    const { where, found, ...rest } = error.finding;
    throw new TributaryError({ ...rest, where: within(place, where), found: `${found} (the answer ${question.side})` });
  }
}

/** Files of a folder are named by their path inside it. */
function within(place: string, { file, ...where }: Finding["where"]): Finding["where"] {
  const isInside = file !== undefined && file !== place && existsSync(join(place, file));
  return { ...where, file: isInside ? join(place, file) : (file ?? place) };
}

async function answerOf(place: string, question: SideQuestion): Promise<AnswerSide> {
  for (const kind of sideKinds) if (await kind.isAt(place)) return kind.answer(place, question);
  return fail("USAGE", {
    found: place,
    expected: "a store, a snapshot of its index, a result of `trace --json` or a folder of `trace --out`",
  });
}

async function isFile(place: string): Promise<boolean> {
  return stat(place).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** A snapshot of a flow index, which its digest names. */
async function isSnapshot(place: string): Promise<boolean> {
  return /^[0-9a-f]{64}$/.test(basename(resolve(place))) && existsSync(join(place, "manifest.json"));
}

/** What was known when the snapshot was made, whatever its store holds now. */
async function answerFromSnapshot(place: string, { request }: SideQuestion): Promise<AnswerSide> {
  const index = await openIndex(resolve(place));
  try {
    const lookups = {
      transfersByNames: async (names: readonly string[]) => index.transfersNamed(names),
      outpointsOf: async () => index.sides.outpoints(),
    };
    const answer = await askIndex(index, { request, bounds: {}, lookups });
    if (answer.document === undefined)
      return fail("USAGE", {
        found: `a snapshot that does not answer this request by itself: ${answer.reason}`,
        expected: "a store, or a result that was saved then",
        where: { file: place },
      });
    return { document: answer.document, assets: new Map(), isComplete: isAnswerComplete(answer.document, answer.coverage) };
  } finally {
    index.close();
  }
}

async function isResultFolder(place: string): Promise<boolean> {
  return Object.values(folderNames).some((name) => existsSync(join(place, name)));
}

async function answerFromFolder(place: string, { request }: SideQuestion): Promise<AnswerSide> {
  const saved = await readResultFolder(place);
  const asked = digestRequest(request);
  if (saved.requestSha256 !== asked) {
    const found = `the answer to another request (SHA-256 ${saved.requestSha256})`;
    fail("REQUEST_INVALID", { found, expected: `one to the request asked (SHA-256 ${asked})`, where: { file: place } });
  }
  return { document: saved.document, assets: new Map(), isComplete: saved.isComplete };
}

/** The longest text that is held in one piece. */
const jsonBytesMax = 500_000_000;

async function answerFromFile(place: string, { request }: SideQuestion): Promise<AnswerSide> {
  const where = { file: place };
  const { size } = await stat(place);
  if (size > jsonBytesMax) fail("FILE_TOO_LARGE", { found: `${size} bytes`, expected: `at most ${jsonBytesMax}`, where });
  const parsed = parseTraceResult(parseJson(await readFile(place), place), where);
  if (!parsed.ok) {
    const [first] = parsed.findings;
    const more = parsed.findings.length - 1;
    const finding = first ?? { code: "FILE_UNREADABLE" as const, where, found: "nothing", expected: "a result" };
    throw new TributaryError({ ...finding, found: more > 0 ? `${finding.found}, and ${more} more faults` : finding.found });
  }
  assertAnswers(parsed.document, request, place);
  // Limits stand in the answer; which gaps count does not.
  const isCut = shortfallOf(parsed.document).limits.length > 0;
  return { document: parsed.document, assets: new Map(), isComplete: isCut ? false : null };
}

function parseJson(bytes: Uint8Array, file: string): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    const found = error instanceof Error ? error.message : "text that is not JSON";
    return fail("FILE_UNREADABLE", { found, expected: "a result as `trace --json` writes it", where: { file } });
  }
}

/** A JSON result does not carry its request: what it does carry must fit. */
function assertAnswers(document: TraceDocument, request: TraceRequest, file: string): void {
  const refuse = (found: string): never =>
    fail("REQUEST_INVALID", { found, expected: "an answer to the request asked", where: { file } });
  const isSeveral = "results" in document;
  if (isSeveral !== (request.method === "all")) refuse(`a result of ${isSeveral ? "several rules" : "one rule"}`);
  const asked = new Set(request.claims.map(({ id }) => id));
  for (const [rule, result] of resultsOf(document)) {
    if (request.method !== "all" && rule !== request.method) refuse(`a result under ${rule}`);
    if ("origins" in result !== (request.target !== null)) refuse(`a ${"origins" in result ? "backward" : "forward"} result`);
    const stranger = "claims" in result ? result.claims.find(({ claim }) => !asked.has(claim)) : undefined;
    if (stranger !== undefined) refuse(`claim ${stranger.claim}, which the request does not name`);
  }
}

/** What is told of two answers; the digest is the request's. */
export interface Changes extends ResultDifference {
  readonly request_sha256: Digest;
  /** What each answer lacks. */
  readonly shortfalls: Readonly<Record<SideName, Shortfall>>;
}

export interface ComparedAnswers extends Answer<Changes> {
  /** Why the comparison is not complete: a sentence for each side that is not. */
  readonly reasons: readonly string[];
}

/** Compares two answers to a request. The document follows from the answers alone, not from where they came. */
export function compareAnswers(request: TraceRequest, before: AnswerSide, after: AnswerSide): ComparedAnswers {
  const shortfalls = { before: shortfallOf(before.document), after: shortfallOf(after.document) };
  const reasons = [
    ...(before.isComplete === false ? [tellShortfall("The answer before", shortfalls.before)] : []),
    ...(after.isComplete === false ? [tellShortfall("The answer after", shortfalls.after)] : []),
  ];
  return {
    document: { request_sha256: digestRequest(request), ...compareResults(before.document, after.document), shortfalls },
    assets: new Map([...before.assets, ...after.assets]),
    isComplete: reasons.length === 0,
    reasons,
  };
}
