"""Which altered copies are found: plain PDQ, with the altered forms asked too, with crops stored too.

    python3 benches/robustness.py [--pictures N] [--khien PATH] [DIR of harmless pictures]

Makes an environment of its own under target/, installs Pillow, numpy and scikit-image there. Pictures are those of
scikit-image that show no person, and drawn ones (1/f noise with shapes). Each alteration is made by Pillow, saved as JPEG of
quality 85 where nothing else is said, and looked for among the hashes of all originals. Prints a table, losses included,
and how often a picture that is not in the list was found (it should be never).
"""
import argparse, io, json, pathlib, random, subprocess, sys, tempfile

import environment

NEEDS = ["numpy", "Pillow", "scikit-image"]


def drawn(seed):
    """A harmless picture: coloured noise that falls off with frequency as photographs do, and some shapes."""
    import numpy as np
    from PIL import Image, ImageDraw

    dice = np.random.default_rng(seed)
    width, height = int(dice.integers(500, 1400)), int(dice.integers(400, 1100))
    down, across = np.fft.fftfreq(height)[:, None], np.fft.rfftfreq(width)[None, :]
    frequency = np.hypot(down, across)
    frequency[0, 0] = 1
    planes = []
    for _ in range(3):
        spectrum = (dice.normal(size=frequency.shape) + 1j * dice.normal(size=frequency.shape)) / frequency ** dice.uniform(1, 1.6)
        spectrum[0, 0] = 0
        planes.append(np.fft.irfft2(spectrum, s=(height, width)))
    noise = np.stack(planes, 2)
    noise = noise * 0.6 + noise.mean(2, keepdims=True) * 0.8
    noise = (noise - noise.mean()) / noise.std() * dice.uniform(25, 60) + dice.uniform(100, 150)
    picture = Image.fromarray(np.clip(noise, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    for _ in range(int(dice.integers(0, 18))):
        x, y, w, h = (int(v) for v in (dice.integers(0, width), dice.integers(0, height), dice.integers(10, width // 2), dice.integers(10, height // 2)))
        colour = tuple(int(v) for v in dice.integers(0, 256, 3))
        (pen.ellipse if dice.random() < 0.5 else pen.rectangle)([x, y, x + w, y + h], fill=colour)
    return picture


def photographs():
    """scikit-image's pictures that show no person and come with the package or are already at hand."""
    from PIL import Image
    from skimage import data

    for name in ("chelsea", "coffee", "rocket", "brick", "grass", "gravel", "coins", "page", "text", "moon", "hubble_deep_field",
                 "immunohistochemistry", "colorwheel", "clock", "retina", "cat"):
        try:
            yield Image.fromarray(getattr(data, name)()).convert("RGB")
        except Exception as problem:  # a picture that this version does not bring along
            print(f"without {name}: {problem}", file=sys.stderr)


def alterations():
    from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageOps

    def jpeg(quality):
        def to(picture):
            out = io.BytesIO()
            picture.save(out, "JPEG", quality=quality)
            return Image.open(io.BytesIO(out.getvalue()))
        return to

    def crop(left, top, right, bottom):
        def to(p):
            w, h = p.size
            return p.crop((round(w * left), round(h * top), round(w * (1 - right)), round(h * (1 - bottom))))
        return to

    def drawn_crop(alike):
        dice = random.Random(7)

        def to(p):
            one = dice.uniform(.05, .1)
            return crop(*([one] * 4 if alike else [dice.uniform(0, .1) for _ in range(4)]))(p)
        return to

    def border(share, colour):
        return lambda p: ImageOps.expand(p, (round(p.width * share), round(p.height * share)), fill=colour)

    def bars(p):
        return ImageOps.expand(p, (0, round(p.height * 0.12)), fill=(0, 0, 0))

    def mark(p):
        p = p.copy()
        pen = ImageDraw.Draw(p)
        pen.rectangle([p.width * 0.05, p.height * 0.42, p.width * 0.95, p.height * 0.52], fill=(255, 255, 255))
        pen.text((p.width * 0.1, p.height * 0.44), "a line of text over the picture", fill=(0, 0, 0))
        return p

    return [
        ("JPEG quality 50", jpeg(50)), ("JPEG quality 20", jpeg(20)),
        ("half size", lambda p: p.resize((p.width // 2, p.height // 2))), ("128 wide", lambda p: p.resize((128, max(1, p.height * 128 // p.width)))),
        ("stretched 1.3", lambda p: p.resize((round(p.width * 1.3), p.height))), ("grey", lambda p: p.convert("L").convert("RGB")),
        ("brightness 1.4", lambda p: ImageEnhance.Brightness(p).enhance(1.4)), ("contrast 1.6", lambda p: ImageEnhance.Contrast(p).enhance(1.6)),
        ("blur radius 3", lambda p: p.filter(ImageFilter.GaussianBlur(3))), ("band of text", mark),
        ("crop 2 % each edge", crop(.02, .02, .02, .02)), ("crop 5 % each edge", crop(.05, .05, .05, .05)),
        ("crop 7 % each edge", crop(.07, .07, .07, .07)), ("crop 10 % each edge", crop(.1, .1, .1, .1)),
        ("crop 5 % left", crop(.05, 0, 0, 0)), ("crop 10 % bottom", crop(0, 0, 0, .1)), ("crop 8 % top, 3 % right", crop(0, .08, .03, 0)),
        ("crop 5-10 %, all alike", drawn_crop(True)), ("crop 0-10 %, each by itself", drawn_crop(False)),
        ("border 5 % white", border(.05, (255, 255, 255))), ("border 5 % black", border(.05, (0, 0, 0))), ("border 10 % blue", border(.1, (30, 60, 160))),
        ("letter-box 12 %", bars), ("mirrored", ImageOps.mirror), ("upside down", ImageOps.flip), ("turned 90", lambda p: p.rotate(90, expand=True)),
        ("inverted", ImageOps.invert), ("turned 3 degrees", lambda p: p.rotate(3, resample=Image.BICUBIC)),
    ]


def hits(khien, listed, files, *flags):
    """For each file, the lines that it was found on."""
    lines = []
    for start in range(0, len(files), 200):
        command = [khien, "match", "--list", listed, "--json", *flags, *files[start:start + 200]]
        lines += subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [[match["line"] for match in json.loads(line)["matches"]] for line in lines]


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", nargs="?")
    words.add_argument("--pictures", type=int, default=60, help="drawn pictures")
    words.add_argument("--khien", default=str(environment.ROOT / "target/release/khien"))
    asked = words.parse_args()
    environment.inside(NEEDS)
    from PIL import Image

    with tempfile.TemporaryDirectory() as home:
        home = pathlib.Path(home)
        (home / "originals").mkdir()
        pictures = list(photographs()) + [drawn(seed) for seed in range(asked.pictures)]
        if asked.folder:
            pictures += [Image.open(path).convert("RGB") for path in sorted(pathlib.Path(asked.folder).iterdir()) if path.suffix.lower() in (".jpg", ".jpeg", ".png")]
        for at, picture in enumerate(pictures):
            picture.save(home / "originals" / f"{at:04}.png")
        lists = {}
        for name, flags in (("plain", []), ("crops", ["--crops"])):
            out = home / f"{name}.txt"
            subprocess.run([asked.khien, "fingerprint", home / "originals", "--out", out, *flags], check=True, capture_output=True)
            rows = [line.split(",", 2) for line in out.read_text().splitlines()]
            lists[name] = (str(out), {at: (row[2].split("#")[0], int(row[1])) for at, row in enumerate(rows, 1) if not row[0].startswith("#")})
        good = {path for path, quality in lists["plain"][1].values() if quality >= 50}
        names = sorted(good)
        print(f"{len(pictures)} pictures, {len(names)} of quality 50 and more; share found, of those whose copy has quality 50 too")
        print(f"{'altered copy':30}{'plain':>8}{'asked':>8}{'crops':>8}")
        for name, alter in alterations():
            files = []
            for path in names:
                file = home / f"copy-{pathlib.Path(path).stem}.jpg"
                alter(Image.open(path)).save(file, "JPEG", quality=20 if name.endswith("20") else 50 if name.endswith("50") else 85)
                files.append(str(file))
            shares = []
            for listed, flags in (("plain", []), ("plain", ["--altered"]), ("crops", ["--altered"])):
                out, lines = lists[listed]
                found = hits(asked.khien, out, files, *flags)
                shares.append(sum(any(lines.get(line, ("",))[0] == path for line in rows) for path, rows in zip(names, found)) / len(names))
            print(f"{name:30}" + "".join(f"{share:8.0%}" for share in shares), flush=True)
        strangers = []
        for seed in range(10_000, 10_000 + 2 * asked.pictures):
            file = home / f"stranger-{seed}.png"
            drawn(seed).save(file)
            strangers.append(str(file))
        for listed, flags in (("plain", []), ("plain", ["--altered"]), ("crops", ["--altered"])):
            found = sum(bool(rows) for rows in hits(asked.khien, lists[listed][0], strangers, *flags))
            print(f"found though not in the list ({listed}{' ' + flags[0] if flags else ''}): {found} of {len(strangers)}")


if __name__ == "__main__":
    main()
