// Plain C that answers the bench's questions, one a line, with the time of each: `reach HOPS STOPS FIRST LAST`,
// `rule NAME FIRST LAST APART OPENINGS STOPS LOG`, `csr`, `openings`. FIRST and LAST say which of the seeds are asked about.
#include "pools.h"
#include "reach.h"

static void reply(double wall, double cpu) {
  printf("{\"ms\":%.4f,\"cpuMs\":%.4f,\"resident\":%lu,\"answer\":\"", wall, cpu, (unsigned long)resident_bytes());
}

static void answer_reach(char *rest) {
  unsigned hops, stops;
  size_t first, last;
  if (sscanf(rest, "%u %u %zu %zu", &hops, &stops, &first, &last) != 4) stop_with("not a question", rest);
  choose_stops((int)stops);
  choose_seeds(first, last, 0);
  if (!edges) build_csr();
  double wall = wall_ms(), cpu = cpu_ms();
  Reached found = reach(hops);
  reply(wall_ms() - wall, cpu_ms() - cpu);
  printf("%lu %lu\",\"holdings\":%lu}\n", (unsigned long)found.count, (unsigned long)found.sum, (unsigned long)found.holdings);
}

static int rule_of(const char *name) {
  const char *names[] = {"pro-rata", "libr", "pifo", "fifo", "lifo"};
  for (int rule = 0; rule < 5; rule++)
    if (!strcmp(name, names[rule])) return rule;
  stop_with("no such rule", name);
  return -1;
}

static void print_answer(const Answer *answer) {
  printf("%lu ", (unsigned long)answer->rows);
  print_u128(answer->total);
  printf(" %016lx", (unsigned long)answer->sum);
}

static void answer_rule(char *rest) {
  char name[20], openings[20];
  size_t first, last;
  int apart, stops, log;
  if (sscanf(rest, "%19s %zu %zu %d %19s %d %d", name, &first, &last, &apart, openings, &stops, &log) != 7)
    stop_with("not a question", rest);
  int rule = rule_of(name), late = !strcmp(openings, "late"), single = !apart || last - first == 1;
  claims_n = apart ? last - first : 1;
  choose_stops(stops);
  choose_seeds(first, last, apart);
  if (late) memset(opening, 0, 16 * H);
  else solve_openings();
  number_stops();
  flows_n = 0;
  logging = log;
  int kind = rule == FIFO || rule == LIFO || (rule == PIFO && !single) ? 0 : single ? 1 : 2;
  double wall = wall_ms(), cpu = cpu_ms();
  if (kind == 0) run_lots(rule, late);
  else if (kind == 1) run_one(rule);
  else run_pools(rule);
  reply(wall_ms() - wall, cpu_ms() - cpu);
  Answer held = {0, 0, 0}, moved = {0, 0, 0};
  if (kind == 0) settle_lots(&held);
  else if (kind == 1) settle_one(&held);
  else settle_pools(&held);
  print_answer(&held);
  printf("\",\"flows\":\"");
  for (size_t i = 0; i < flows_n; i++) add_row(&moved, flows[i].place, flows[i].claim, ((u128)flows[i].high << 64) | flows[i].low);
  if (logging) print_answer(&moved);
  printf("\",\"records\":%zu}\n", flows_n);
}

static void answer_plain(void (*work)(void)) {
  double wall = wall_ms(), cpu = cpu_ms();
  work();
  reply(wall_ms() - wall, cpu_ms() - cpu);
  printf("%zu\"}\n", N);
}

int main(int count, char **words) {
  if (count < 2) stop_with("usage", "ledger-peer FOLDER");
  double wall = wall_ms(), cpu = cpu_ms();
  load_ledger(words[1]);
  reply(wall_ms() - wall, cpu_ms() - cpu);
  printf("%zu\"}\n", N);
  fflush(stdout);
  static char line[1000];
  while (fgets(line, sizeof line, stdin)) {
    if (!strncmp(line, "reach ", 6)) answer_reach(line + 6);
    else if (!strncmp(line, "rule ", 5)) answer_rule(line + 5);
    else if (!strncmp(line, "csr", 3)) answer_plain(build_csr);
    else if (!strncmp(line, "openings", 8)) answer_plain(solve_openings);
    else stop_with("not a question", line);
    fflush(stdout);
  }
  return 0;
}
