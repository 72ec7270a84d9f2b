// The ledger in memory, as the raw columns give it, and what all questions share: clock, checksum, log of flows.
#pragma once
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

typedef uint8_t u8;
typedef uint32_t u32;
typedef uint64_t u64;
typedef unsigned __int128 u128;

#define NONE 0xffffffffu

static size_t N, H, services_n, seeds_n;
static u32 *payer, *payee, *holding_account, *services, *seeds;
static u128 *amount;
static u8 *is_stop; /* by holding; all zero where a question has no stops */
static u32 *seeded, seeded_n; /* the holdings of the seeds that are asked about */
static u32 *label;  /* by holding: the claim whose account seed stands here */
static u128 *opening;

static void stop_with(const char *what, const char *where) {
  fprintf(stderr, "%s: %s\n", what, where);
  exit(1);
}

static void *reserve(size_t bytes) {
  void *memory = calloc(bytes ? bytes : 1, 1);
  if (!memory) stop_with("no memory", "calloc");
  return memory;
}

static void *load(const char *folder, const char *name, size_t *bytes) {
  char path[1000];
  snprintf(path, sizeof path, "%s/%s.bin", folder, name);
  FILE *file = fopen(path, "rb");
  struct stat found;
  if (!file || fstat(fileno(file), &found)) stop_with("cannot be read", path);
  *bytes = (size_t)found.st_size;
  void *memory = aligned_alloc(64, (*bytes + 127) / 64 * 64);
  if (!memory || fread(memory, 1, *bytes, file) != *bytes) stop_with("cannot be read whole", path);
  fclose(file);
  return memory;
}

static void load_ledger(const char *folder) {
  size_t bytes;
  payer = load(folder, "payer", &bytes);
  N = bytes / 4;
  payee = load(folder, "payee", &bytes);
  amount = load(folder, "atoms", &bytes);
  holding_account = load(folder, "holdingAccount", &bytes);
  H = bytes / 4;
  services = load(folder, "services", &bytes);
  services_n = bytes / 4;
  seeds = load(folder, "seeds", &bytes);
  seeds_n = bytes / 4;
  is_stop = reserve(H);
  label = reserve(4 * H);
  opening = reserve(16 * H);
  seeded = reserve(4 * H);
}

static double wall_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static double cpu_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

static u64 resident_bytes(void) {
  unsigned long pages = 0, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (file) {
    if (fscanf(file, "%lu %lu", &pages, &resident) != 2) resident = 0;
    fclose(file);
  }
  return (u64)resident * 4096;
}

static u8 *service_accounts(size_t *count) {
  u32 most = 0;
  for (size_t h = 0; h < H; h++)
    if (holding_account[h] > most) most = holding_account[h];
  *count = (size_t)most + 1;
  u8 *marked = reserve(*count);
  for (size_t i = 0; i < services_n; i++) marked[services[i]] = 1;
  return marked;
}

static void choose_stops(int wanted) {
  memset(is_stop, 0, H);
  if (!wanted) return;
  size_t count;
  u8 *marked = service_accounts(&count);
  for (size_t h = 0; h < H; h++) is_stop[h] = marked[holding_account[h]];
  free(marked);
}

/* first..last seeds; each its own claim, or all as claim 0 */
static void choose_seeds(size_t first, size_t last, int apart) {
  u32 most = 0;
  for (size_t h = 0; h < H; h++)
    if (holding_account[h] > most) most = holding_account[h];
  u32 *claim = reserve(4 * ((size_t)most + 1));
  for (size_t i = first; i < last; i++) claim[seeds[i]] = apart ? (u32)(i - first) + 1 : 1;
  seeded_n = 0;
  for (size_t h = 0; h < H; h++) {
    label[h] = claim[holding_account[h]] ? claim[holding_account[h]] - 1 : NONE;
    if (label[h] != NONE) seeded[seeded_n++] = (u32)h;
  }
  free(claim);
}

/* The least opening that keeps every holding from going negative: one pass with balances and their lowest point. */
static void solve_openings(void) {
  __int128 *balance = reserve(16 * H);
  memset(opening, 0, 16 * H);
  for (size_t i = 0; i < N; i++) {
    u32 from = payer[i];
    balance[from] -= amount[i];
    if (balance[from] < 0 && (u128)-balance[from] > opening[from]) opening[from] = (u128)-balance[from];
    balance[payee[i]] += amount[i];
  }
  free(balance);
}

/* A checksum that does not depend on the order of rows, nor on how an amount is split over rows of the same two numbers. */
static u32 mix(u32 a, u32 b) {
  u32 mixed = (a ^ 0x9e3779b9u) * 0x85ebca6bu;
  mixed ^= mixed >> 13;
  mixed = (mixed ^ (b + 1)) * 0xc2b2ae35u;
  return (mixed ^ (mixed >> 16)) | 1;
}

typedef struct {
  u64 rows, sum;
  u128 total;
} Answer;

static void add_row(Answer *answer, u32 number, u32 claim, u128 atoms) {
  answer->total += atoms;
  answer->sum += (u64)mix(number, claim) * (u64)atoms;
}

typedef struct {
  u64 low, high;
  u32 place, claim;
} Flow;

static Flow *flows;
static size_t flows_n, flows_room;
static int logging;

static void log_flow(size_t place, u32 claim, u128 atoms) {
  if (!logging) return;
  if (flows_n == flows_room) {
    flows_room = flows_room ? flows_room * 2 : 1 << 20;
    flows = realloc(flows, flows_room * sizeof(Flow));
    if (!flows) stop_with("no memory", "log");
  }
  flows[flows_n++] = (Flow){(u64)atoms, (u64)(atoms >> 64), (u32)place, claim};
}

static void print_u128(u128 value) {
  char text[48];
  int at = 47;
  text[at] = 0;
  do text[--at] = (char)('0' + (int)(value % 10));
  while (value /= 10);
  fputs(text + at, stdout);
}
