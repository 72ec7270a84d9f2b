import { digestText } from "@tributary/domain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeTagFile } from "./decode-tag-file.ts";

const pack = `title: Reserve wallets
confidence: service_data
category: exchange
source: https://exchange.example/reserves
tags:
- address: '0x1111111111111111111111111111111111111111'
  currency: ETH
  label: &name Example
- { address: 1BoatSLRHtKNngkdXEeobR76b53LETtpyT, currency: BTC, label: *name }
`;

function decode(text: string) {
  return decodeTagFile({ text, file: "pack.yaml", sha256: digestText(text) });
}

describe("a pack that somebody has changed", () => {
  test("is read or refused, never crashes, and loses no tag silently", () => {
    const change = fc.record({
      at: fc.nat({ max: pack.length }),
      cut: fc.nat({ max: 12 }),
      put: fc.oneof(
        fc.string({ maxLength: 8, unit: "binary" }),
        fc.constantFrom("&a ", "*a", "!!x ", "- ", "? ", ": ", "\n", "\t", "{", "]", "<<: ", "%"),
      ),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const text = changes.reduce((rest, { at, cut, put }) => `${rest.slice(0, at)}${put}${rest.slice(at + cut)}`, pack);
        const result = decode(text);
        if (!result.ok) expect(result.findings.length).toBeGreaterThan(0);
        else {
          const refused = result.decoding.items.filter((item) => "findings" in item);
          for (const item of refused) expect("findings" in item && item.findings.length).toBeGreaterThan(0);
          expect(BigInt(result.decoding.items.length - refused.length)).toBe(result.decoding.counts.tags);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  test("is read whole before the changes", () => {
    const result = decode(pack);
    expect(result.ok && result.decoding.counts).toMatchObject({ tags: 2n, stops: 2n });
  });
});
