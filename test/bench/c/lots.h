// Rules that pay out lots: fifo, lifo, and pifo (claims' lots first). Lots are a linked list in one pool; neighbours of one label are one lot.
#pragma once
#include "one-claim.h"

typedef struct {
  u64 low, high;
  u32 next, label;
} Lot;

typedef struct {
  u32 head, tail;
} Queue;

static Lot *lots;
static size_t lots_n, lots_room;
static u32 free_lot;
static Queue *queues;
static u128 *beside; /* pifo: what is unattributed; lifo with late openings: what is held */
static u32 *stop_number;
static u128 *ended; /* by stop and claim */
static size_t claims_n;

static inline u128 atoms_of(const Lot *lot) { return ((u128)lot->high << 64) | lot->low; }

static inline void set_atoms(Lot *lot, u128 atoms) {
  lot->low = (u64)atoms;
  lot->high = (u64)(atoms >> 64);
}

static u32 new_lot(u128 atoms, u32 claim) {
  u32 number = free_lot;
  if (number) free_lot = lots[number].next;
  else {
    if (++lots_n >= lots_room) {
      lots_room = lots_room ? lots_room * 2 : 1 << 22;
      lots = realloc(lots, lots_room * sizeof(Lot));
      if (!lots) stop_with("no memory", "lots");
    }
    number = (u32)lots_n;
  }
  set_atoms(&lots[number], atoms);
  lots[number].label = claim;
  return number;
}

static inline void push(int rule, u32 holding, u32 claim, u128 atoms) {
  Queue *queue = &queues[holding];
  u32 last = rule == LIFO ? queue->head : queue->tail;
  if (last && lots[last].label == claim) {
    set_atoms(&lots[last], atoms_of(&lots[last]) + atoms);
    return;
  }
  u32 number = new_lot(atoms, claim);
  lots[number].next = rule == LIFO ? last : 0;
  if (rule == LIFO) queue->head = number;
  else {
    if (last) lots[last].next = number;
    else queue->head = number;
    queue->tail = number;
  }
}

static inline void receive(int rule, u32 to, u32 claim, u128 atoms) {
  if (is_stop[to]) {
    if (claim != NONE) ended[(size_t)stop_number[to] * claims_n + claim] += atoms;
    return;
  }
  if (claim == NONE) claim = label[to];
  if (rule == PIFO && claim == NONE) beside[to] += atoms;
  else push(rule, to, claim, atoms);
}

static inline void pay(int rule, size_t i, u32 claim, u128 atoms) {
  if (claim != NONE) log_flow(i, claim, atoms);
  receive(rule, payee[i], claim, atoms);
}

/* Takes up to `need` out of the list, from its head. Returns what it did not cover. */
static inline u128 take_lots(int rule, size_t i, u128 need) {
  Queue *queue = &queues[payer[i]];
  while (need && queue->head) {
    u32 number = queue->head, claim = lots[number].label;
    u128 held = atoms_of(&lots[number]);
    if (held > need) {
      set_atoms(&lots[number], held - need);
      pay(rule, i, claim, need);
      return 0;
    }
    queue->head = lots[number].next;
    if (!queue->head) queue->tail = 0;
    lots[number].next = free_lot;
    free_lot = number;
    need -= held;
    pay(rule, i, claim, held);
  }
  return need;
}

static inline __attribute__((always_inline)) void follow_lots(int rule, int late) {
  for (size_t i = 0; i < N; i++) {
    u32 from = payer[i];
    u128 need = amount[i];
    if (is_stop[from]) {
      receive(rule, payee[i], NONE, need);
      if (rule == LIFO && late) beside[payee[i]] += need;
      continue;
    }
    if (rule == LIFO && late) {
      u128 held = beside[from], lacking = need > held ? need - held : 0;
      beside[from] = held + lacking - need;
      beside[payee[i]] += need;
      if (lacking) pay(rule, i, label[from], lacking);
      need -= lacking;
    }
    need = take_lots(rule, i, need);
    if (rule == PIFO && need) {
      u128 own = beside[from] < need ? beside[from] : need;
      beside[from] -= own;
      if (own) pay(rule, i, NONE, own);
      need -= own;
    }
    if (need) pay(rule, i, label[from], need); /* a late lot is the newest */
  }
}

static void number_stops(void) {
  size_t count = 0;
  if (!stop_number) stop_number = reserve(4 * H);
  for (size_t h = 0; h < H; h++)
    if (is_stop[h]) stop_number[h] = (u32)count++;
  free(ended);
  ended = reserve(16 * (count * claims_n + 1));
}

static void run_lots(int rule, int late) {
  if (!queues) queues = reserve(sizeof(Queue) * H);
  if (!beside) beside = reserve(16 * H);
  memset(queues, 0, sizeof(Queue) * H);
  memset(beside, 0, 16 * H);
  lots_n = 0;
  free_lot = 0;
  for (size_t h = 0; h < H; h++)
    if (opening[h] && !is_stop[h]) receive(rule, (u32)h, NONE, opening[h]);
  if (rule == FIFO) follow_lots(FIFO, 0);
  else if (rule == PIFO) follow_lots(PIFO, 0);
  else if (late) follow_lots(LIFO, 1);
  else follow_lots(LIFO, 0);
}

static void settle_stops(Answer *answer) {
  for (size_t h = 0; h < H; h++) {
    if (!is_stop[h]) continue;
    for (u32 claim = 0; claim < claims_n; claim++) {
      u128 atoms = ended[(size_t)stop_number[h] * claims_n + claim];
      if (!atoms) continue;
      answer->rows++;
      add_row(answer, (u32)h, claim, atoms);
    }
  }
}

static void settle_lots(Answer *answer) {
  u32 *seen = reserve(4 * (claims_n + 1));
  for (size_t h = 0; h < H; h++) {
    for (u32 number = queues[h].head; number; number = lots[number].next) {
      u32 claim = lots[number].label;
      if (claim == NONE) continue;
      if (seen[claim] != h + 1) answer->rows++;
      seen[claim] = (u32)h + 1;
      add_row(answer, (u32)h, claim, atoms_of(&lots[number]));
    }
  }
  free(seen);
  settle_stops(answer);
}
