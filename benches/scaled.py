"""Whether decoding a JPEG at a half, a quarter or an eighth of its size (scaled DCT) moves its PDQ hash, and what it saves.

    python3 benches/scaled.py [--pictures N] [DIR of harmless pictures]

Makes an environment of its own under target/, installs Pillow (libjpeg, whose scaled DCT it asks for by `draft`), numpy and
pdqhash there. Each picture is saved as JPEG of quality 90 unless it is one, decoded whole and scaled, and hashed by pdqhash. A scale is
asked for only where both sides keep 512 pixels or more. The aim was: at most 4 bits at p99.
"""
import argparse, io, pathlib, time

import environment

NEEDS = ["numpy", "Pillow", "scikit-image", "pdqhash"]


def jpegs(folder, drawn_ones):
    """Name and bytes of each picture."""
    from PIL import Image, ImageOps
    from robustness import drawn

    for n in range(drawn_ones):
        picture = drawn(n)
        out = io.BytesIO()
        picture.resize((picture.width * 3, picture.height * 3), Image.LANCZOS).save(out, "JPEG", quality=90)
        yield f"drawn {n}", out.getvalue()
    for path in sorted(pathlib.Path(folder).rglob("*")) if folder else []:
        if path.suffix.lower() in (".jpg", ".jpeg"):
            yield path.name, path.read_bytes()
        elif path.suffix.lower() in (".png", ".webp"):
            out = io.BytesIO()
            ImageOps.exif_transpose(Image.open(path)).convert("RGB").save(out, "JPEG", quality=90)
            yield path.name, out.getvalue()


def hashed(data, scale):
    """The hash, its quality, and the seconds that decoding took."""
    import numpy as np
    import pdqhash
    from PIL import Image

    picture = Image.open(io.BytesIO(data))
    size = picture.size
    if scale > 1:
        if min(size) // scale < 512:
            return None
        picture.draft("RGB", (size[0] // scale, size[1] // scale))
    begun = time.perf_counter()
    pixels = np.asarray(picture.convert("RGB"))
    seconds = time.perf_counter() - begun
    if scale > 1 and pixels.shape[1] > size[0] // scale + 1:
        return None
    bits, quality = pdqhash.compute(pixels)
    return bits, quality, seconds


def main():
    asks = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asks.add_argument("folder", nargs="?")
    asks.add_argument("--pictures", type=int, default=120, help="drawn ones")
    said = asks.parse_args()
    found = {2: [], 4: [], 8: []}
    for name, data in jpegs(said.folder, said.pictures):
        whole = hashed(data, 1)
        for scale, rows in found.items():
            scaled = hashed(data, scale)
            if scaled and whole[1] >= 50:
                rows.append((int((whole[0] != scaled[0]).sum()), scaled[2] / whole[2]))
    print("| scale | pictures | p50 bits | p90 | p99 | most | over 4 bits | time of decoding |")
    print("|---|---|---|---|---|---|---|---|")
    for scale, rows in found.items():
        if not rows:
            continue
        bits = sorted(bit for bit, _ in rows)
        at = lambda part: bits[min(len(bits) - 1, int(part * len(bits)))]
        share = sum(ratio for _, ratio in rows) / len(rows)
        over = sum(bit > 4 for bit in bits)
        print(f"| 1/{scale} | {len(bits)} | {at(.5)} | {at(.9)} | {at(.99)} | {bits[-1]} | {over} | {share:.2f} |")


environment.inside(NEEDS)
main()
