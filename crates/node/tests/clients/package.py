"""Those who receive a package and have no node: the Library of Congress's `bagit`, CASE's `case_validate`, Python's `zipfile`, and a
State written in Python (`desk.py`) that signs one with `cwt`'s kind of COSE. What they take, `khien package verify` takes, and what was
done to a package both refuse. Nothing here uses the network. Run by `cargo xtask clients`."""

import base64
import hashlib
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

import bagit
import cbor2

from desk import KHIEN, State, ed, public, sign, verified
from witness import checkpoint, cosignature, h, key_id, root, split

HERE = pathlib.Path(__file__)
# What a program must not be able to do without asking: reach anybody.
ALONE = ["unshare", "-rn"] if subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode == 0 else []
FILES = {"logs/đăng nhập.csv": b"moment,address\n2026-10-02,192.0.2.7\n", "account.json": b'{"invented": true}', "ảnh/tệp 1 (bản sao).bin": bytes(range(256)) * 4}
REPORT = "<!doctype html><title>Thư (invented)</title>".encode()
BODY = cbor2.dumps({3: "text/plain; charset=utf-8"})
CONTEXT = b"desk/1/package"


def description():
    files = [{"path": path, "item": "1", "from": "2026-10-02T00:00:00Z", "to": "2026-10-03T07:00:00+07:00", "media_type": "application/octet-stream",
              "custody": [{"who": "Invented provider", "what": "exported on order\nof an invented court", "at": "2026-11-20T08:00:00Z"},
                          {"who": "Python desk", "what": "received and hashed", "at": "2026-11-20T09:00:00.5Z"}]} for path in FILES]
    return {"request": "0123456789abcdef0123456789abcdef", "package": 1, "asking": "XA", "asked": "XP",
            "source": "Cơ quan trung ương (invented)", "made_at": "2026-11-20T10:00:00Z", "examiner": "Python desk",
            "tools": [{"name": "Khiên", "version": "0.1.0"}], "authorisation": "Invented order 7",
            "conditions": {"purposes": ["investigation", "prosecution"], "onward": False, "until": "2027-01-31", "feedback": True},
            "files": files}


def lay(folder):
    for path, content in FILES.items():
        (folder / "files" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "files" / path).write_bytes(content)
    (folder / "d.json").write_text(json.dumps(description(), ensure_ascii=False))
    item = {"id": "1", "class": "traffic", "from": "2026-10-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"}
    (folder / "letter.html").write_bytes(REPORT)
    (folder / "form.json").write_text(json.dumps({"items": [item]}))


def make(folder, out, *more):
    command = [KHIEN, "package", "make", "files", "--description", "d.json", "--request", "form.json", "--report", "letter.html", "--json", "--out", out, *more]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, (done.stdout, done.stderr)
    return folder / out


def judged(path, *more):
    done = subprocess.run([KHIEN, "package", "verify", path, "--json", *more], capture_output=True, text=True)
    if not done.stdout:
        assert done.returncode == 1, done.stderr
        return None, done.stderr
    line = json.loads(done.stdout)
    assert (done.returncode == 0) == line["ok"]
    return line, sorted((one["file"], one["problem"]) for one in line["problems"])


def bagit_takes(folder):
    """By the program that everybody has, away from any network."""
    done = subprocess.run([*ALONE, sys.executable, bagit.__file__, "--quiet", "--validate", folder], capture_output=True, text=True)
    return done.returncode == 0


def signed(state, bag):
    manifest = (bag / "tagmanifest-sha256.txt").read_bytes()
    cose = sign(manifest, state.node, state.officer, state.staff_cert, BODY, CONTEXT)
    assert verified(cose, public(state.node), public(state.officer), CONTEXT) == manifest, "cwt verifies what is signed so"
    return cose


def inclusion(m, leaves):
    """PATH of RFC 6962 section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if m < k:
        return inclusion(m, leaves[:k]) + [root(leaves[k:])]
    return inclusion(m - k, leaves[k:]) + [root(leaves[:k])]


def crockford(number):
    """128 bits as an id of ours writes them."""
    return "".join("0123456789abcdefghjkmnpqrstvwxyz"[number >> 5 * at & 31] for at in reversed(range(26)))


def proof(state, bag, witness, at=4, size=7):
    """A ledger's proof (C2SP tlog-proof) that the package was signed, by docs/formats.md 14 alone."""
    manifest = hashlib.sha256((bag / "tagmanifest-sha256.txt").read_bytes()).hexdigest()
    payload = json.dumps({"type": "request.package_signed", "package": 1, "manifest": manifest}, separators=(",", ":"))
    stream = f"req_{crockford(int(description()['request'], 16))}"
    row = json.dumps(["khien/v1/event", at + 1, stream, 9, "request.package_signed", 1, 1764000000000000, "node", "cmd",
                      hashlib.sha256(payload.encode()).hexdigest()], separators=(",", ":"))
    salt = bytes(range(32))
    leaves = [h(b"\0", bytes([n])) for n in range(size)]
    leaves[at] = h(b"\0", salt, row.encode())
    extra = json.dumps({"salt": salt.hex(), "row": row, "payload": payload}).encode()
    path = "".join(base64.b64encode(step).decode() + "\n" for step in inclusion(at, leaves))
    note = checkpoint("python.example/ledger", leaves, state.online)
    body = note.split("\n\n")[0] + "\n"
    note += cosignature(body, "witness.example", witness, 1764000600)
    return f"c2sp.org/tlog-proof@v1\nextra {base64.b64encode(extra).decode()}\nindex {at}\n{path}\n{note}"


def stands(folder, state, whole):
    """The proof beside the signature is judged, and another's, or one of another package, is none."""
    witness = ed(b"w" * 32)
    key = f"witness.example+{key_id('witness.example', public(witness), 4).hex()}+{base64.b64encode(bytes([4]) + public(witness)).decode()}"
    lies = whole / "signatures/log.tlog-proof"
    entry = ("--entry", folder / "entry.json", "--witness", key)
    for at, size in ((0, 1), (4, 7), (7, 8), (2, 3)):
        lies.write_text(proof(state, whole, witness, at, size))
        line, problems = judged(whole, *entry)
        ledger = line["ledger"]
        assert problems == [] and (ledger["index"], ledger["size"], ledger["signed"]) == (at, size, True), (line, at, size)
        assert ledger["cosigned"] == ["witness.example"] and line["signatures"] == "hold"
    assert bagit_takes(whole), "no manifest of tags names it"
    stranger = State("XP", re.search(r"age1[a-z0-9]{58}", (HERE.parents[3] / "seal/tests/vectors.json").read_text())[0])
    lies.write_text(proof(stranger, whole, witness))
    _, problems = judged(whole, *entry)
    assert problems == [("signatures/log.tlog-proof", "proof")], "another key than the entry's"
    lies.write_text(proof(state, whole, witness).replace("index 4", "index 5"))
    _, problems = judged(whole, *entry)
    assert problems == [("signatures/log.tlog-proof", "proof")]
    lies.unlink()
    print("a proof of a ledger in Python: khien judges it, with its witness; another's and a false one are told")


def holds(folder):
    """One that nobody touched."""
    recipient = re.search(r"age1[a-z0-9]{58}", (HERE.parents[3] / "seal/tests/vectors.json").read_text())[0]
    state = State("XP", recipient)
    bag = make(folder, "bag")
    assert bagit_takes(bag) and bagit.Bag(str(bag)).info["Payload-Oxum"] == f"{sum(map(len, FILES.values())) + len(REPORT)}.{len(FILES) + 1}"
    (folder / "cose").write_bytes(signed(state, bag))
    (folder / "entry.json").write_text(json.dumps(state.offered()))
    archive = make(folder, "bag.zip", "--signature", "cose")
    line, problems = judged(archive, "--entry", folder / "entry.json")
    assert line["report"] == "data/report/letter.html" and line["items"] == len(FILES), "the letter is none of the evidence"
    assert problems == [] and (line["signatures"], line["state"], line["officer"]) == ("hold", "XP", "Python desk"), line
    with zipfile.ZipFile(archive) as opened:
        assert opened.testzip() is None and all(one.compress_type == zipfile.ZIP_STORED for one in opened.infolist())
        opened.extractall(folder / "unpacked")
    whole = next((folder / "unpacked").iterdir())
    assert bagit_takes(whole), "with its signatures, which no manifest of tags names"
    case = subprocess.run([*ALONE, pathlib.Path(sys.executable).parent / "case_validate", whole / "metadata/case.jsonld"], capture_output=True, text=True)
    assert case.returncode == 0 and "Conforms: True" in case.stdout, case.stdout[-2000:] + case.stderr[-2000:]
    print("a package signed in Python: khien, bagit, case_validate and zipfile take it", "without a network" if ALONE else "(network not cut off here)")
    stands(folder, state, whole)
    return whole, archive


def refused(folder, whole):
    """What was done to one is refused by bagit and by us, by name."""
    changes = {
        "extra": (lambda bag: (bag / "data/payload/more").write_bytes(b"x"), ("data/payload/more", "extra")),
        "changed": (lambda bag: (bag / "data/payload/account.json").write_bytes(b'{"invented": tru1}'), ("data/payload/account.json", "altered")),
        "missing": (lambda bag: (bag / "data/payload/account.json").unlink(), ("data/payload/account.json", "missing")),
        "tag": (lambda bag: (bag / "metadata/conditions.json").write_text('{"purposes":["prosecution"],"onward":true,"feedback":false}'), ("metadata/conditions.json", "altered")),
    }
    for name, (change, expected) in changes.items():
        bag = folder / name
        shutil.copytree(whole, bag)
        change(bag)
        assert not bagit_takes(bag), name
        _, problems = judged(bag)
        assert expected in problems, (name, problems)
    print("what was added, changed, taken away or written anew is refused by bagit and by khien:", ", ".join(changes))


def hostile(folder, archive):
    """Archives as strangers make them, with Python's own writer."""
    with zipfile.ZipFile(archive) as opened:
        whole = [(one.filename, opened.read(one)) for one in opened.infolist()]
    root = whole[0][0].split("/")[0]

    def written(entries, method=zipfile.ZIP_STORED):
        path = folder / "hostile.zip"
        with zipfile.ZipFile(path, "w", method) as out:
            for name, content in entries:
                out.writestr(name, content)
        return path

    line, problems = judged(written(whole))
    assert problems == [] and line["signatures"] == "not-judged", "another's writer of the same entries"
    _, problems = judged(written(whole + [(f"{root}/data/payload/account.json", b"other")]))
    assert ("data/payload/account.json", "same-name") in problems
    _, problems = judged(written(whole + [(f"{root}/../../../../tmp/x", b"other")]))
    assert ("../../../../tmp/x", "name") in problems
    for name, path in (("bomb", written([(f"{root}/data/payload/zeros", bytes(1 << 26))], zipfile.ZIP_DEFLATED)),):
        line, told = judged(path)
        assert line is None and "packed" in told, (name, told)
    line, told = judged(written(whole + [("/etc/passwd", b"other")]))
    assert line is None and "one folder" in told, told
    doubled = folder / "doubled.zip"
    doubled.write_bytes(archive.read_bytes() + archive.read_bytes())
    line, told = judged(doubled)
    assert line is None, "two archives, one behind the other: programs differ in which they read"
    print("archives with two files of a name, ways out, a bomb, another root or another archive behind are refused")


def main():
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        lay(folder)
        whole, archive = holds(folder)
        refused(folder, whole)
        hostile(folder, archive)


main()
