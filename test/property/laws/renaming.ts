import { type AccountId, boundInstant, formatInstant, parseInstant, type UtcMicros, unwrap } from "@tributary/domain";
import { accountNamed, arbitraryTrace, everyFeature, plainAccounts, type TraceCase } from "@tributary/testkit";
import { type Claim, type Target, tracingRules } from "@tributary/trace";
import fc from "fast-check";
import { expect } from "vitest";
import type { Implementation } from "./implementation.ts";

interface Change {
  readonly account: (account: AccountId) => AccountId;
  readonly time: (time: UtcMicros) => UtcMicros;
  /** The same change in a text of a result. */
  readonly text: (text: string) => string;
}

const cases = fc.oneof(arbitraryTrace(everyFeature), arbitraryTrace({ ...everyFeature, isBackward: true }));

/** Law 8, first half: other names of accounts change names alone. */
export function relabelling(implementation: Implementation): fc.IProperty<unknown> {
  const permutations = fc.shuffledSubarray([...plainAccounts], {
    minLength: plainAccounts.length,
    maxLength: plainAccounts.length,
  });
  return fc.property(cases, permutations, (traced, permutation) => {
    const names = new Map(plainAccounts.map((name, place) => [accountNamed(name), accountNamed(permutation[place] ?? name)]));
    const account = (old: AccountId): AccountId => names.get(old) ?? old;
    const pattern = new RegExp(`bank:test:[${plainAccounts.join("")}]`, "g");
    const text = (old: string): string => old.replace(pattern, (found) => account(accountNamed(found)));
    expectSame(implementation, traced, { account, time: (time) => time, text });
  });
}

/** Law 8, second half: all times moved by one step change times alone. */
export function shifting(implementation: Implementation): fc.IProperty<unknown> {
  return fc.property(cases, fc.bigInt(-(10n ** 13n), 10n ** 13n), (traced, step) => {
    const time = (old: UtcMicros): UtcMicros => unwrap(boundInstant(old + step, "a shifted time"));
    const text = (old: string): string =>
      /^[0-9]{4}-[0-9]{2}-[0-9]{2}T.*Z$/.test(old) ? formatInstant(time(unwrap(parseInstant(old)))) : old;
    expectSame(implementation, traced, { account: (account) => account, time, text });
  });
}

function expectSame({ forward, backward }: Implementation, traced: TraceCase, change: Change): void {
  const changed = changeCase(traced, change);
  const answer = traced.request.target === null ? forward : backward;
  for (const rule of tracingRules)
    expect(sortRows(answer(changed.ledger, changed.request, rule)), rule).toEqual(
      sortRows(changeTexts(answer(traced.ledger, traced.request, rule), change.text)),
    );
}

function changeTexts<Value>(value: Value, change: (text: string) => string): Value {
  return JSON.parse(JSON.stringify(value), (_, inner) => (typeof inner === "string" ? change(inner) : inner));
}

/** Rows stand by account among others, so their order changes with the names. */
function sortRows(result: object): object {
  const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  return Object.fromEntries(
    Object.entries(result).map(([key, value]) => [key, Array.isArray(value) ? value.toSorted(byText) : value]),
  );
}

function changeCase({ ledger, request }: TraceCase, { account, time }: Change): TraceCase {
  const maybe = (value: UtcMicros | null): UtcMicros | null => (value === null ? null : time(value));
  const changeClaim = (claim: Claim): Claim =>
    "account" in claim ? { ...claim, account: account(claim.account), since: maybe(claim.since) } : claim;
  const changeTarget = (target: Target): Target =>
    "account" in target ? { account: account(target.account), since: maybe(target.since), until: maybe(target.until) } : target;
  const balances = (rows: TraceCase["ledger"]["balances"]) =>
    rows.map((row) => ({ ...row, account: account(row.account), time: time(row.time) }));
  return {
    ledger: {
      transfers: ledger.transfers.map((row) => ({
        ...row,
        from: account(row.from),
        to: account(row.to),
        occurredAt: time(row.occurredAt),
      })),
      conversions: ledger.conversions.map((row) => ({ ...row, account: account(row.account) })),
      tags: ledger.tags.map((row) => ({
        ...row,
        account: account(row.account),
        validFrom: maybe(row.validFrom),
        validTo: maybe(row.validTo),
      })),
      balances: balances(ledger.balances),
      coverage: ledger.coverage.map((row) => ({
        ...row,
        scope: row.scope.endsWith("*") ? row.scope : account(accountNamed(row.scope)),
        from: time(row.from),
        to: time(row.to),
      })),
      outpoints: ledger.outpoints.map((row) => ({ outpoint: account(row.outpoint), address: account(row.address) })),
    },
    request: {
      ...request,
      claims: request.claims.map(changeClaim),
      target: request.target === null ? null : changeTarget(request.target),
      until: maybe(request.until),
      stops: request.stops.map(account),
      open: request.open.map(account),
      openings: typeof request.openings === "string" ? request.openings : balances(request.openings),
    },
  };
}
