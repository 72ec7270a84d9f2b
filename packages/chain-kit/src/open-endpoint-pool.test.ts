import { fail } from "@tributary/domain";
import { describe, expect, test } from "vitest";
import type { Endpoint } from "./endpoint.ts";
import type { EndpointPool } from "./endpoint-pool.ts";
import { openEndpointPool } from "./open-endpoint-pool.ts";

/** What each endpoint says to everything; null: it is down. */
type Says = string | null;

describe("a pool with a quorum", () => {
  test("asks no more endpoints than it needs", async () => {
    const { pool, asked } = open(["a", "a", "a"], 2);
    expect(await pool.agree(question)).toEqual({ value: "a", state: { kind: "quorum", agreeing: 2, asked: 2 }, findings: [] });
    expect(asked).toEqual(["one", "two"]);
  });

  test("names the endpoint that says otherwise, with both answers, and asks on", async () => {
    const { pool, asked } = open(["lie", "a", "a"], 2);
    const { value, state, findings } = await pool.agree(question);
    expect([value, state]).toEqual(["a", { kind: "quorum", agreeing: 2, asked: 3 }]);
    expect(findings).toEqual([
      {
        code: "SOURCE_INCONSISTENT",
        found: "lie, by endpoint 1",
        expected: "a, by endpoint 2, endpoint 3",
        where: { path: "block 17" },
      },
    ]);
    expect(pool.findings()).toEqual(findings);
    expect(asked).toHaveLength(3);
  });

  test("without a quorum there is no answer, and both are named", async () => {
    const { pool } = open(["a", "b"], 2);
    await expect(pool.agree(question)).rejects.toMatchObject({
      finding: {
        code: "SOURCE_INCONSISTENT",
        found: "b, by endpoint 2",
        expected: "a, by endpoint 1",
        where: { path: "block 17" },
      },
    });
    expect(pool.findings()).toHaveLength(1);
  });

  test("an endpoint that is down is left for the next; too few are no quorum", async () => {
    expect(await open([null, "a", "a"], 2).pool.agree(question)).toMatchObject({ value: "a", state: { agreeing: 2, asked: 3 } });
    await expect(open([null, "a"], 2).pool.agree(question)).rejects.toMatchObject({
      finding: { code: "SOURCE_UNAVAILABLE", found: expect.stringContaining("the same answer from 1 of 2 endpoints") },
    });
  });

  test("long answers are shown where they differ", async () => {
    const [one, other] = [`${"x".repeat(500)}1${"y".repeat(500)}`, `${"x".repeat(500)}2${"y".repeat(500)}`];
    const error: unknown = await open([one, other], 2)
      .pool.agree(question)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      finding: { found: expect.stringMatching(/x2y.*character 501 of 1001/), expected: expect.stringMatching(/x1y/) },
    });
  });
});

describe("a pool without a quorum", () => {
  test("an answer that fails its own check is a lie of its endpoint: it is named and the next one is asked", async () => {
    const { pool } = open(["lie", "a"], 1);
    const check = async (endpoint: Endpoint): Promise<string> => {
      const value = String(await endpoint.demand("x", []));
      return value === "lie"
        ? fail("SOURCE_INCONSISTENT", { found: "root 1", expected: "root 2", where: { path: "block 17" } })
        : value;
    };
    const answer = await pool.agree({ ...question, ask: check });
    expect(answer).toEqual({
      value: "a",
      state: { kind: "single-source" },
      findings: [{ code: "SOURCE_INCONSISTENT", found: "root 1", expected: "root 2", where: { path: "endpoint 1 block 17" } }],
    });
    expect(await pool.first("block 17", check)).toBe("a");
    expect(pool.findings()).toHaveLength(1);
  });

  test("an answer that repeats the endpoint's address is told without it, by the endpoint's name, also where the text was cut within it", async () => {
    const secret = "secret-key-0123456789";
    for (const before of ["", "x".repeat(60), "x".repeat(80), "x".repeat(100)]) {
      const url = `https://node.example/v3/${secret}`;
      const pool = openEndpointPool({ urls: [url], quorum: 1, numbers: "plain" });
      const check = async (): Promise<string> => fail("SOURCE_MALFORMED", { found: `${before}${url}`, expected: url });
      for (const asked of [pool.first("block 17", check), pool.agree({ ...question, ask: check })]) {
        const error: unknown = await asked.catch((thrown: unknown) => thrown);
        expect(error).toMatchObject({ finding: { where: { path: "endpoint 1 block 17" } } });
        expect(String(error)).not.toMatch(/node\.example|secret/);
      }
      expect(JSON.stringify(pool.findings())).not.toMatch(/node\.example|secret/);
    }
  });

  test("that one lied is said before that another is down", async () => {
    const { pool } = open(["lie", null], 1);
    const check = async (endpoint: Endpoint): Promise<string> => {
      await endpoint.demand("x", []);
      return fail("SOURCE_MALFORMED", { found: "a", expected: "b" });
    };
    await expect(pool.agree({ ...question, ask: check })).rejects.toMatchObject({ code: "SOURCE_MALFORMED" });
    await expect(pool.first("block 17", check)).rejects.toMatchObject({ code: "SOURCE_MALFORMED" });
  });

  test("an error of ours ends the question", async () => {
    const { pool, asked } = open(["a", "a"], 1);
    const broken = async (endpoint: Endpoint): Promise<string> => {
      await endpoint.demand("x", []);
      throw new Error("broken invariant");
    };
    await expect(pool.agree({ ...question, ask: broken })).rejects.toThrow("broken invariant");
    expect(asked).toHaveLength(1);
  });

  test("one whose circuit is open is asked last, and not waited for", async () => {
    const { pool, asked } = open([null, "a"], 1);
    for (let count = 0; count < 4; count += 1) expect(await pool.first("x", (endpoint) => endpoint.demand("x", []))).toBe("a");
    expect(pool.metrics()[0]?.circuit).toBe("open");
    expect(asked.slice(-2)).toEqual(["two", "two"]);
  });
});

test.each([
  ["none", [], 1],
  ["a quorum of more than there are", ["http://one"], 2],
  ["no quorum", ["http://one"], 0],
  ["one of them twice", ["http://one", "http://ONE/"], 2],
  ["one of them twice, by other names of the caller and the place", ["http://one", "http://me:x@one/#other"], 2],
])("endpoints that cannot be a pool: %s", (_name, urls, quorum) => {
  expect(() => openEndpointPool({ urls, quorum, numbers: "plain" })).toThrow(/USAGE/);
});

const question = {
  path: "block 17",
  ask: async (endpoint: Endpoint): Promise<string> => String(await endpoint.demand("x", [])),
  canonical: (value: string): string => value,
};

function open(says: readonly Says[], quorum: number): { readonly pool: EndpointPool; readonly asked: readonly string[] } {
  const names = ["one", "two", "three"].slice(0, says.length);
  const asked: string[] = [];
  const pool = openEndpointPool({
    urls: names.map((name) => `http://${name}`),
    quorum,
    numbers: "plain",
    limits: { retryMilliseconds: 0, attemptsMax: 2, circuitFailuresMax: 4 },
    transport: async ({ url, body }) => {
      const name = new URL(url).hostname;
      asked.push(name);
      const said = says[names.indexOf(name)];
      if (said === null) throw new Error("down");
      const id = /"id":(\d+)/.exec(body ?? "")?.[1] ?? "0";
      return { status: 200, headers: {}, body: Buffer.from(JSON.stringify({ id: Number(id), result: said })) };
    },
  });
  return { pool, asked };
}
