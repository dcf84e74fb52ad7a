"""A State written in Python whose node has a ledger and a witness of its own, after C2SP's tlog-witness and tlog-cosignature alone: its
arithmetic is another's than Khiên's. Its ledger is co-signed while it only grows; it co-signs Khiên's; and when it shows two histories,
Khiên stops the line, also where only its tiles tell. Run by `cargo xtask clients`."""

import base64
import contextlib
import hashlib
import http.server
import json
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

import requests
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from desk import KHIEN, Seat, State, ed, public, statement
from line import Line, answers, pin_of


# RFC 6962, read by another ------------------------------------------------------------------------------------------------------

def h(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def split(n):
    return 1 << ((n - 1).bit_length() - 1)


def root(leaves):
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return h(b"\1", root(leaves[:k]), root(leaves[k:]))


def proof(m, leaves, whole=True):
    """PROOF and SUBPROOF of RFC 6962 section 2.1.2."""
    n = len(leaves)
    if m == n:
        return [] if whole else [root(leaves)]
    k = split(n)
    if m <= k:
        return proof(m, leaves[:k], whole) + [root(leaves[k:])]
    return proof(m - k, leaves[k:], False) + [root(leaves[:k])]


def grew(m, n, old, new, steps):
    """RFC 9162 section 2.1.4.2."""
    if m == n or not m:
        return not steps and (not m or old == new)
    steps = list(steps)
    if m & (m - 1) == 0:
        steps.insert(0, old)
    fn, sn = m - 1, n - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = steps[0]
    for c in steps[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = h(b"\1", c, fr), h(b"\1", c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = h(b"\1", sr, c)
        fn, sn = fn >> 1, sn >> 1
    return fr == old and sr == new and sn == 0


# Signed notes -------------------------------------------------------------------------------------------------------------------

def key_id(name, verify, kind):
    return h(name.encode(), b"\n", bytes([kind]), verify)[:4]


def checkpoint(origin, leaves, key):
    body = f"{origin}\n{len(leaves)}\n{base64.b64encode(root(leaves)).decode()}\n"
    signature = base64.b64encode(key_id(origin, public(key), 1) + key.sign(body.encode())).decode()
    return f"{body}\n\u2014 {origin} {signature}\n"


def cosignature(body, name, key, at):
    signature = key.sign(f"cosignature/v1\ntime {at}\n{body}".encode())
    return f"\u2014 {name} {base64.b64encode(key_id(name, public(key), 4) + struct.pack('>Q', at) + signature).decode()}\n"


def cosigned_at(body, line, name, verify):
    """When this witness signed; raises when it did not."""
    dash, named, text = line.rstrip("\n").split(" ")
    raw = base64.b64decode(text)
    assert (dash, named, raw[:4]) == ("\u2014", name, key_id(name, verify, 4)), line
    at = struct.unpack(">Q", raw[4:12])[0]
    Ed25519PublicKey.from_public_bytes(verify).verify(raw[12:], f"cosignature/v1\ntime {at}\n{body}".encode())
    return at


def note_of(note):
    body, signatures = note.rsplit("\n\n", 1)
    body += "\n"
    origin, size, top = body.split("\n")[:3]
    return body, origin, int(size), base64.b64decode(top), signatures


# The State ----------------------------------------------------------------------------------------------------------------------

class Logged(State):
    def __init__(self, code, age_recipient):
        super().__init__(code, age_recipient)
        self.witness = ed(h(b"an invented witness"))
        self.leaves, self.seen, self.asked, self.fast = [], None, threading.Event(), 0
        self.served = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self.host = f"127.0.0.1:{self.served.server_address[1]}"
        self.origin = "python.example/ledger"
        self.desk, self.called_by = None, set()
        threading.Thread(target=self.served.serve_forever, daemon=True).start()

    def listen(self, known):
        """A desk of its own that lets in the node with this certificate, by TLS with pinned keys."""
        listener = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        listener.socket = answers(self.tls[0], known).wrap_socket(listener.socket, server_side=True)
        self.desk = f"https://127.0.0.1:{listener.server_address[1]}"
        threading.Thread(target=listener.serve_forever, daemon=True).start()

    def entry(self):
        return {"url": f"http://{self.host}", "witness": public(self.witness).hex()}

    def add(self, base, old, leaves=None, steps=None):
        leaves = self.leaves if leaves is None else leaves
        steps = (proof(old, leaves) if 0 < old <= len(leaves) else []) if steps is None else steps
        lines = "".join(base64.b64encode(step).decode() + "\n" for step in steps)
        body = f"old {old}\n{lines}\n{checkpoint(self.origin, leaves, self.online)}"
        return self.ask("POST", base, "/x/1/witness/add-checkpoint", body.encode())


def handler(state):
    class Handler(http.server.BaseHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def answer(self, status, body=b"", kind="text/plain; charset=utf-8"):
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            tile = re.fullmatch(r"/ledger/tile/0/(\d{3})(?:\.p/(\d+))?", self.path)
            if not tile:
                return self.answer(404)
            first, width = int(tile[1]) * 256, int(tile[2] or 256)
            return self.answer(200, b"".join(state.leaves[first:first + width]), "application/octet-stream")

        def do_POST(self):
            text = self.rfile.read(int(self.headers["content-length"])).decode()
            if self.path != "/x/1/witness/add-checkpoint":
                return self.answer(404)
            state.called_by.add(pin_of(self.connection.getpeercert(True)) if hasattr(self.connection, "getpeercert") else "in clear")
            head, note = text.split("\n\n", 1)
            first, *steps = head.split("\n")
            old, steps = int(first.removeprefix("old ")), [base64.b64decode(step) for step in steps]
            body, origin, size, top, signatures = note_of(note)
            assert re.search(rf"^\u2014 {re.escape(origin)} ", signatures, re.M)
            seen = state.seen or (origin, 0, b"")
            if old != seen[1]:
                return self.answer(409, f"{seen[1]}\n".encode(), "text/x.tlog.size")
            if not grew(old, size, seen[2], top, steps):
                state.wrong = text
                return self.answer(422)
            state.seen = (origin, size, top)
            state.asked.set()
            return self.answer(200, cosignature(body, f"{state.host}/x/1/witness", state.witness, int(time.time()) + state.fast).encode())

    return Handler


def offered(state):
    """What `State` shows, with an address and a witness."""
    shown = state.offered()
    entry = json.loads(shown["entries"][0]["statement"].split("\n", 1)[1]) | state.entry()
    signed = statement("khien/v1/desk-entry\n" + json.dumps(entry), state.root)
    link = hashlib.sha256(signed["statement"].encode() + b"\n" + base64.b64decode(signed["signature"])).hexdigest()
    fresh = json.loads(shown["fresh"]["statement"].split("\n", 1)[1]) | {"entry": link}
    if state.desk:
        fresh["desk"] = state.desk
    return shown | {"entries": [signed], "fresh": statement("khien/v1/desk-fresh\n" + json.dumps(fresh), state.node)}


def introduce(base, seats, state):
    seats["approver"].form("/console/desk/states", {"entry": json.dumps(offered(state))})
    assert state.add(base, 0).status_code == 404, "nobody compared its words yet"
    for role in ("officer", "approver"):
        seats[role].form(f"/console/desk/state/{state.code}/words", {"root": public(state.root).hex(), "compared": "on"})
    time.sleep(2.5)


def trust(seats, code):
    page = seats["approver"].http.get(f"{seats['approver'].base}/console/desk/state/{code}", timeout=20).text
    return re.search(r'<div class="note[^"]*"><p><strong>([^<]*)', page)[1], page


def talk(base, logins, folder):
    entry = json.loads(requests.get(f"{base}/x/1/dir/entry", timeout=20).json()["entries"][-1]["statement"].split("\n", 1)[1])
    us = (entry["url"].split("//")[1].rstrip("/") + "/x/1/witness", bytes.fromhex(entry["witness"]))
    seats = {login["role"]: Seat(base, login) for login in logins if login["role"] in ("officer", "approver")}
    for seat in seats.values():
        seat.http.headers["accept-language"] = "en"
    recipient = entry["desk"][-1]["statement"].split("\n")[4]
    state = Logged("XP", recipient)
    state.leaves = [h(b"\0", bytes([n])) for n in range(7)]
    fresh = json.loads(requests.get(f"{base}/x/1/dir/entry", timeout=20).json()["fresh"]["statement"].split("\n", 1)[1])
    line = Line(fresh["desk"], fresh["tls"], state.tls[0])
    line.connected().close()
    state.listen(line.presented)
    state.fast = 270
    introduce(base, seats, state)
    state.line = line

    # It grows, and every step is co-signed.
    old = 0
    for size in (7, 8, 21, 40):
        state.leaves += [h(b"\0", bytes([n])) for n in range(len(state.leaves), size)]
        answer = state.add(base, old)
        assert answer.status_code == 200, (answer.status_code, answer.text)
        body = note_of(checkpoint(state.origin, state.leaves, state.online))[0]
        assert abs(cosigned_at(body, answer.text, *us) - time.time()) < 60
        old = size
    stale = state.add(base, 8)
    assert (stale.status_code, stale.text, stale.headers["content-type"]) == (409, "40\n", "text/x.tlog.size")
    assert state.add(base, 41, steps=[]).status_code == 400, "more before than now"
    strange = Logged("XP", recipient)
    strange.leaves = state.leaves
    assert strange.add(base, 40).status_code == 403, "another key under this name"
    strange.origin = "nobody.example/ledger"
    assert strange.add(base, 40).status_code == 404
    for wrong in (b"", b"old 40\n", b"old 040\n\n" + checkpoint(state.origin, state.leaves, state.online).encode(), b"\xff\xfe"):
        assert requests.post(f"{base}/x/1/witness/add-checkpoint", data=wrong, timeout=20).status_code == 400, wrong
    kept = requests.get(f"{base}/x/1/witness/last/XP", timeout=20).text
    assert kept == checkpoint(state.origin, state.leaves, state.online), "what it signed, it cannot unsay"
    print("a ledger written in Python was co-signed while it grew; seven wrong requests were refused as C2SP says")

    # Khiên's own ledger comes by itself, and its proofs carry this witness's signature.
    assert state.asked.wait(60), "Khiên asked this witness"
    assert state.called_by and state.called_by <= set(fresh["tls"]), "by the line of its desk, with a key that it names, and in no other way"
    name = f"{state.host}/x/1/witness"
    for _ in range(50):
        served = requests.get(f"{base}/ledger/checkpoint", timeout=20).text
        body, _, size, top, signatures = note_of(served)
        line = next((line for line in signatures.splitlines() if line.startswith(f"\u2014 {name} ")), None)
        if line:
            break
        time.sleep(0.2)
    assert cosigned_at(body, line, name, public(state.witness)) > time.time() + 60

    # It signed with a clock that is wrong: whoever works at the desk is told, until it is right.
    def told():
        return re.search(r'id="clocks">(.*?)</div>', seats["officer"].http.get(f"{base}/console/desk", timeout=20).text, re.S)

    until(told)
    assert "XP" in told()[1] and "4 min" in told()[1], told()[1]
    print("a clock that is four minutes fast is told on the desk's pages")
    requests_of = seats["officer"].http.get(f"{base}/console/desk", timeout=20).text
    request = re.search(r"/console/desk/request/(req_[0-9a-z]+)", requests_of, re.I)[0]
    shown = seats["officer"].http.get(base + request, timeout=20).text
    proven = re.search(r"/console/desk/proof/[0-9a-f]{32}", shown)[0]
    file = f"{folder}/message.tlog-proof"
    text = seats["officer"].http.get(base + proven, timeout=20).text
    open(file, "w").write(text)
    log = requests.get(f"{base}/ledger/key", timeout=20).text.strip()
    witness = f"{name}+{key_id(name, public(state.witness), 4).hex()}+{base64.b64encode(bytes([4]) + public(state.witness)).decode()}"

    def khien(*more):
        done = subprocess.run([KHIEN, "ledger", "verify", file, "--log", log, "--json", *more], capture_output=True, text=True)
        return done.returncode, json.loads(done.stdout)

    code, found = khien("--witness", witness)
    assert code == 0 and found["ok"] and found["cosigned"][0]["witness"] == name, found
    assert found["payload"]["type"].startswith("request."), found
    head, note = text.split("\n\n", 1)
    lines = head.split("\n")
    extra, index = json.loads(base64.b64decode(lines[1].removeprefix("extra "))), int(lines[2].removeprefix("index "))
    fn, sn, at = index, note_of(note)[2] - 1, h(b"\0", bytes.fromhex(extra["salt"]), extra["row"].encode())
    for step in map(base64.b64decode, lines[3:]):
        if fn & 1 or fn == sn:
            at = h(b"\1", step, at)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            at = h(b"\1", at, step)
        fn, sn = fn >> 1, sn >> 1
    assert sn == 0 and at == note_of(note)[3], "the proof leads to the root, by RFC 9162 section 2.1.3.2"
    other = witness.replace(name, "xc.example/w")
    assert subprocess.run([KHIEN, "ledger", "verify", file, "--log", log, "--witness", other], capture_output=True).returncode == 1
    open(file, "w").write(text.replace("index ", "index 1", 1))
    assert khien()[0] == 1, "another leaf"
    open(file, "w").write("no proof")
    code, found = khien()
    assert code == 1 and not found["ok"] and found["problems"], "a script is told also where there is nothing to verify"
    print("Khiên's ledger was co-signed in Python, and its proof of a message verifies with that signature, here and there")

    # Whoever holds its checkpoints cannot make it look forked.
    longer = state.leaves + [h(b"\0", b"more")]
    state.leaves = longer
    assert state.add(base, 40, steps=[h(b"x")] * 4).status_code == 422
    time.sleep(1)
    assert trust(seats, "XP")[0] == "Preservation only", trust(seats, "XP")[0]
    assert state.add(base, 40).status_code == 200

    # Two histories: one that the proof cannot tell from a wrong one; the tiles do.
    fork = [h(b"\0", b"another")] + longer[1:]
    assert state.add(base, 41, fork).status_code == 409, "two roots of one size"
    for _ in range(50):
        words, page = trust(seats, "XP")
        if words == "Suspended by us":
            break
        time.sleep(0.2)
    assert words == "Suspended by us" and "has two histories" in page and page.count("python.example/ledger") >= 2, words
    seats["approver"].form("/console/desk/state/XP/trust", {"trust": "preserve_only", "reason": "cleared_up"})
    state.leaves = fork + [h(b"\0", bytes([n])) for n in range(23)]
    assert state.add(base, 0, longer[:7]).status_code == 409, "the history that was given up does not come back"
    assert state.add(base, 41).status_code == 200, "a person decided: on with what it showed last"
    state.leaves = [h(b"\0", b"a third")] + state.leaves[1:] + [h(b"\0", b"more")]
    assert state.add(base, 64).status_code == 422, "sixty-four are a full tree: the proof begins with what was seen, and leads nowhere"
    for _ in range(50):
        words, page = trust(seats, "XP")
        if words == "Suspended by us":
            break
        time.sleep(0.2)
    assert words == "Suspended by us" and page.count("has two histories") == 2, "the tiles, which lead to what it signed, tell"
    print("two histories of a ledger stopped the line, shown by its own signatures; a wrong proof by somebody else did not")


# A node that comes back from an old copy -----------------------------------------------------------------------------------------

def free_ports():
    """Two ports side by side that nobody has."""
    while True:
        with socket.socket() as one, socket.socket() as two:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            try:
                two.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port, port + 1


@contextlib.contextmanager
def serving(data, port, log):
    with open(log, "w") as out, subprocess.Popen([KHIEN, "serve", "--data", data, "--listen", f"127.0.0.1:{port}"], stderr=out) as process:
        try:
            until(lambda: requests.get(f"http://127.0.0.1:{port}/ledger/checkpoint", timeout=5).ok)
            yield
        finally:
            process.terminate()


def until(holds):
    for _ in range(450):
        try:
            if holds():
                return
        except requests.ConnectionError:
            pass
        time.sleep(0.1)
    raise AssertionError("it did not come about")


def comes_back(folder):
    here, there = free_ports()
    subprocess.run([KHIEN, "demo", "--desks", "--exit", "--data", f"{folder}/n", "--listen", f"127.0.0.1:{here}"], check=True, capture_output=True)
    data, log = f"{folder}/n/XA", f"{folder}/log"
    size = lambda: int(requests.get(f"http://127.0.0.1:{there}/x/1/witness/last/XA", timeout=5).text.split("\n")[1])
    told = lambda: "our ledger is not the one that this State co-signed" in open(log).read()
    with serving(f"{folder}/n/XB", there, f"{folder}/log-b"):
        shutil.copytree(data, f"{folder}/old")
        before = size()
        subprocess.run([KHIEN, "user", "add", "auditor", "--data", data], check=True, capture_output=True)
        with serving(data, here, log):
            until(lambda: size() > before)
            assert not told()
        shutil.rmtree(data)
        shutil.copytree(f"{folder}/old", data)
        with serving(data, here, log):
            until(told)
    print("a node that came back from an old copy learnt it when it started, from a checkpoint with its own signature")


def main():
    with tempfile.TemporaryDirectory() as folder:
        comes_back(folder)
    with tempfile.TemporaryDirectory() as folder:
        command = [KHIEN, "demo", "--desks", "--json", "--listen", "127.0.0.1:0", "--data", f"{folder}/node"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                serving = next(json.loads(line) for line in process.stdout if '"serving"' in line)
                talk(serving["serving"], serving["logins"], folder)
            finally:
                process.terminate()


if __name__ == "__main__":
    main()
