"""Look-ups beside FAISS and PDQ beside pdqhash, in one run on one machine.

    python3 benches/peers.py [--hashes N] [--distribution uniform|skewed|FILE] [--picture FILE] [--khien PATH]

Makes an environment of its own under target/, installs faiss-cpu, pdqhash and Pillow there, lets `khien bench match` write
its hashes and queries, asks FAISS the same, compares the answers one by one and prints a table with ratios.
"""
import argparse, json, pathlib, resource, statistics, subprocess, sys, tempfile, time

import environment

NEEDS = ["faiss-cpu", "numpy", "pdqhash==0.2.8", "Pillow"]


def timed(search, queries):
    """Microseconds of each query, one by one, and the answers."""
    times, answers = [], []
    for query in queries:
        began = time.perf_counter()
        answers.append(search(query))
        times.append((time.perf_counter() - began) * 1e6)
    return sorted(times), answers


def faiss_rows(hashes, queries, radius, single):
    import faiss
    import numpy as np

    faiss.omp_set_num_threads(1)
    rows = []
    multi = faiss.IndexBinaryMultiHash(256, 16, 16)
    multi.nflip = 1
    for name, index, ask in (("FAISS flat", faiss.IndexBinaryFlat(256), single), ("FAISS multi-hash 16x16", multi, single)):
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        index.add(hashes)
        build = time.perf_counter() - began

        def search(query, index=index):
            # FAISS leaves out what lies exactly at the radius.
            _, distances, ids = index.range_search(query.reshape(1, -1), radius + 1)
            return {(int(i), int(d)) for i, d in zip(ids, distances) if d <= radius}

        times, answers = timed(search, queries[:ask])
        faiss.omp_set_num_threads(2)
        began = time.perf_counter()
        index.range_search(np.ascontiguousarray(queries[:ask]), radius + 1)
        batch = ask / (time.perf_counter() - began)
        faiss.omp_set_num_threads(1)
        grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        rows.append((name, build, times, batch, grown, answers))
    return rows


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--hashes", type=int, default=1_000_000)
    words.add_argument("--queries", type=int, default=2_000)
    words.add_argument("--peer-queries", type=int, default=100, help="queries that the peer is asked; it is slower")
    words.add_argument("--radius", type=int, default=31)
    words.add_argument("--distribution", default="uniform")
    words.add_argument("--picture", help="a JPEG for the hash beside pdqhash")
    words.add_argument("--khien", default=str(environment.ROOT / "target/release/khien"))
    asked = words.parse_args()
    environment.inside(NEEDS)
    import numpy as np

    with tempfile.TemporaryDirectory() as folder:
        bench = [asked.khien, "bench", "match", "--hashes", str(asked.hashes), "--queries", str(asked.queries)]
        bench += ["--radius", str(asked.radius), "--distribution", asked.distribution, "--keep", folder, "--json"]
        ours = json.loads(subprocess.run(bench, check=True, capture_output=True, text=True).stdout)
        hashes = np.fromfile(f"{folder}/hashes.pdq", dtype=np.uint8).reshape(-1, 32)
        queries = np.fromfile(f"{folder}/queries.pdq", dtype=np.uint8).reshape(-1, 32)
        with open(f"{folder}/asked.txt", "w") as out:
            out.writelines(query.tobytes().hex() + "\n" for query in queries[: asked.peer_queries])
        lines = subprocess.run(
            [asked.khien, "match", "--list", f"{folder}/hashes.pdq", "--queries", f"{folder}/asked.txt", "--json"]
            + ["--radius", str(asked.radius)],
            check=True, capture_output=True, text=True,
        ).stdout.splitlines()
        answers = [{(m["line"] - 1, m["distance"]) for m in json.loads(line)["matches"]} for line in lines]
        print(f"{ours['hashes']:,} hashes, {asked.distribution}, radius {asked.radius}, one thread; batch on {ours['threads']}")
        print(f"{'':24}{'p50 us':>10}{'p99 us':>10}{'batch/s':>10}{'MB':>8}{'build s':>9}  same answers as khien")
        print(f"{'khien':24}{ours['p50_us']:10.0f}{ours['p99_us']:10.0f}{ours['batch_per_s']:10.0f}"
              f"{ours['index_mb']:8.0f}{ours['build_s']:9.1f}  recall {ours['recall']}")
        for name, build, times, batch, grown, theirs in faiss_rows(hashes, queries, asked.radius, asked.peer_queries):
            same = sum(a == b for a, b in zip(answers, theirs))
            p50, p99 = statistics.median(times), times[int(len(times) * 0.99)]
            print(f"{name:24}{p50:10.0f}{p99:10.0f}{batch:10.0f}{grown:8.0f}{build:9.1f}  {same} of {len(theirs)}"
                  f"; khien is {p50 / ours['p50_us']:.0f} times as fast at p50, {ours['batch_per_s'] / batch:.0f} times in batch")
    if asked.picture:
        picture(asked)


def picture(asked):
    import numpy as np
    import pdqhash
    from PIL import Image

    ours = json.loads(subprocess.run([asked.khien, "bench", "hash", asked.picture, "--json"], check=True,
                                     capture_output=True, text=True).stdout)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        bits, _ = pdqhash.compute(np.asarray(Image.open(asked.picture).convert("RGB")))
        times.append((time.perf_counter() - began) * 1e3)
    theirs = int("".join(str(int(bit)) for bit in bits), 2)
    apart = (theirs ^ int(ours["hash"], 16)).bit_count()
    print(f"{asked.picture}: khien {ours['hash_ms']:.1f} ms from file to hash ({ours['ratio']:.2f} of its own decoding in colour), "
          f"Pillow and pdqhash {statistics.median(times):.1f} ms, {apart} bits apart")


if __name__ == "__main__":
    main()
