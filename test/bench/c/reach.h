// Earliest arrival in at most so many hops, over outgoing transfers in ledger order. An edge is looked at once for each holding it leaves.
#pragma once
#include "ledger.h"

typedef struct {
  u32 place, to;
} Edge;

typedef struct {
  u32 stamp, arrival, next, done;
} Visit;

static u32 *first_edge;
static Edge *edges;
static Visit *visits;
static u32 *frontier, *coming;
static u32 round_number;

static void build_csr(void) {
  if (!first_edge) {
    first_edge = reserve(4 * (H + 2));
    edges = reserve(8 * N);
    visits = reserve(sizeof(Visit) * H);
    frontier = reserve(4 * H);
    coming = reserve(4 * H);
  }
  memset(first_edge, 0, 4 * (H + 2));
  u32 *cursor = first_edge + 1; /* after filling, first_edge[h] is where h begins */
  for (size_t i = 0; i < N; i++) cursor[payer[i] + 1]++;
  for (size_t h = 0; h < H; h++) cursor[h + 1] += cursor[h];
  for (size_t i = 0; i < N; i++) edges[cursor[payer[i]]++] = (Edge){(u32)i, payee[i]};
}

static u32 first_from(u32 low, u32 high, u32 place) {
  while (low < high) {
    u32 middle = (low + high) >> 1;
    if (edges[middle].place < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

typedef struct {
  u64 count, sum, holdings;
} Reached;

/* hops 0: no limit */
static Reached reach(u32 hops) {
  Reached found = {0, 0, 0};
  size_t now_n = 0;
  round_number++;
  for (size_t i = 0; i < seeded_n; i++) {
    u32 h = seeded[i];
    visits[h] = (Visit){round_number, 0, 0, first_edge[h + 1]};
    frontier[now_n++] = h;
    found.holdings++;
  }
  for (u32 hop = 1; now_n > 0 && (hops == 0 || hop <= hops); hop++) {
    size_t next_n = 0;
    for (size_t i = 0; i < now_n; i++) {
      u32 from = frontier[i];
      if (is_stop[from]) continue;
      Visit *visit = &visits[from];
      u32 end = visit->done, at = first_from(first_edge[from], end, visit->arrival);
      visit->done = at;
      found.count += end - at;
      for (; at < end; at++) {
        u32 place = edges[at].place, to = edges[at].to;
        found.sum += place;
        Visit *other = &visits[to];
        if (other->stamp != round_number) {
          *other = (Visit){round_number, NONE, place + 1, first_edge[to + 1]};
          coming[next_n++] = to;
          found.holdings++;
        } else if (place + 1 < other->next) {
          if (other->next == other->arrival) coming[next_n++] = to;
          other->next = place + 1;
        }
      }
    }
    for (size_t i = 0; i < next_n; i++) visits[coming[i]].arrival = visits[coming[i]].next;
    u32 *swap = frontier;
    frontier = coming;
    coming = swap;
    now_n = next_n;
  }
  return found;
}
