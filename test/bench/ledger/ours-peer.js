// Our own engine behind the same lines as the others. `node ours-peer.js FOLDER`; questions: `reach HOPS STOPS FIRST LAST`,
// `rule NAME FIRST LAST APART OPENINGS STOPS LOG`, `together FIRST LAST APART OPENINGS STOPS LOG`, `workers COUNT RULE FIRST LAST OPENINGS STOPS`.

import { reach, traceRule, traceTogether } from "../ours/ask-index.js";
import { ensureIndex, openIndex } from "../ours/open-index.js";
import { runWorkers } from "../ours/run-workers.js";
import { serveQuestions } from "./serve-questions.js";

const folder = process.argv[2];
const path = await ensureIndex(folder);

await serveQuestions(async () => {
  const index = await openIndex(path, folder);
  const numbers = ([first, last]) => ({ first: Number(first), last: Number(last) });
  return {
    answer: ([kind, ...words]) => {
      if (kind === "reach") return reach(index, { hops: Number(words[0]), stops: words[1] === "1", ...numbers(words.slice(2)) });
      if (kind === "workers") {
        const [count, rule, first, last, openings, stops] = words;
        return runWorkers(index, Number(count), {
          rule,
          ...numbers([first, last]),
          apart: false,
          openings,
          stops: stops === "1",
          logs: false,
        });
      }
      const rest = kind === "rule" ? words.slice(1) : words;
      const [, , apart, openings, stops, logs] = rest;
      const question = { ...numbers(rest), apart: apart === "1", openings, stops: stops === "1", logs: logs === "1" };
      return kind === "rule" ? traceRule(index, { rule: words[0], ...question }) : traceTogether(index, question);
    },
  };
});
