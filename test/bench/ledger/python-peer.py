"""igraph, networkx or scipy asked the same question. python-peer.py FOLDER igraph|networkx|scipy; questions: walk HOPS STOPS FIRST LAST.

igraph and networkx walk by their own iteration; scipy holds the adjacency sorted by payer and place and works a frontier at a time.
"""
import importlib
import json
import sys
import time
from array import array


def read(folder, name, kind="I"):
    column = array(kind)
    with open(f"{folder}/{name}.bin", "rb") as file:
        column.frombytes(file.read())
    return column


def holdings_of(accounts, holding_account):
    lists = {account: [] for account in accounts}
    for holding, account in enumerate(holding_account):
        if account in lists:
            lists[account].append(holding)
    return [lists[account] for account in accounts]


def igraph_walk(count, payer, payee):
    igraph = importlib.import_module("igraph")
    graph = igraph.Graph(n=count, edges=zip(payer, payee), directed=True)
    return lambda holding: ((edge, graph.es[edge].target) for edge in graph.incident(holding, mode="out"))


def networkx_walk(count, payer, payee):
    networkx = importlib.import_module("networkx")
    graph = networkx.MultiDiGraph()
    graph.add_nodes_from(range(count))
    graph.add_edges_from((a, b, place) for place, (a, b) in enumerate(zip(payer, payee)))
    return lambda holding: ((place, to) for _, to, place in graph.out_edges(holding, keys=True))


def follow(leave, seeds, hops, services):
    since = {holding: 0 for holding in seeds}
    frontier = dict(since)
    for _ in range(1, hops):
        coming = {}
        for holding, start in frontier.items():
            if holding in services:
                continue
            for place, to in leave(holding):
                if place >= start and place + 1 < coming.get(to, since.get(to, 1 << 40)):
                    coming[to] = place + 1
        since.update(coming)
        frontier = coming
    count = total = 0
    for holding, start in since.items():
        if holding in services:
            continue
        for place, _ in leave(holding):
            if place >= start:
                count += 1
                total += place
    return f"{count} {total}"


def scipy_follow(count, payer, payee, services):
    numpy = importlib.import_module("numpy")
    sparse = importlib.import_module("scipy.sparse")
    payers, payees = numpy.frombuffer(payer, "u4"), numpy.frombuffer(payee, "u4")
    places = numpy.arange(len(payers), dtype="i8")
    # The place is the column: no two transfers share an entry, so none are summed into one.
    matrix = sparse.csr_matrix((payees.astype("u4"), (payers, places)), shape=(count, len(payers)))
    first, columns, target = matrix.indptr, matrix.indices, matrix.data
    is_service = numpy.zeros(count, bool)
    is_service[list(services)] = True
    never = numpy.iinfo("i8").max

    def edges_of(holdings, since):
        sizes = first[holdings + 1] - first[holdings]
        at = numpy.repeat(first[holdings] - numpy.concatenate(([0], numpy.cumsum(sizes)[:-1])), sizes) + numpy.arange(sizes.sum())
        return at[columns[at] >= numpy.repeat(since[holdings], sizes)]

    def ask(seeds, hops, stops):
        since = numpy.full(count, never)
        since[seeds] = 0
        frontier = numpy.array(seeds, dtype="i8")
        for _ in range(1, hops):
            if stops:
                frontier = frontier[~is_service[frontier]]
            at = edges_of(frontier, since)
            before = since.copy()
            numpy.minimum.at(since, target[at], columns[at].astype("i8") + 1)
            frontier = numpy.flatnonzero(since < before)
        reached = numpy.flatnonzero(since < never)
        if stops:
            reached = reached[~is_service[reached]]
        at = edges_of(reached, since)
        return f"{len(at)} {int(columns[at].sum(dtype='i8'))}"

    return ask


def main():
    folder, engine = sys.argv[1], sys.argv[2]
    wall, cpu = time.perf_counter(), time.process_time()
    payer, payee, holding_account = (read(folder, name) for name in ("payer", "payee", "holdingAccount"))
    seeds = holdings_of(read(folder, "seeds"), holding_account)
    services = {holding for held in holdings_of(read(folder, "services"), holding_account) for holding in held}
    if engine == "scipy":
        ask = scipy_follow(len(holding_account), payer, payee, services)
    else:
        leave = {"igraph": igraph_walk, "networkx": networkx_walk}[engine](len(holding_account), payer, payee)
        ask = lambda chosen, hops, stops: follow(leave, chosen, hops, services if stops else ())
    reply("ready", wall, cpu)
    for line in sys.stdin:
        _, hops, stops, start, end = line.split()
        chosen = [holding for held in seeds[int(start) : int(end)] for holding in held]
        wall, cpu = time.perf_counter(), time.process_time()
        reply(ask(chosen, int(hops), stops == "1"), wall, cpu)


def reply(answer, wall, cpu):
    with open("/proc/self/statm", encoding="ascii") as file:
        resident = int(file.read().split()[1]) * 4096
    times = {"ms": (time.perf_counter() - wall) * 1000, "cpuMs": (time.process_time() - cpu) * 1000}
    print(json.dumps({**times, "resident": resident, "answer": answer}), flush=True)


main()
