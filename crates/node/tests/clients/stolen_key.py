"""A State written in Python whose node's key is stolen: it says so with the moment, at its own address. What it had signed since is
suspended at the served node, a message that comes later is refused with a signed answer, and people write down whose the first is.
Run by `cargo xtask clients`."""

import base64
import datetime
import hashlib
import http.server
import json
import re
import secrets
import threading
import time

import requests

from desk import Seat, State, ed, preservation, public, receipt_of, statement, with_demo


class Robbed(State):
    """A State that serves what it shows of itself, and whose entry stays the same."""

    def __init__(self, code, age_recipient, url):
        super().__init__(code, age_recipient)
        self.url, self.revoked, self.entry = url, [], None

    def offered(self):
        shown = super().offered()
        if not self.entry:
            entry = json.loads(shown["entries"][0]["statement"].split("\n", 1)[1]) | {"url": self.url}
            self.entry = statement("khien/v1/desk-entry\n" + json.dumps(entry), self.root)
        text, signature = self.entry["statement"].encode(), base64.b64decode(self.entry["signature"])
        fresh = json.loads(shown["fresh"]["statement"].split("\n", 1)[1])
        fresh |= {"entry": hashlib.sha256(text + b"\n" + signature).hexdigest(), "revoked": self.revoked}
        return shown | {"entries": [self.entry],
                        "fresh": statement("khien/v1/desk-fresh\n" + json.dumps(fresh), self.node)}


def serving(shows):
    """A node's address that answers with what `shows()` gives; it lasts as long as this program."""
    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            body = json.dumps(shows()).encode() if self.path == "/x/1/dir/entry" else b""
            self.send_response(200 if body else 404)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *said):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def talk(base, logins):
    theirs = requests.get(f"{base}/x/1/dir/entry", timeout=20).json()
    entry = json.loads(theirs["entries"][-1]["statement"].split("\n", 1)[1])
    node = bytes.fromhex(entry["node"])
    recipient = base64.b64decode(json.loads(theirs["fresh"]["statement"].split("\n", 1)[1])["keys"][-1]["public"])
    url = serving(lambda: state.offered())
    state = Robbed("XP", entry["desk"][-1]["statement"].split("\n")[4], url)
    officers = {login["role"]: Seat(base, login) for login in logins if login["role"] in ("officer", "approver")}
    officers["approver"].form("/console/desk/states", {"entry": json.dumps(state.offered())})
    for seat in officers.values():
        seat.form("/console/desk/state/XP/words", {"root": public(state.root).hex(), "compared": "on"})
    time.sleep(2.5)

    form, act = preservation()
    thread = secrets.token_bytes(16).hex()
    answer, _ = state.put(base, state.message(thread, act, form)[1], recipient)
    assert answer.status_code == 201 and receipt_of(answer.content, node)["what"] == "delivered"

    # An hour ago somebody took the key. What was signed since may be theirs, whatever hour it names.
    since = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(hours=1)
    state.revoked = [{"key": public(state.node).hex(), "since": since.strftime("%Y-%m-%dT%H:%M:%SZ")}]
    _, dated = state.message(thread, {"type": "release"}, {"text": "Sent long before."})
    dated |= {"issued_at": dated["issued_at"] - 7_200_000_000, "expires_at": dated["issued_at"] + 86_400_000_000}
    officers["officer"].form("/console/desk/state/XP/ask", {})
    for _ in range(2):
        answer, _ = state.put(base, dated, recipient)
        told = receipt_of(answer.content, node)
        assert answer.status_code == 403 and (told["what"], told["code"]) == ("refused", "signature"), told
        # Nothing that the node remembers of its directory changes that.
        time.sleep(2.5)

    page = lambda seat, path: officers[seat].http.get(base + path, timeout=20).text
    first = page("officer", "/console/desk")
    assert "data-suspended" in first, "the desk's first page tells it"
    request = re.search(r"/console/desk/request/(req_\w+)#recheck", first).group(1)
    here = f"/console/desk/request/{request}"
    shown = page("officer", here)
    [message] = re.findall(r'data-suspended-message="(\w+)"', shown)
    assert "+999 7 654 321" in shown, "with the directory's number"
    assert 'data-step="acknowledge"' not in shown, "nothing new is said on it"
    signed = {"signature": base64.b64encode(secrets.token_bytes(64)).decode()}
    early = officers["approver"].post(f"{here}/recheck/{message}", signed)
    assert early.status_code == 409, early.text
    officers["officer"].form(f"{here}/recheck", {"message": message, "answer": "theirs"})
    for seat, statements in (("officer", 0), ("approver", 1)):
        assert page(seat, here).count("khien/v1/desk-recheck") == statements, seat
    forged = officers["approver"].post(f"{here}/recheck/{message}", signed)
    assert forged.status_code in (401, 403, 409, 422), forged.status_code
    assert 'data-suspended-message="' in page("approver", here) and page("approver", here).count("khien/v1/desk-recheck") == 1
    thief = ed(secrets.token_bytes(32))
    answer, _ = state.put(base, state.message(secrets.token_bytes(16).hex(), act, form)[1], recipient, node=thief)
    assert receipt_of(answer.content, node)["code"] == "signature"
    print("a stolen key: what it signed waits for two people, what comes later is refused with a signed answer")


if __name__ == "__main__":
    with_demo(talk)
