// Readers with a fault in them, to show that mutated files find it. Each is the goAML reader, but for one thing.
import { goamlFormat } from "@tributary/pipeline-goaml";

const good = goamlFormat({ profile: "goaml-gh" });

async function* everything(items) {
  for await (const item of items) yield item;
}

const faults = {
  /** An error ends the reading as if the file ended there. */
  async *swallowed(items) {
    try {
      for await (const item of items) {
        if ("findings" in item && item.findings.some(({ code }) => code.startsWith("XML_") || code.startsWith("FILE_"))) return;
        yield item;
      }
    } catch {
      // The planted fault: nobody hears of it.
    }
  },
  /** What cannot be read is left out. */
  async *dropped(items) {
    for await (const item of items) if (!("findings" in item) || item.record.locator === "file") yield item;
  },
  /** A field that is missing, and the reader waits for it. */
  async *endless(items) {
    for await (const item of items) {
      while ("findings" in item && item.findings.some(({ code }) => code === "FIELD_MISSING"));
      yield item;
    }
  },
  /** An invariant that a file can break. */
  async *broken(items) {
    for await (const item of items) {
      if ("findings" in item && item.findings[0].where.record === undefined) throw new TypeError("no record");
      yield item;
    }
  },
  /** Amounts lose what stands behind the point. */
  async *rounded(items) {
    for await (const item of items) {
      for (const transfer of item.rows?.transfers ?? []) transfer.atoms -= transfer.atoms % 100n;
      yield item;
    }
  },
  /** The third payment of a file goes nowhere, with the words of a note. */
  async *forgotten(items) {
    let count = 0;
    for await (const item of items) {
      count += item.rows?.payments?.length ?? 0;
      if (count > 2 && item.rows?.payments !== undefined) continue;
      yield item;
    }
  },
};

const planted = (name) => () => ({
  ...good,
  read: (received, scope) => (faults[name] ?? everything)(good.read(received, scope)),
});

export const swallowed = planted("swallowed");
export const dropped = planted("dropped");
export const endless = planted("endless");
export const broken = planted("broken");
export const rounded = planted("rounded");
export const forgotten = planted("forgotten");
