import { TributaryError } from "@tributary/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { EndpointLimits } from "./endpoint-limits.ts";
import { type MadeScheduler, makeScheduler } from "./made-scheduler.ts";
import { type OpenEndpoint, openEndpoint } from "./open-endpoint.ts";
import type { HttpAnswer, HttpRequest } from "./transport.ts";

interface Paced {
  readonly endpoint: OpenEndpoint;
  readonly scheduler: MadeScheduler;
  /** When each request was sent. */
  readonly sent: readonly number[];
}

type Behaviour = (
  now: number,
  index: number,
) => { readonly status?: number; readonly headers?: HttpAnswer["headers"] } | "broken" | "hangs";

describe("an endpoint with a limit on the rate", () => {
  test("is asked about as often as it allows, after it has said so", async () => {
    const perSecond = 40;
    const taken: number[] = [];
    const { endpoint, scheduler, sent } = pace((now) => {
      while ((taken[0] ?? now) <= now - 1000) taken.shift();
      if (taken.length >= perSecond) return { status: 429 };
      taken.push(now);
      return {};
    });
    await scheduler.run(Promise.all(Array.from({ length: 2_000 }, () => endpoint.demand("x", []))));
    const { failures, rate } = endpoint.metrics();
    const seconds = (sent.at(-1) ?? 0) / 1000;
    expect(2_000 / seconds).toBeGreaterThan(perSecond * 0.6);
    expect(Number(failures["throttled"] ?? 0n)).toBeLessThan(200);
    expect(rate).toBeLessThan(perSecond * 2);
  });

  test.each([
    ["seconds", { "retry-after": "7" }, 7_000],
    ["a date", { "retry-after": "Tue, 24 Nov 2026 09:00:09 GMT", date: "Tue, 24 Nov 2026 09:00:00 GMT" }, 9_000],
    ["more than is granted", { "retry-after": "99999" }, 60_000],
    ["words", { "retry-after": "soon" }, 100],
  ])("pauses as long as Retry-After says in %s", async (_name, headers, pause) => {
    const { endpoint, scheduler, sent } = pace((_now, index) => (index === 0 ? { status: 429, headers } : {}));
    await scheduler.run(endpoint.demand("x", []));
    expect(sent).toHaveLength(2);
    expect(sent[1]).toBeGreaterThanOrEqual(pause);
    expect(sent[1]).toBeLessThan(pause + 300);
  });

  test("many refusals of requests sent together lower the rate once", async () => {
    const { endpoint, scheduler } = pace((now) => (now === 0 ? { status: 429 } : {}), { rateStart: 1_000 });
    await scheduler.run(Promise.all(Array.from({ length: 16 }, () => endpoint.demand("x", []))));
    expect(endpoint.metrics().rate).toBeGreaterThanOrEqual(500);
  });

  test("no more requests are under way than allowed", async () => {
    let underWay = 0;
    let most = 0;
    const scheduler = makeScheduler();
    const endpoint = openEndpoint({
      url: "http://node",
      numbers: "plain",
      scheduler,
      limits: { concurrencyMax: 3 },
      transport: async (request, { signal }) => {
        underWay += 1;
        most = Math.max(most, underWay);
        await scheduler.wait(5, signal);
        underWay -= 1;
        return answerOf(request);
      },
    });
    await scheduler.run(Promise.all(Array.from({ length: 50 }, () => endpoint.demand("x", []))));
    expect(most).toBe(3);
  });
});

describe("the circuit of an endpoint", () => {
  test("opens after failures in a row, lets one request try, and closes when it comes back", async () => {
    const { endpoint, scheduler, sent } = pace((now) => (now < 40_000 ? "broken" : {}), {
      circuitFailuresMax: 4,
      attemptsMax: 10,
    });
    await scheduler.run(Promise.all(Array.from({ length: 8 }, () => endpoint.demand("x", []))));
    const between = (from: number, to: number): number => sent.filter((at) => at >= from && at < to).length;
    expect(between(0, 14_000)).toBe(8);
    // At 15 and 30 seconds one request tries; at 45 it finds the endpoint back, and the others follow.
    expect([between(14_000, 29_000), between(29_000, 44_000), between(44_000, 90_000)]).toEqual([1, 1, 8]);
    expect(endpoint.metrics().circuit).toBe("closed");
  });

  test("one that asks in haste does not wait for it", async () => {
    const { endpoint, scheduler } = pace(() => "broken", { circuitFailuresMax: 2, attemptsMax: 2 });
    await scheduler.run(endpoint.demand("x", []).catch(() => undefined));
    expect(endpoint.metrics().circuit).toBe("open");
    const before = scheduler.now();
    const error = await scheduler.run(endpoint.hasty.demand("x", []).catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(TributaryError);
    expect(String(error)).toContain("its circuit is open");
    expect(scheduler.now()).toBe(before);
  });

  test("a refusal or a limit on the rate does not open it", async () => {
    const { endpoint, scheduler } = pace((_now, index) => ({ status: index % 2 === 0 ? 401 : 429 }), { circuitFailuresMax: 2 });
    for (let count = 0; count < 6; count += 1) await scheduler.run(endpoint.demand("x", []).catch(() => undefined));
    expect(endpoint.metrics().circuit).toBe("closed");
  });

  test("a request that hangs is given up after its time, also by a transport that does not heed the signal", async () => {
    const { endpoint, scheduler } = pace((_now, index) => (index === 0 ? "hangs" : {}));
    expect(await scheduler.run(endpoint.demand("x", []))).toBe(1);
    expect(endpoint.metrics().failures).toEqual({ timeout: 1n });
    expect(scheduler.now()).toBeGreaterThanOrEqual(30_000);
  });
});

test("whatever an endpoint does, every request ends, and is answered where it is answered once within its attempts", async () => {
  const kinds = fc.constantFrom<"good" | "throttled" | "server" | "broken" | "hangs">(
    "good",
    "throttled",
    "server",
    "broken",
    "hangs",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(kinds, { maxLength: 60 }), fc.integer({ min: 1, max: 12 }), async (plan, requests) => {
      const { endpoint, scheduler, sent } = pace((_now, index) => {
        const kind = plan[index] ?? "good";
        if (kind === "broken" || kind === "hangs") return kind;
        return { status: { good: 200, throttled: 429, server: 500 }[kind] };
      });
      const results = await scheduler.run(Promise.allSettled(Array.from({ length: requests }, () => endpoint.demand("x", []))));
      const answered = results.filter(({ status }) => status === "fulfilled").length;
      const good = sent.filter((_at, index) => (plan[index] ?? "good") === "good").length;
      expect(answered).toBe(good);
      expect(sent.length).toBeLessThanOrEqual(requests * (4 + 8));
    }),
    { numRuns: 200 },
  );
});

function pace(behaviour: Behaviour, limits: Partial<EndpointLimits> = {}): Paced {
  const scheduler = makeScheduler();
  const sent: number[] = [];
  const endpoint = openEndpoint({
    url: "http://node",
    numbers: "plain",
    scheduler,
    limits: { retryMilliseconds: 100, throttledAttemptsMax: 8, ...limits },
    transport: async (request) => {
      const said = behaviour(scheduler.now(), sent.push(scheduler.now()) - 1);
      if (said === "broken") throw new Error("broken");
      if (said === "hangs") return await new Promise(() => undefined);
      return { ...answerOf(request), status: said.status ?? 200, headers: said.headers ?? {} };
    },
  });
  return { endpoint, scheduler, sent };
}

function answerOf({ body }: HttpRequest): HttpAnswer {
  const id = /"id":(\d+)/.exec(body ?? "")?.[1] ?? "0";
  return { status: 200, headers: {}, body: Buffer.from(`{"id":${id},"result":1}`) };
}
