// Graphology, the graph library of JavaScript: a directed multigraph, walked by its own iteration. `node graphology-peer.js FOLDER`;
// questions: `walk HOPS STOPS FIRST LAST`.
import { createRequire } from "node:module";
import { listHoldings, readColumn, readMeta } from "./ledger-files.js";
import { serveQuestions } from "./serve-questions.js";

const { MultiDirectedGraph } = createRequire(new URL("../peers/package.json", import.meta.url))("graphology");
const folder = process.argv[2];

await serveQuestions(() => {
  const { size, holdingCount } = readMeta(folder);
  const [payer, payee] = ["payer", "payee"].map((name) => readColumn(folder, name));
  const graph = new MultiDirectedGraph({ allowSelfLoops: false });
  for (let holding = 0; holding < holdingCount; holding += 1) graph.addNode(holding);
  for (let place = 0; place < size; place += 1) graph.addDirectedEdge(payer[place], payee[place], { place });
  const seeds = listHoldings(folder, readColumn(folder, "seeds"));
  const services = new Set(listHoldings(folder, readColumn(folder, "services")).flat().map(String));
  return {
    answer: ([, hops, stops, first, last]) => {
      const chosen = seeds.slice(Number(first), Number(last)).flat().map(String);
      return walk(graph, chosen, { hops: Number(hops), services: stops === "1" ? services : new Set() });
    },
  };
});

function walk(graph, seeds, { hops, services }) {
  const since = new Map(seeds.map((holding) => [holding, 0]));
  let frontier = new Map(since);
  for (let hop = 1; hop < hops && frontier.size > 0; hop += 1) {
    const next = new Map();
    for (const [holding, from] of frontier) {
      if (services.has(holding)) continue;
      // biome-ignore lint/complexity/useMaxParams: the library gives them in this order
      graph.forEachOutEdge(holding, (_edge, { place }, _source, target) => {
        if (place >= from && place + 1 < (next.get(target) ?? since.get(target) ?? Infinity)) next.set(target, place + 1);
      });
    }
    for (const [holding, from] of next) since.set(holding, from);
    frontier = next;
  }
  return countReached(graph, since, services);
}

function countReached(graph, since, services) {
  let count = 0;
  let sum = 0;
  for (const [holding, from] of since) {
    if (services.has(holding)) continue;
    graph.forEachOutEdge(holding, (_edge, { place }) => {
      if (place < from) return;
      count += 1;
      sum += place;
    });
  }
  return `${count} ${sum}`;
}
