"""A node that takes no connections (`docs/desk-protocol.md` 10), in Python's own `ssl`: it calls the desk of a served node, has the
connection turned round, and is asked on it. Run by `cargo xtask clients`."""

import json
import threading
import time

import requests

from desk import Seat, State, public, with_demo
from line import Key, Line


class Turned:
    """A connection that was turned round: we wait on it to be asked."""

    def __init__(self, line, code, upgrade="khien-desk"):
        self.socket, self.read = line.connected().sock, b""
        asks = f"connection: upgrade\r\nupgrade: {upgrade}\r\n" if upgrade else ""
        self.socket.sendall(f"POST /x/1/line/{code} HTTP/1.1\r\nhost: desk\r\n{asks}content-length: 0\r\n\r\n".encode())
        self.status = int(self.head()[0].split()[1])

    def more(self):
        some = self.socket.recv(65536)
        if not some:
            raise EOFError("the other side closed the line")
        self.read += some

    def head(self):
        while b"\r\n\r\n" not in self.read:
            self.more()
        head, self.read = self.read.split(b"\r\n\r\n", 1)
        return head.decode().split("\r\n")

    def asked(self):
        """Waits for a question; gives method, address and body."""
        first, *fields = self.head()
        headers = dict(field.lower().split(": ", 1) for field in fields)
        length = int(headers.get("content-length", 0))
        while len(self.read) < length:
            self.more()
        body, self.read = self.read[:length], self.read[length:]
        method, path, _ = first.split()
        return method, path, body

    def answer(self, status, kind, body):
        self.socket.sendall(f"HTTP/1.1 {status} so\r\ncontent-type: {kind}\r\ncontent-length: {len(body)}\r\n\r\n".encode() + body)


def introduced(officers, state):
    officers["approver"].form("/console/desk/states", {"entry": json.dumps(state.offered())})
    for seat in officers.values():
        seat.form(f"/console/desk/state/{state.code}/words", {"root": public(state.root).hex(), "compared": "on"})


def talk(base, logins):
    theirs = requests.get(f"{base}/x/1/dir/entry", timeout=20).json()
    fresh = json.loads(theirs["fresh"]["statement"].split("\n", 1)[1])
    entry = json.loads(theirs["entries"][-1]["statement"].split("\n", 1)[1])
    team = entry["desk"][-1]["statement"].split("\n")[4]
    officers = {login["role"]: Seat(base, login) for login in logins if login["role"] in ("officer", "approver")}
    calls, reached = State("XP", team), State("XQ", team)
    calls.says = {"calls": True}
    for state in (calls, reached):
        introduced(officers, state)
    time.sleep(2.5)
    line = Line(fresh["desk"], fresh["tls"], calls.tls[0])
    assert requests.post(f"{base}/x/1/line/XP", timeout=20).status_code == 403, "not by the web"
    assert Turned(line, "XQ").status == 403, "the node of another State"
    assert Turned(Line(fresh["desk"], fresh["tls"], reached.tls[0]), "XQ").status == 409, "its words say that it is reached"
    assert Turned(line, "XP", upgrade=None).status == 426

    # Nothing waits: whoever asks its node now is told that it does not answer.
    page = officers["officer"].http.post(f"{base}/console/desk/state/XP/ask", timeout=30)
    assert page.status_code == 409, page.status_code
    turned = Turned(line, "XP")
    assert turned.status == 101
    questions = []

    def serve():
        while True:
            try:
                method, path, body = turned.asked()
            except (EOFError, OSError):
                return
            questions.append((method, path))
            if path == "/x/1/dir/entry":
                turned.answer(200, "application/json", json.dumps(calls.offered()).encode())
            else:
                turned.answer(404, "application/json", b"{}")

    threading.Thread(target=serve, daemon=True).start()
    shown = officers["officer"].http.get(f"{base}/console/desk/state/XP?lang=en", timeout=20).text
    assert "opens the lines to ours. One is open" in shown, "the page says how it is reached"
    # Its node says by which key it will call next: what is read comes over the line that it opened.
    calls.tls[1] = Key()
    officers["officer"].form("/console/desk/state/XP/ask", {})
    assert ("GET", "/x/1/dir/entry") in questions, questions
    time.sleep(2.5)
    follows = Turned(Line(fresh["desk"], fresh["tls"], calls.tls[1]), "XP")
    assert follows.status == 101, "the key that it named over its line is let in"
    print("a node in Python that takes no connections was asked on a line that it opened itself; nobody else's was turned round")


if __name__ == "__main__":
    with_demo(talk)
