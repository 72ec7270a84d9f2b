/** Why one attempt brought nothing; each class has its own reaction. */
export type FailureClass = "throttled" | "timeout" | "connection" | "server" | "malformed" | "refused" | "too-large";

export interface RequestFailure {
  readonly kind: "failure";
  readonly failure: FailureClass;
  /** For a person; holds nothing of the endpoint's address. */
  readonly found: string;
  readonly isRetried: boolean;
  /** What the endpoint asked for by `Retry-After`. */
  readonly pauseMilliseconds: number | null;
}

/** A failure whose class alone decides whether it is worth asking again. */
export function failedRequest(
  failure: FailureClass,
  found: string,
  more: { readonly isRetried?: boolean; readonly pauseMilliseconds?: number | null } = {},
): RequestFailure {
  const isRetried = more.isRetried ?? (failure !== "refused" && failure !== "too-large");
  return { kind: "failure", failure, found, isRetried, pauseMilliseconds: more.pauseMilliseconds ?? null };
}

/** Is the endpoint itself in doubt, rather than this request or its rate? */
export function countsAgainstEndpoint({ failure }: RequestFailure): boolean {
  return failure === "timeout" || failure === "connection" || failure === "server" || failure === "malformed";
}

/** Given up from outside: no word on the endpoint. */
export function stoppedRequest(): RequestFailure {
  return failedRequest("connection", "nothing, since the work was stopped", { isRetried: false });
}
