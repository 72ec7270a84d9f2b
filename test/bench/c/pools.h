// Pro rata and libr with many claims: a holding is a list of amounts, one for each claim, in claim order, and what is unattributed.
#pragma once
#include "lots.h"

typedef struct {
  u64 low, high;
  u32 claim, next;
} Entry;

typedef struct {
  u128 total, own; /* own: unattributed */
  u32 block;
  uint16_t count;
  u8 room; /* as a power of two; 255: no block */
} Pool;

typedef struct {
  u128 atoms, rest;
  u32 claim;
} Part;

static Pool *pools;
static Entry *entries;
static size_t entries_n, entries_room;
static u32 free_block[20];
static Part *parts;
static Entry *merged;
static u32 *ranking;

static inline u128 entry_atoms(const Entry *entry) { return ((u128)entry->high << 64) | entry->low; }

static void give_back(Pool *pool) {
  if (pool->room == 255) return;
  entries[pool->block].next = free_block[pool->room];
  free_block[pool->room] = pool->block;
  pool->room = 255;
}

static void make_room(Pool *pool, size_t count) {
  u8 room = 0;
  while (((size_t)1 << room) < count) room++;
  if (pool->room != 255 && pool->room >= room) return;
  give_back(pool);
  u32 block = free_block[room];
  if (block) free_block[room] = entries[block].next;
  else {
    if (entries_n + ((size_t)1 << room) > entries_room) {
      entries_room = entries_room ? entries_room * 2 : 1 << 22;
      entries = realloc(entries, entries_room * sizeof(Entry));
      if (!entries || entries_n > NONE / 2) stop_with("no memory", "pools");
    }
    block = (u32)entries_n;
    entries_n += (size_t)1 << room;
  }
  pool->block = block;
  pool->room = room;
}

static int comes_first(u32 a, u32 b) {
  if (parts[a].rest != parts[b].rest) return parts[a].rest > parts[b].rest;
  return a < b;
}

/* Gives one atom more to the `left` parts with the largest remainders; ties in the order of the parts. */
static void give_left_over(size_t count, size_t left) {
  for (size_t i = 0; i < count; i++) ranking[i] = (u32)i;
  size_t low = 0, high = count;
  while (low < left && left < high) {
    u32 middle = ranking[(low + high) / 2];
    size_t from = low, to = high - 1;
    for (;;) {
      while (comes_first(ranking[from], middle)) from++;
      while (comes_first(middle, ranking[to])) to--;
      if (from >= to) break;
      u32 swap = ranking[from];
      ranking[from++] = ranking[to];
      ranking[to--] = swap;
      if (from > to) break;
    }
    if (from < high && from == to && comes_first(ranking[from], middle)) from++;
    if (left <= from) {
      if (high == from) break;
      high = from;
    } else low = from;
  }
  for (size_t i = 0; i < left; i++) parts[ranking[i]].atoms++;
}

/* Splits `debit` over the first `count` parts, whose `atoms` are what is held and sum to `total`. */
static void split(size_t count, u128 debit, u128 total) {
  u128 given = 0;
  for (size_t i = 0; i < count; i++) {
    parts[i].atoms = share_of(parts[i].atoms, debit, total, &parts[i].rest);
    given += parts[i].atoms;
  }
  give_left_over(count, (size_t)(debit - given));
}

/* Leaves the parts of a debit in `parts`, claims in order, and returns how many; the unattributed part goes to *own. */
static size_t take_pool(int rule, Pool *pool, u128 debit, u128 *own) {
  Entry *held = entries + pool->block;
  size_t count = pool->count, last = count;
  u128 over = debit, total = pool->total;
  *own = 0;
  if (rule == LIBR) {
    *own = pool->own < debit ? pool->own : debit;
    over -= *own;
    total -= pool->own;
  }
  if (!over || !count) {
    if (rule == PRO_RATA) *own = debit;
    pool->own -= *own;
    pool->total -= debit;
    return 0;
  }
  for (size_t i = 0; i < count; i++) parts[i] = (Part){entry_atoms(&held[i]), 0, held[i].claim};
  if (rule == PRO_RATA && pool->own) parts[last++] = (Part){pool->own, 0, NONE};
  if (last == 1) parts[0].atoms = over;
  else if (over != total) split(last, over, total);
  if (last > count) *own = parts[count].atoms;
  size_t kept = 0, paid = 0;
  for (size_t i = 0; i < count; i++) {
    u128 left = entry_atoms(&held[i]) - parts[i].atoms;
    if (left) held[kept++] = (Entry){(u64)left, (u64)(left >> 64), held[i].claim, 0};
    if (parts[i].atoms) parts[paid++] = parts[i];
  }
  pool->count = (uint16_t)kept;
  if (!kept) give_back(pool);
  pool->own -= *own;
  pool->total -= debit;
  return paid;
}

static void merge(Pool *pool, size_t count) {
  Entry *held = entries + pool->block;
  size_t a = 0, b = 0, n = 0;
  while (a < pool->count || b < count) {
    u32 left = a < pool->count ? held[a].claim : NONE, right = b < count ? parts[b].claim : NONE;
    u128 atoms = 0;
    if (left <= right) atoms += entry_atoms(&held[a++]);
    if (right <= left) atoms += parts[b++].atoms;
    merged[n++] = (Entry){(u64)atoms, (u64)(atoms >> 64), left < right ? left : right, 0};
  }
  make_room(pool, n);
  memcpy(entries + pool->block, merged, n * sizeof(Entry));
  pool->count = (uint16_t)n;
}

static size_t insert_part(size_t count, u32 claim, u128 atoms) {
  size_t at = 0;
  while (at < count && parts[at].claim < claim) at++;
  if (at < count && parts[at].claim == claim) {
    parts[at].atoms += atoms;
    return count;
  }
  memmove(parts + at + 1, parts + at, (count - at) * sizeof(Part));
  parts[at] = (Part){atoms, 0, claim};
  return count + 1;
}

static void receive_parts(u32 to, size_t count, u128 own) {
  if (is_stop[to]) {
    for (size_t i = 0; i < count; i++) ended[(size_t)stop_number[to] * claims_n + parts[i].claim] += parts[i].atoms;
    return;
  }
  Pool *pool = &pools[to];
  u128 sum = own;
  for (size_t i = 0; i < count; i++) sum += parts[i].atoms;
  pool->total += sum;
  if (label[to] == NONE) pool->own += own;
  else if (own) count = insert_part(count, label[to], own);
  if (count) merge(pool, count);
}

static inline __attribute__((always_inline)) void follow_pools(int rule) {
  for (size_t i = 0; i < N; i++) {
    u128 debit = amount[i], own = debit;
    size_t count = 0;
    u32 from = payer[i];
    if (!is_stop[from]) {
      Pool *pool = &pools[from];
      if (pool->total < debit) receive_parts(from, 0, debit - pool->total);
      count = take_pool(rule, pool, debit, &own);
      for (size_t k = 0; k < count; k++) log_flow(i, parts[k].claim, parts[k].atoms);
    }
    receive_parts(payee[i], count, own);
  }
}

static void run_pools(int rule) {
  if (!pools) pools = reserve(sizeof(Pool) * H);
  if (!parts) {
    parts = reserve(sizeof(Part) * (seeds_n + 2));
    merged = reserve(sizeof(Entry) * (seeds_n + 2));
    ranking = reserve(4 * (seeds_n + 2));
  }
  memset(free_block, 0, sizeof free_block);
  entries_n = 1;
  for (size_t h = 0; h < H; h++) {
    pools[h] = (Pool){0, 0, 0, 0, 255};
    if (opening[h]) receive_parts((u32)h, 0, opening[h]);
  }
  if (rule == LIBR) follow_pools(LIBR);
  else follow_pools(PRO_RATA);
}

static void settle_pools(Answer *answer) {
  for (size_t h = 0; h < H; h++)
    for (size_t i = 0; i < pools[h].count; i++) {
      Entry *entry = &entries[pools[h].block + i];
      answer->rows++;
      add_row(answer, (u32)h, entry->claim, entry_atoms(entry));
    }
  settle_stops(answer);
}
