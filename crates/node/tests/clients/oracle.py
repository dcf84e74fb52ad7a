"""PDQ of `khien hash` beside PyPI `pdqhash`, the oracle: bit for bit from the same pixels, within four bits from a JPEG.

    python oracle.py PROGRAM

Pictures are drawn here from seeds; nothing is kept.
"""
import json, pathlib, subprocess, sys, tempfile

import numpy as np
import pdqhash
from PIL import Image, ImageFile

# Noise takes more room in a JPEG than Pillow sets aside.
ImageFile.MAXBLOCK = 1 << 24

SIZES = [(5, 5), (6, 90), (64, 64), (63, 65), (128, 128), (129, 127), (257, 640), (512, 64), (800, 600), (1500, 1100)]


def drawn(width, height, seed):
    """Noise, soft patches or both, by the seed."""
    dice = np.random.default_rng(seed)
    noise = dice.integers(0, 256, (height, width, 3), dtype=np.uint8)
    few = dice.integers(0, 256, (2 + height // int(dice.integers(8, 60)), 2 + width // int(dice.integers(8, 60)), 3), dtype=np.uint8)
    soft = np.asarray(Image.fromarray(few).resize((width, height), Image.Resampling.BICUBIC))
    return [noise, soft, np.clip(soft.astype(int) + noise // 8 - 16, 0, 255).astype(np.uint8)][seed % 3]


def oracle(path):
    """The hash in hex and the quality that pdqhash gives what Pillow decodes."""
    bits, quality = pdqhash.compute(np.asarray(Image.open(path).convert("RGB")))
    return f"{int(''.join(str(int(bit)) for bit in bits), 2):064x}", quality


def asked(program, files):
    """The PDQ line of each file."""
    done = subprocess.run([program, "hash", "--json", *files], check=True, capture_output=True, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return {line["path"]: line for line in lines if line["kind"] == "pdq"}


def main(program):
    with tempfile.TemporaryDirectory() as home:
        home, exact, lossy = pathlib.Path(home), [], []
        for seed in range(150):
            width, height = SIZES[seed % len(SIZES)]
            picture = Image.fromarray(drawn(width, height, seed))
            picture.save(home / f"{seed}.png")
            exact.append(str(home / f"{seed}.png"))
            # Under some 200 pixels the decoders' ways of spreading colour show: up to 8 bits were seen.
            if min(width, height) >= 200 and seed % 3:
                # An EXIF turn is not made, here as there.
                turned = Image.Exif()
                turned[0x0112] = 1 + seed % 8
                picture.save(home / f"{seed}.jpg", quality=60 + seed % 36, subsampling=seed % 3, progressive=seed % 2 == 1, exif=turned)
                lossy.append(str(home / f"{seed}.jpg"))
        ours = asked(program, exact + lossy)
        for path in exact:
            assert (ours[path]["hash"], ours[path]["quality"]) == oracle(path), f"{path}: {ours[path]} and {oracle(path)}"
        apart = sorted((int(ours[path]["hash"], 16) ^ int(oracle(path)[0], 16)).bit_count() for path in lossy)
        assert len(apart) >= 20 and apart[-1] <= 4, apart
        print(f"{len(exact)} pictures as pdqhash bit for bit; {len(apart)} JPEG files at most {apart[-1]} bits apart, half of them at most {apart[len(apart) // 2]}")


if __name__ == "__main__":
    main(sys.argv[1])
