import fc from "fast-check";

/** The seed of every property in a usual run, so that the same commit gives the same verdict. */
const usualSeed = 20_261_124;

const wish = process.env["TRIBUTARY_SEED"];
const seed = wish === "fresh" ? Math.floor(Math.random() * 2 ** 31) : wish === undefined ? usualSeed : Number(wish);
if (wish === "fresh") process.stderr.write(`TRIBUTARY_SEED=${seed}\n`);
fc.configureGlobal({ seed });
