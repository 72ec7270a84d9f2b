// Makes a ledger that looks like a chain's: few services with much of the traffic, many accounts with little, money that moves on soon after
// it came, bursts of payouts and collections, sixteen assets. Whole numbers only, from a seed: the same bytes on every run and machine.
import { below, drawRank, makeRandom, makeRanks, recentLag } from "./random.js";

/** Amounts are counted in millionths of a unit while the ledger is made; an asset's factor turns them into its atoms. */
export const assets = [
  ["eip155:1/slip44:60", 999_999_999_989],
  ["eip155:1/erc20:0xdac17f958d2ee523a2206206994597c13d831ec7", 1],
  ["eip155:1/erc20:0x6b175474e89094c44da98b954eedeac495271d0f", 999_999_999_961],
  ["eip155:1/erc20:0x2260fac5e5542a773aa44fbcfedf7c193bc2c599", 100],
  ...Array.from({ length: 12 }, (_, index) => [
    `eip155:1/erc20:0x${(index + 10).toString(16).padStart(40, "0")}`,
    index === 7 ? 1 : 999_999_999_000 + 2 * index + 1,
  ]),
].map(([name, factor]) => ({ name, factor }));

const noAccount = 0xffff_ffff;
const balanceMax = 2 ** 52;
const firstSecond = 1_577_836_800;

/** The columns of a ledger of `size` transfers. `seed` chooses another ledger of the same kind. */
export function makeLedger(size, seed = 1) {
  const world = createWorld(size, seed);
  for (let place = 0; place < size; place += 1) addTransfer(world, place);
  const { accountCount, holdingCount, uncovered } = world;
  const ledger = {
    size,
    accountCount,
    holdingCount,
    uncovered,
    payer: world.payer,
    payee: world.payee,
    asset: world.asset,
    atoms: world.atoms,
    time: world.time,
    holdingAccount: world.holdingAccount.subarray(0, holdingCount),
    holdingAsset: world.holdingAsset.subarray(0, holdingCount),
  };
  return { ...ledger, ...chooseServicesAndSeeds(ledger, world.serviceCount) };
}

function createWorld(size, seed) {
  const serviceCount = 50 + Math.floor(size / 100_000);
  const accountsMax = serviceCount + 1000 + Math.floor(size * 0.3);
  return {
    next: makeRandom(seed),
    serviceCount,
    services: makeRanks(serviceCount),
    ranks: makeRanks(assets.length, (rank) => rank * Math.sqrt(rank)),
    placesOf: assets.map(() => ({ places: new Uint32Array(1024), count: 0 })),
    accountCount: serviceCount,
    accountsMax,
    holdingCount: 0,
    uncovered: 0,
    /** Number of the holding plus one, by account and asset. */
    holdingOf: new Uint32Array(accountsMax * assets.length),
    holdingAccount: new Uint32Array(size * 2),
    holdingAsset: new Uint8Array(size * 2),
    balance: new Float64Array(size * 2),
    payer: new Uint32Array(size),
    payee: new Uint32Array(size),
    asset: new Uint8Array(size),
    atoms: new Uint32Array(size * 4),
    time: new Uint32Array(size * 2),
    burst: { left: 0, payer: 0, payee: noAccount },
    block: { second: firstSecond, left: 0 },
  };
}

function addTransfer(world, place) {
  const payer = choosePayer(world, place);
  const asset = world.holdingAsset[payer];
  let payee = holdingOf(world, choosePayee(world, place, asset), asset);
  if (payee === payer || world.balance[payee] > balanceMax) payee = holdingOf(world, openAccount(world), asset);
  continueBurst(world, payer, payee);
  const micro = chooseAmount(world, payer);
  world.balance[payer] -= micro;
  world.balance[payee] += micro;
  world.payer[place] = payer;
  world.payee[place] = payee;
  world.asset[place] = asset;
  writeProduct(world.atoms, place * 4, { micro, factor: assets[asset].factor });
  writeTime(world, place);
  keepPlace(world, asset, place);
}

function choosePayer(world, place) {
  const { next, burst } = world;
  if (burst.left > 0 && burst.payee === noAccount && world.balance[burst.payer] >= 1) return burst.payer;
  const chance = below(next, 100);
  if (chance < 28 || place < 100) return holdingOf(world, drawRank(next, world.services), drawRank(next, world.ranks));
  if (chance < 30) return holdingOf(world, openAccount(world), drawRank(next, world.ranks));
  if (chance < 80) return chooseFunded(world, world.payee, () => place - recentLag(next, place));
  return chooseFunded(world, world.payer, () => below(next, place));
}

function choosePayee(world, place, asset) {
  const { next, burst } = world;
  if (burst.left > 0 && burst.payee !== noAccount) return burst.payee;
  const chance = below(next, 100);
  if (chance < 31) return drawRank(next, world.services);
  if (chance < 38 || place === 0) return openAccount(world);
  const column = chance < 65 ? world.payee : world.payer;
  return world.holdingAccount[chooseCustomer(world, column, drawPlace(world, place, { asset, isRecent: chance >= 65 }))];
}

/** Most accounts deal in few assets: seven of eight receivers are looked for among those who have this asset already. */
function drawPlace({ next, placesOf }, place, { asset, isRecent }) {
  const { places, count } = placesOf[asset];
  const draw = (bound) => (isRecent ? bound - recentLag(next, bound) : below(next, bound));
  return count > 0 && next() % 8 > 0 ? () => places[draw(count)] : () => draw(place);
}

function keepPlace(world, asset, place) {
  const list = world.placesOf[asset];
  if (list.count === list.places.length) {
    const longer = new Uint32Array(list.count * 2);
    longer.set(list.places);
    list.places = longer;
  }
  list.places[list.count] = place;
  list.count += 1;
}

/** A holding that is not a service's, as far as six draws find one: services have their own share. */
function chooseCustomer(world, column, draw) {
  let holding = column[draw()];
  for (let tries = 0; tries < 6 && world.holdingAccount[holding] < world.serviceCount; tries += 1) holding = column[draw()];
  return holding;
}

/** Most payments are covered by what came before: a holding that has something is looked for. */
function chooseFunded(world, column, draw) {
  let holding = chooseCustomer(world, column, draw);
  for (let tries = 0; tries < 4 && world.balance[holding] < 1; tries += 1) holding = chooseCustomer(world, column, draw);
  return holding;
}

function openAccount(world) {
  if (world.accountCount >= world.accountsMax) throw new Error("the ledger has more accounts than were foreseen");
  world.accountCount += 1;
  return world.accountCount - 1;
}

function holdingOf(world, account, asset) {
  const key = account * assets.length + asset;
  const known = world.holdingOf[key];
  if (known > 0) return known - 1;
  const holding = world.holdingCount;
  world.holdingCount += 1;
  world.holdingOf[key] = holding + 1;
  world.holdingAccount[holding] = account;
  world.holdingAsset[holding] = asset;
  return holding;
}

/** One transfer in 400 starts a burst: one payer to many (a payout), or many to one payee (a collection). */
function continueBurst(world, payer, payee) {
  const { next, burst } = world;
  if (burst.left > 0) {
    burst.left -= 1;
    return;
  }
  const draw = next();
  if (draw % 400 !== 0) return;
  burst.left = 7 + recentLag(next, 128);
  burst.payer = payer;
  burst.payee = draw & 0x1000 ? world.holdingAccount[payee] : noAccount;
}

/** Spread like a chain's amounts over many powers of two. What a holding has bounds what it pays; one that has nothing had it before the ledger began. */
function chooseAmount(world, payer) {
  const { next, balance } = world;
  const power = countBits(next());
  const wanted = Math.floor(2 ** (power + 12) * (1 + next() / 4_294_967_296));
  const held = balance[payer];
  const isService = world.holdingAccount[payer] < world.serviceCount;
  const chance = below(next, 100);
  if (held < 1 || (held < wanted && isService && chance < 10)) {
    world.uncovered += 1;
    balance[payer] = wanted;
    return wanted;
  }
  return !isService && chance < 35 ? held : Math.min(held, wanted);
}

function countBits(word) {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** Writes micro x factor as four words of 32 bits, least first. Exact: every product of parts stays below 2^53. */
function writeProduct(words, at, { micro, factor }) {
  const low = micro % 4_294_967_296;
  const high = Math.floor(micro / 4_294_967_296);
  const factorLow = factor % 1_048_576;
  const factorHigh = Math.floor(factor / 1_048_576);
  const first = low * factorLow;
  const second = low * factorHigh;
  const wordLow = (first % 4_294_967_296) + (second % 4096) * 1_048_576;
  words[at] = wordLow % 4_294_967_296;
  const rest =
    Math.floor(first / 4_294_967_296) + Math.floor(second / 4096) + Math.floor(wordLow / 4_294_967_296) + high * factorLow;
  const above = high * factorHigh;
  const wordHigh = (rest % 4_294_967_296) + (above % 4096) * 1_048_576;
  words[at + 1] = wordHigh % 4_294_967_296;
  words[at + 2] = Math.floor(rest / 4_294_967_296) + Math.floor(above / 4096) + Math.floor(wordHigh / 4_294_967_296);
}

/** Blocks stand twelve seconds apart; all transfers of a block have its time. In microseconds, as 64 bits. */
function writeTime(world, place) {
  const { block, next } = world;
  if (block.left === 0) {
    block.second += 12;
    block.left = 1 + below(next, 300);
  }
  block.left -= 1;
  const micros = block.second * 1_000_000;
  world.time[place * 2] = micros % 4_294_967_296;
  world.time[place * 2 + 1] = Math.floor(micros / 4_294_967_296);
}

/** Services: the named ones, and every account with more than 1000 transfers. Seeds: 100 customers with 5 to 200 payments, old and young ones. */
function chooseServicesAndSeeds(ledger, serviceCount) {
  const { accountCount, holdingAccount, payer, payee, size } = ledger;
  const paid = new Uint32Array(accountCount);
  const received = new Uint32Array(accountCount);
  let serviceEnds = 0;
  for (let place = 0; place < size; place += 1) {
    const from = holdingAccount[payer[place]];
    const to = holdingAccount[payee[place]];
    paid[from] += 1;
    received[to] += 1;
    serviceEnds += (from < serviceCount) + (to < serviceCount);
  }
  const isService = (account) => account < serviceCount || paid[account] + received[account] > 1000;
  const services = [];
  for (let account = 0; account < accountCount; account += 1) if (isService(account)) services.push(account);
  const seeds = new Set();
  for (let step = 0; step < 100; step += 1) {
    let account = serviceCount + Math.floor(((accountCount - serviceCount) * step) / 200);
    while (account < accountCount && (isService(account) || paid[account] < 5 || paid[account] > 200 || seeds.has(account)))
      account += 1;
    if (account < accountCount) seeds.add(account);
  }
  return {
    services: Uint32Array.from(services),
    seeds: Uint32Array.from(seeds),
    shape: {
      serviceShare: serviceEnds / (2 * size),
      mostPaid: paid.reduce((most, count) => Math.max(most, count), 0),
      mostReceived: received.reduce((most, count) => Math.max(most, count), 0),
    },
  };
}
