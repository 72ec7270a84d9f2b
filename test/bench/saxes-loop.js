// The least that reading XML with saxes costs: every event fires, nothing is kept but the number of transactions.
import { createRequire } from "node:module";

const { SaxesParser } = createRequire(new URL("../../packages/bank-kit/package.json", import.meta.url))("saxes");

export function createXmlReader() {
  const parser = new SaxesParser({ xmlns: false, position: true });
  let transactions = 0;
  parser.on("opentag", (tag) => {
    if (tag.name === "transaction") transactions += 1;
  });
  parser.on("text", () => undefined);
  parser.on("closetag", () => undefined);
  return {
    count: async (stream) => {
      stream.setEncoding("utf8");
      for await (const text of stream) parser.write(text);
      parser.close();
      return transactions;
    },
  };
}
