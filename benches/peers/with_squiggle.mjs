// Squiggle: the model in its own language as sample sets, many runs at a time, which is eight times as fast as `sample` in a loop.
// The language has no first passage over sample sets, so the lowest cash and the best result so far are kept, and counted here.
//
// `node with_squiggle.mjs FOLDER RUNS SEED`, where FOLDER holds node_modules.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const YEARS = 10;
const RUNS_AT_A_TIME = 10_000;

const MODEL = `
draw(dist) = SampleSet.fromDist(dist)
grow(rate, growth) = {
  g = SampleSet.max(draw(growth), -0.99)
  { amount: rate * g / log(1 + g), rate: rate * (1 + g) }
}
margin = Sym.beta(1 + 4 * (0.68 - 0.45) / 0.35, 1 + 4 * (0.8 - 0.68) / 0.35)
follow(state, year) = {
  revenue = grow(state.revenue, Sym.normal(1.2 * 0.8 ^ year, 0.25))
  burn = grow(state.burn, Sym.normal(0.42, 0.2))
  result = (0.45 + 0.35 * draw(margin)) * revenue.amount - burn.amount
  cash = state.cash + draw(Sym.bernoulli(0.6)) * draw(Sym.lognormal(log(30), 0.6)) + result
  lowest = SampleSet.min(state.lowest, cash)
  best = SampleSet.max(state.best, result)
  {
    revenue: revenue.rate, burn: burn.rate, cash: cash, lowest: lowest, best: best,
    lowests: List.append(state.lowests, lowest), bests: List.append(state.bests, best)
  }
}
start = {
  revenue: 13.1, burn: 17.2, cash: 40,
  lowest: SampleSet.fromNumber(1), best: SampleSet.fromNumber(-1), lowests: [], bests: []
}
end = List.reduce(List.upTo(0, ${YEARS - 1}), start, {|state, year| follow(state, year)})
{ lowests: end.lowests, bests: end.bests }
`;

const [folder, runs, seed] = [process.argv[2], Number(process.argv[3]), process.argv[4]];
const home = join(folder, "node_modules", "@quri", "squiggle-lang");
const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8"));
const { run } = await import(pathToFileURL(join(home, "dist", "index.js")).href);

/** Adds what `reached` counts by year; the last entry is for never. */
function addFirst(counts, byYear, reached, samples) {
  let before = 0;
  for (let year = 0; year < YEARS; year++) {
    const now = byYear[year].value.getSamples().reduce((count, x) => count + reached(x), 0);
    counts[year] += now - before;
    before = now;
  }
  counts[YEARS] += samples - before;
}

const exhausted = Array(YEARS + 1).fill(0);
const profitable = Array(YEARS + 1).fill(0);
const started = performance.now();
for (let first = 0; first < runs; first += RUNS_AT_A_TIME) {
  const samples = Math.min(RUNS_AT_A_TIME, runs - first);
  const environment = { sampleCount: samples, xyPointLength: 1000, seed: `${seed} ${first}` };
  const { result } = await run(MODEL, { environment });
  if (!result.ok) throw new Error(result.value.toString());
  const end = result.value.result.value;
  addFirst(exhausted, end.get("lowests").value.getValues(), (cash) => cash < 0, samples);
  addFirst(profitable, end.get("bests").value.getValues(), (best) => best >= 0, samples);
}
const seconds = (performance.now() - started) / 1000;
console.log(JSON.stringify({ version, threads: 1, runs, seconds, exhausted, profitable }));
