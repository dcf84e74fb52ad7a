"""The stock `threatexchange` client against a served node, unchanged: fetch, match, withdraw, fetch again; what it submits;
lookups of hashes that its own PDQ computed. Run by `cargo xtask clients`; pictures are drawn here."""

import enum
import hashlib
import json
import os
import pathlib
import random
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
import zlib

import requests
from openapi_spec_validator import validate
from PIL import Image, ImageDraw, ImageFilter
from threatexchange.exchanges.clients.ncmec.hash_api import FeedbackType, FingerprintType, NCMECHashAPI
from threatexchange.exchanges.clients.stopncii.api import (
    StopNCIIAPI,
    StopNCIICSPFeedbackValue,
    StopNCIIEndpoint,
    StopNCIISignalType,
)
from threatexchange.extensions.vpdq.vpdq import VPDQSignal
from threatexchange.signal_type.pdq.signal import PdqSignal

KHIEN = sys.argv[1]


def drawn(folder, name, seed, size=(640, 480)):
    """A picture with enough to see, the same for the same seed."""
    draw_from = random.Random(seed)
    image = Image.new("RGB", size, (draw_from.randrange(256),) * 3)
    pen = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = draw_from.randrange(size[0]), draw_from.randrange(size[1])
        w, h = draw_from.randrange(20, 200), draw_from.randrange(20, 200)
        colour = tuple(draw_from.randrange(256) for _ in range(3))
        (pen.rectangle if draw_from.random() < 0.5 else pen.ellipse)((x, y, x + w, y + h), fill=colour)
    path = folder / name
    image.filter(ImageFilter.GaussianBlur(1)).save(path)
    return path


def near(folder, path):
    """The same picture, smaller and saved once more."""
    out = folder / f"near-{path.stem}.jpg"
    Image.open(path).resize((400, 300)).save(out, quality=60)
    return out


def claims(width, height):
    """A PNG of a few bytes that claims to be large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(100))), (b"IEND", b"")]
    sums = [struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks]
    parts = [struct.pack(">I", len(data)) + name + data + sum for (name, data), sum in zip(chunks, sums)]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


class Node:
    def __init__(self, data):
        self.data = data
        self.log = open(data / "log.txt", "w+")
        environment = {**os.environ, "KHIEN_OPEN_LOOKUPS": "true", "KHIEN_HASH_VIDEOS": "true", "KHIEN_LOG": "debug"}
        self.child = subprocess.Popen(
            [KHIEN, "serve", "--data", str(data), "--listen", "127.0.0.1:0"], stderr=self.log, env=environment
        )
        self.base = None
        for _ in range(200):
            for line in (data / "log.txt").read_text().splitlines():
                if line.startswith("listening on "):
                    self.base = line.removeprefix("listening on ")
            if self.base:
                break
            time.sleep(0.1)
        assert self.base, "the node does not listen"
        for _ in range(200):
            if self.status("/hma/status") == 200:
                return
            time.sleep(0.1)
        raise AssertionError("the index was not read in")

    def status(self, path):
        try:
            return urllib.request.urlopen(self.base + path).status
        except urllib.error.HTTPError as error:
            return error.code

    def ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data=data, method=method)
        request.add_header("content-type", "application/json")
        return json.load(urllib.request.urlopen(request))

    def platform(self, name, receives):
        command = [KHIEN, "key", "platform", "add", name, "--country", "US", "--receives", receives]
        done = subprocess.run(
            [*command, "--data", str(self.data), "--json"], capture_output=True, check=True, env={**os.environ, "KHIEN_LOG": "off"}
        )
        return json.loads(done.stdout)["token"]


def tx(home, keys, *args):
    """The client's command line, with a home of its own."""
    program = pathlib.Path(sys.executable).parent / "threatexchange"
    environment = {**os.environ, "HOME": str(home), "TX_STOPNCII_KEYS": keys, "TZ": "UTC"}
    done = subprocess.run([program, *args], capture_output=True, text=True, env=environment)
    assert done.returncode == 0, f"{args}: {done.stdout}{done.stderr}"
    return done.stdout


def videos(folder, node, base):
    """Videos: the stock signal type's own hash of a file is found by the node, and how near it is both say alike."""
    source = "mandelbrot=s=320x240:r=10:start_scale=2"
    draw = ["ffmpeg", "-nostdin", "-v", "error", "-f", "lavfi", "-i", source, "-t", "10", "-pix_fmt", "yuv420p"]
    film, part = folder / "film.mp4", folder / "part.mkv"
    subprocess.run([*draw, "-c:v", "mpeg4", "-q:v", "3", film], check=True)
    cut = ["-t", "6", "-vf", "scale=200:150", "-c:v", "mpeg4"]
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-i", film, *cut, part], check=True)
    theirs, of_part = VPDQSignal.hash_from_file(film), VPDQSignal.hash_from_file(part)
    with open(film, "rb") as file:
        ours = requests.post(f"{base}/h/hash?types=vpdq", files={"video": file}).json()["vpdq"]
    VPDQSignal.validate_signal_str(ours)
    both = VPDQSignal.compare_hash(ours, theirs)
    assert both.match and both.distance.pretty_str() == "100%[100%]", both
    added = requests.post(f"{base}/c/bank/ALONE/signal", json={"vpdq": theirs}).json()
    found = requests.get(f"{base}/m/lookup", params={"signal_type": "vpdq", "signal": of_part}).json()
    said = VPDQSignal.compare_hash(of_part, theirs).distance
    assert found == {"ALONE": [{"bank_content_id": added["id"], "distance": said.pretty_str()}]}, (found, said)
    index = VPDQSignal.get_index_cls().build([(theirs, added["id"])])
    assert [match.metadata for match in index.query(of_part)] == [added["id"]]
    compared = requests.post(f"{base}/m/compare", json={"vpdq": [of_part, theirs]}).json()
    assert compared["vpdq"] == [True, vars(said)], (compared, said)


def walk(folder):
    node = Node(folder / "node")
    token = node.platform("Stock client", "known")
    pictures = [drawn(folder, f"{n}.png", n) for n in range(3)]
    hashes = [PdqSignal.hash_from_file(path) for path in pictures]
    assert all(hashes), "a drawn picture has too little to see"
    node.ask("POST", "/hma/c/banks", {"name": "TESTS"})
    ids = [node.ask("POST", "/hma/c/bank/TESTS/signal", {"pdq": value})["id"] for value in hashes]

    # Fetch and match: the client's own index of what the node handed out.
    home, keys = folder / "home", f"{token},{token},{node.base}/feed/v1"
    home.mkdir()
    tx(home, keys, "config", "collab", "edit", "stop_ncii", "--create", "KHIEN")
    tx(home, keys, "fetch")
    for path in pictures:
        said = tx(home, keys, "match", "photo", str(path))
        assert said.startswith("pdq 0 ") and "(KHIEN)" in said and "INVESTIGATION_SEED" in said, said
    assert "(KHIEN)" in tx(home, keys, "match", "photo", str(near(folder, pictures[1]))), "a smaller copy is found"
    assert "(KHIEN)" not in tx(home, keys, "match", "photo", str(drawn(folder, "other.png", 99)))

    # A withdrawal: the client does not look at the status, so it is told by feedback too, which it sets against the seed that
    # it assumes of every record.
    node.ask("DELETE", f"/hma/c/bank/TESTS/content/{ids[0]}")
    tx(home, keys, "fetch")
    said = tx(home, keys, "match", "photo", str(pictures[0]))
    assert "DISPUTED -1 -Khien" in said, said
    assert "INVESTIGATION_SEED" in tx(home, keys, "match", "photo", str(pictures[1]))

    # The token in the address in place of a header.
    home, keys = folder / "second-home", f"x,x,{node.base}/feed/{token}/v1"
    home.mkdir()
    tx(home, keys, "config", "collab", "edit", "stop_ncii", "--create", "KHIEN")
    tx(home, keys, "fetch")
    assert "(KHIEN)" in tx(home, keys, "match", "photo", str(pictures[2]))

    # What the client submits.
    more = {StopNCIIEndpoint.SubmitFeedback: token, StopNCIIEndpoint.SubmitHashes: token}
    client = StopNCIIAPI(token, token, more, f"{node.base}/feed/v1")
    client.submit_feedback(StopNCIISignalType.ImagePDQ, hashes[1], StopNCIICSPFeedbackValue.Blocked)
    sent = PdqSignal.hash_from_file(drawn(folder, "sent.png", 7))
    client.submit_hash(StopNCIISignalType.ImagePDQ, sent)
    mine = node.ask("GET", f"/hma/{token}/m/lookup?signal_type=pdq&signal={sent}")
    assert [bank for bank in mine if bank.startswith("FROM_")], mine

    # A node matches with one hash, where the stock client needs two; and its distance is the client's.
    alone = node.platform("One hash", "own-images")
    node.ask("POST", f"/hma/{alone}/c/banks", {"name": "ALONE"})
    node.ask("POST", f"/hma/{alone}/c/bank/ALONE/signal", {"pdq": sent})
    copy = PdqSignal.hash_from_file(near(folder, folder / "sent.png"))
    distance = PdqSignal.compare_hash(sent, copy).distance.distance
    found = node.ask("GET", f"/hma/{alone}/m/lookup?signal_type=pdq&signal={copy}")
    assert found["ALONE"][0]["distance"] == str(distance), (found, distance)
    compared = node.ask("POST", f"/hma/{alone}/m/compare", {"pdq": [sent, copy]})
    assert compared["pdq"][1] == {"distance": distance}, compared

    # The shape of NCMEC's hash sharing: a bank of children's material, harmless here, as its own client reads it.
    listed = node.platform("Lists", "known")
    place = enum.Enum("Place", {"node": f"{node.base}/ncmec"}).node
    ncmec = NCMECHashAPI("anybody", listed, place)
    me = ncmec.status()
    assert (me.esp_name, me in ncmec.members()) == ("Lists", True), me
    until = int(time.time()) + 60
    entries = [entry for page in ncmec.get_entries_iter(end_timestamp=until) for entry in page.updates]
    by_id = {entry.id: entry for entry in entries}
    assert by_id[str(ids[1])].fingerprints == {"pdq": hashes[1]} and by_id[str(ids[0])].deleted, entries
    reasons = ncmec.feedback_reasons(FingerprintType.pdq)
    assert list(reasons.values()) == ["Not of this class"], reasons
    ncmec.submit_feedback(1, str(ids[1]), FingerprintType.pdq, FeedbackType.downvote)
    ncmec.submit_upvote(1, str(ids[2]), FingerprintType.pdq)
    page = next(ncmec.get_entries_iter(end_timestamp=until))
    said = {entry.id: entry.feedback.get("pdq", []) for entry in page.updates}
    assert [vote.feedback_type for vote in said[str(ids[2])]] == [FeedbackType.upvote], said
    assert FeedbackType.downvote in [vote.feedback_type for vote in said[str(ids[1])]], said
    one_by_one, next_ = [], "/v2/entries?from=1970-01-01T00:00:00Z&to=2100-01-01T00:00:00Z&size=1"
    while next_:
        page = ncmec.get_entries(next_=next_)
        one_by_one, next_ = one_by_one + [entry.id for entry in page.updates], page.next
    assert one_by_one == [entry.id for entry in entries], (one_by_one, entries)
    assert requests.get(f"{node.base}/ncmec/v2/entries", auth=("x", "khp_00")).status_code == 401

    # What the interface says of itself is a document as OpenAPI wants it.
    document = requests.get(f"{node.base}/hma/{alone}/openapi/openapi.json").json()
    validate(document)
    assert "/m/lookup" in document["paths"] and alone not in str(document), document

    # Files: hashed, looked up and put in, in multipart as HMA's clients send them. Hashes are the client's within a few bits.
    files = f"{node.base}/hma/{alone}"
    with open(folder / "sent.png", "rb") as picture:
        said = requests.post(f"{files}/h/hash", files={"photo": picture}).json()
    assert PdqSignal.compare_hash(sent, said["pdq"]).distance.distance <= 4, (sent, said)
    with open(folder / "sent.png", "rb") as picture:
        said = requests.post(f"{files}/m/lookup", files={"photo": picture}).json()
    assert int(said["pdq"]["ALONE"][0]["distance"]) <= 4, said
    kept = {"metadata": json.dumps({"content_id": "ours-1"}), "note": "a test"}
    with open(pictures[0], "rb") as picture:
        said = requests.post(f"{files}/c/bank/ALONE/content?types=pdq,md5", files={"photo": picture}, data=kept).json()
    digest = hashlib.md5(pictures[0].read_bytes()).hexdigest()
    assert said["signals"]["md5"] == digest and len(said["signals"]["pdq"]) == 64, said
    shown = requests.get(f"{files}/c/bank/ALONE/content/{said['id']}").json()
    assert shown["metadata"] == {"content_id": "ours-1"} and shown["note"] == "a test", shown
    flat = folder / "flat.png"
    Image.new("RGB", (300, 200), (120, 120, 120)).save(flat)
    for path, expected in [("/h/hash", {"pdq": ""}), ("/m/lookup", {"pdq": {}})]:
        answer = requests.post(files + path, files={"photo": flat.read_bytes()})
        assert (answer.json(), answer.headers["khien-quality"]) == (expected, "low"), answer.text
    videos(folder, node, files)
    clip = b"not really a video" * 100_000
    said = requests.post(f"{files}/h/hash", files={"video": clip}).json()
    assert said == {"video_md5": hashlib.md5(clip).hexdigest()}, said
    for sent_files, status, words in [
        ({"photo": b"no picture"}, 400, "not a picture"),
        ({"photo": claims(30_000, 30_000)}, 400, "pixels"),
        ({"photo": flat.read_bytes()[:200]}, 400, "damaged"),
        ({"text": b"x"}, 400, "no such content_type: 'text'"),
        ({}, 400, "Missing multipart"),
    ]:
        answer = requests.post(f"{files}/h/hash", files=sent_files)
        assert answer.status_code == status and words in answer.json()["message"], answer.text
    return node, [token, alone]


def main():
    # That client writes its times in the zone of the machine and calls them UTC.
    os.environ["TZ"] = "UTC"
    time.tzset()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="khien-clients-"))
    (folder / "node").mkdir()
    node = None
    try:
        node, tokens = walk(folder)
        log = (folder / "node" / "log.txt").read_text()
        assert not any(token in log for token in tokens), "a token stands in the log"
    finally:
        for child in [node.child] if node else []:
            child.terminate()
            child.wait(timeout=20)
        shutil.rmtree(folder, ignore_errors=True)
    print("the stock threatexchange client fetches, matches, hears of withdrawals and submits")


main()
