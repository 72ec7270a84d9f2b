import { sensitivityQuestion } from "@tributary/engine";
import { transfersUntil } from "@tributary/queries";
import { arbitraryTrace, everyFeature } from "@tributary/testkit";
import { sensitivity, validateRequest } from "@tributary/trace";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { makeStores } from "./store-of-ledger.ts";

const { inStore, remove } = makeStores("sensitivity");
afterAll(remove);

test.each([false, true])(
  "the sensitivity of a question from its part of the ledger is that from the whole (backward: %s)",
  async (isBackward) => {
    await fc.assert(
      fc.asyncProperty(arbitraryTrace({ ...everyFeature, isBackward }), ({ ledger, request }) =>
        inStore(ledger, async (store) => {
          const whole = { ...ledger, transfers: await store.query(transfersUntil, { until: null }) };
          fc.pre(validateRequest(whole, request).length === 0);
          const { document } = await sensitivityQuestion(store, request, {});
          expect(document).toEqual(sensitivity(whole, request));
        }),
      ),
      { numRuns: 60 },
    );
  },
  300_000,
);
