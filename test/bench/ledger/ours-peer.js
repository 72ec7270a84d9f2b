// Our own engine behind the same lines as the others. `node ours-peer.js FOLDER`; questions: `reach HOPS STOPS FIRST LAST`,
// `rule NAME FIRST LAST APART OPENINGS STOPS LOG`, `together FIRST LAST APART OPENINGS STOPS LOG`.

import { reach, traceRule, traceTogether } from "../ours/ask-index.js";
import { ensureIndex, openIndex } from "../ours/open-index.js";
import { serveQuestions } from "./serve-questions.js";

const folder = process.argv[2];
const path = await ensureIndex(folder);

await serveQuestions(async () => {
  const index = await openIndex(path, folder);
  const numbers = ([first, last]) => ({ first: Number(first), last: Number(last) });
  return {
    answer: ([kind, ...words]) => {
      if (kind === "reach") return reach(index, { hops: Number(words[0]), stops: words[1] === "1", ...numbers(words.slice(2)) });
      const rest = kind === "rule" ? words.slice(1) : words;
      const [, , apart, openings, stops] = rest;
      const question = { ...numbers(rest), apart: apart === "1", openings, stops: stops === "1" };
      return kind === "rule" ? traceRule(index, { rule: words[0], ...question }) : traceTogether(index, question);
    },
  };
});
