// Rules whose holding is two numbers while there is one claim: what is held, and how much of it is traced.
#pragma once
#include "share.h"

typedef struct {
  u128 total, traced; /* of a stop: traced is what ended there */
} Pair;

static Pair *pairs;

enum { PRO_RATA, LIBR, PIFO, FIFO, LIFO };

static inline u128 take_one(int rule, const Pair *pair, u128 debit) {
  u128 traced = pair->traced, total = pair->total;
  if (!traced) return 0;
  if (traced == total) return debit;
  if (debit == total) return traced;
  if (rule == PIFO) return traced < debit ? traced : debit;
  if (rule == LIBR) {
    u128 own = total - traced;
    return debit > own ? debit - own : 0;
  }
  u128 rest, share = share_of(traced, debit, total, &rest);
  /* one atom is left over where the shares are not whole; the larger remainder has it, the claim in a tie */
  return share + (rest && rest >= total - rest);
}

static inline __attribute__((always_inline)) void follow_one(int rule) {
  for (size_t h = 0; h < H; h++) {
    pairs[h].total = opening[h];
    pairs[h].traced = label[h] == NONE ? 0 : opening[h];
  }
  for (size_t i = 0; i < N; i++) {
    u32 from = payer[i], to = payee[i];
    u128 debit = amount[i], moved = 0;
    if (!is_stop[from]) {
      Pair *pair = &pairs[from];
      if (pair->total < debit) {
        if (label[from] != NONE) pair->traced += debit - pair->total;
        pair->total = debit;
      }
      moved = take_one(rule, pair, debit);
      pair->traced -= moved;
      pair->total -= debit;
      if (moved) log_flow(i, 0, moved);
    }
    Pair *pair = &pairs[to];
    pair->total += debit;
    pair->traced += label[to] == NONE ? moved : debit;
  }
}

static void run_one(int rule) {
  if (!pairs) pairs = reserve(sizeof(Pair) * H);
  if (rule == PRO_RATA) follow_one(PRO_RATA);
  else if (rule == LIBR) follow_one(LIBR);
  else follow_one(PIFO);
}

static void settle_one(Answer *answer) {
  for (size_t h = 0; h < H; h++) {
    if (!pairs[h].traced) continue;
    answer->rows++;
    add_row(answer, (u32)h, 0, pairs[h].traced);
  }
}
