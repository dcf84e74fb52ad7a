"""Another State, written in Python alone (`cryptography`, `cwt`, `pycose`): it opens the fixed message of `crates/desk/tests/vectors`,
is introduced to a served node, asks it to preserve data, and holds what comes back against its own reading of
`docs/desk-protocol.md`. Run by `cargo xtask clients`."""

import base64
import datetime
import hashlib
import hmac
import json
import pathlib
import secrets
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import time
import unicodedata
from urllib.parse import urlsplit

import cbor2
import jsonschema
import requests
from cryptography.hazmat.primitives import hashes, hpke, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cwt import COSE, COSEKey
from OpenSSL import SSL, crypto
from pycose.headers import KID, Algorithm
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import CoseMessage, Sign1Message

from line import Key, Line, Strange

KHIEN = sys.argv[1]
VECTORS = pathlib.Path(__file__).parents[2] / ".." / "desk" / "tests" / "vectors" / "message-v1.json"
SUITE = hpke.Suite(hpke.KEM.MLKEM768_X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def ed(seed):
    return Ed25519PrivateKey.from_private_bytes(seed)


def public(key):
    return key.public_key().public_bytes(*RAW)


def kid(verify):
    return hashlib.sha256(verify).digest()[:8]


def cose_key(verify):
    """A public key as cwt takes it, under the name that this protocol gives it."""
    return COSEKey.new({1: 1, -1: 6, 3: -8, 2: kid(verify), -2: verify})


def statement(text, key):
    return {"statement": text, "signature": base64.b64encode(key.sign(text.encode())).decode()}


def xwing(seed):
    """X-Wing's private key of a seed, and its public key in bytes: ML-KEM-768's half, then X25519's."""
    expanded = hashlib.shake_256(seed).digest(96)
    ml, x = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])
    both = ml.public_key().public_bytes_raw() + x.public_key().public_bytes_raw()
    return hpke.MLKEM768X25519PrivateKey(ml, x), both


def xwing_public(both):
    ml, x = MLKEM768PublicKey.from_public_bytes(both[:1184]), X25519PublicKey.from_public_bytes(both[1184:])
    return hpke.MLKEM768X25519PublicKey(ml, x)


# Sealing ------------------------------------------------------------------------------------------------------------------

def header(message, to, sender, recipient, lane):
    return {0: 1, 1: message, 2: to, 3: sender, 4: 1, 5: recipient, 8: lane}


def info(head):
    return b"desk/1" + hashlib.sha256(cbor2.dumps(head)).digest()


def padded(signed):
    whole = struct.pack(">I", len(signed)) + signed
    for step in (4096, 16384, 65536):
        if len(whole) <= step:
            return whole.ljust(step, b"\0")
    raise ValueError("longer than these checks make")


def seal(head, recipient_public, signed):
    sealed = SUITE.encrypt(padded(signed), xwing_public(recipient_public), info(head))
    outer = {k: v for k, v in head.items() if k != 8}
    outer |= {6: sealed[:1120], 7: sealed[1120:], 8: head[8]}
    return cbor2.dumps(outer)


def unseal(outer, seed):
    members = cbor2.loads(outer)
    head = {k: members[k] for k in (0, 1, 2, 3, 4, 5, 8)}
    opened = SUITE.decrypt(members[6] + members[7], xwing(seed)[0], info(head))
    length = struct.unpack(">I", opened[:4])[0]
    assert not any(opened[4 + length:]), "what follows is zeros"
    return members, opened[4:4 + length]


# Signing ------------------------------------------------------------------------------------------------------------------

BODY = cbor2.dumps({3: "application/khien-desk+json"})


def protected(verify):
    return cbor2.dumps({1: -8, 4: kid(verify)})


def to_be_signed(text, verify, body=BODY, context=b"desk/1"):
    return cbor2.dumps(["Signature", body, protected(verify), context, text])


def sign(text, node, officer, certificate, body=BODY, context=b"desk/1"):
    signatures = []
    for key, unprotected in ((node, {}), (officer, {"staff": json.dumps(certificate).encode()})):
        verify = public(key)
        signatures.append([protected(verify), unprotected, key.sign(to_be_signed(text, verify, body, context))])
    return cbor2.dumps(cbor2.CBORTag(98, [body, {}, text, signatures]))


def verified(signed, node, officer, context=b"desk/1"):
    """The text, after cwt has verified both signatures."""
    text = None
    for verify in (node, officer):
        text = COSE.new().decode(signed, cose_key(verify), external_aad=context)
    return text


def receipt_of(cose, node):
    """The text of a receipt, after cwt and pycose have both verified it."""
    by_cwt = COSE.new().decode(cose, cose_key(node), external_aad=b"desk/1/receipt")
    message = CoseMessage.decode(cose)
    assert isinstance(message, Sign1Message)
    message.external_aad = b"desk/1/receipt"
    message.key = OKPKey(crv=Ed25519, x=node)
    assert message.verify_signature(), "pycose"
    assert message.phdr[KID] == kid(node) and message.phdr[Algorithm].fullname == "EDDSA"
    assert by_cwt == message.payload
    return json.loads(by_cwt)


def the_fixed_message():
    vector = {k: (bytes.fromhex(v) if isinstance(v, str) and k not in ("text",) else v)
              for k, v in json.loads(VECTORS.read_text()).items()}
    node, officer = ed(vector["node_seed"]), ed(vector["officer_seed"])
    assert xwing(vector["recipient_seed"])[1] == vector["recipient_public"], "one seed, one key"
    members, signed = unseal(vector["outer"], vector["recipient_seed"])
    assert signed == vector["signed"] and members[5] == kid(vector["recipient_public"])
    assert verified(signed, public(node), public(officer)) == vector["text"].encode()
    assert to_be_signed(vector["text"].encode(), public(officer)) == vector["to_be_signed"]
    receipt = receipt_of(vector["receipt"], public(node))
    assert receipt["outer"] == hashlib.sha256(vector["outer"]).hexdigest()
    print("the fixed message opens and verifies: cryptography", "cwt", "pycose")


# A State --------------------------------------------------------------------------------------------------------------------

class State:
    """Root, node, desk team and one officer of an invented State."""

    def __init__(self, code, age_recipient):
        self.code = code
        self.root, self.node, self.team, self.officer, self.online = (ed(secrets.token_bytes(32)) for _ in range(5))
        self.recipient = xwing(secrets.token_bytes(32))[1]
        team = "tea_00000000000000000000000009"
        self.team_cert = statement(
            f"khien/v1/team\n{team}\n1\ndesk\n{age_recipient}\n{public(self.team).hex()}", self.root)
        self.staff_cert = statement(f"khien/v1/staff\n{team}\n1\nPython desk\n{public(self.officer).hex()}", self.team)
        self.sent = {}
        # The key that it presents on the line and the one that follows; as whom it calls once it does.
        self.tls, self.line = [Key(), Key()], None
        # What its node says of itself beside.
        self.says = {}
        self.signed = None

    def offered(self):
        now = datetime.datetime.now(datetime.timezone.utc)
        at = lambda days: (now + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%SZ")
        entry = {
            "state": self.code, "names": {"en": "Written in Python"},
            "authorities": [{"id": "desk", "names": {"en": "24/7 point"}, "roles": ["contact-point"], "phone": "+999 7 654 321",
                             "hours": "24/7", "zone": "UTC"}],
            "url": "http://127.0.0.1:9", "node": public(self.node).hex(), "desk": [self.team_cert],
            "ledger": {"origin": "python.example/ledger",
                       "online": statement(f"khien/v1/online\npython.example/ledger\n{public(self.online).hex()}", self.root)},
            "terms": {"state": self.code, "languages": ["en"], "kinds": ["P1"], "hold_days_default": 90},
            "zone": "UTC", "oversight": {"names": {"en": "Commissioner"}, "contact": "oversight@state.example"},
            "seq": 1, "prev": "-", "not_before": at(-1), "not_after": at(200),
        }
        # Its root signs once.
        self.signed = self.signed or statement("khien/v1/desk-entry\n" + json.dumps(entry), self.root)
        signed = self.signed
        link = hashlib.sha256(signed["statement"].encode() + b"\n" + base64.b64decode(signed["signature"])).hexdigest()
        key = self.recipient
        fresh = {
            "state": self.code, "seq": 1, "entry": link, "issued_at": at(0), "valid_until": at(20),
            "tls": [key.pin for key in self.tls], **self.says,
            "keys": [{"id": kid(key).hex(), "suite": 1, "public": base64.b64encode(key).decode(), "not_before": at(-1), "not_after": at(20)}],
        }
        return {"root": public(self.root).hex(), "entries": [signed],
                "fresh": statement("khien/v1/desk-fresh\n" + json.dumps(fresh), self.node)}

    def message(self, thread, act, body, *, seq=None, prev=None, number=None):
        before = self.sent.get(thread, (0, "-"))
        now = int(time.time() * 1_000_000)
        number = number or secrets.token_bytes(16)
        frame = {
            "desk": "1", "message": number.hex(), "thread": thread, "seq": seq or before[0] + 1, "prev": prev or before[1],
            "from": self.code, "to": "XA", "issued_at": now, "expires_at": now + 14 * 86_400_000_000, "officer": "Python desk",
            "act": act, "body": body, "unknown_member": "kept and passed over",
        }
        return number, frame

    def put(self, base, frame, recipient, *, node=None, lane=0, body=BODY):
        number = bytes.fromhex(frame["message"])
        signed = sign(json.dumps(frame, ensure_ascii=False).encode(), node or self.node, self.officer, self.staff_cert, body)
        outer = seal(header(number, frame["to"], frame["from"], kid(recipient), lane), recipient, signed)
        answer = self.again(base, number, outer)
        if answer.status_code == 201:
            self.sent[frame["thread"]] = (frame["seq"], hashlib.sha256(signed).hexdigest())
        return answer, outer

    def again(self, base, number, outer):
        return self.ask("PUT", base, f"/x/1/in/{self.code}/{number.hex()}", outer)

    def ask(self, method, base, path, data):
        headers = {"content-type": "application/cose"}
        if self.line:
            return self.line.request(method, path, data, headers)
        return requests.request(method, base + path, data=data, headers=headers, timeout=20)


# The other State's people at their browsers -------------------------------------------------------------------------------------

class Seat:
    """A member who signs in, as the console's script does."""

    def __init__(self, base, login):
        self.base, self.http = base, requests.Session()
        self.http.headers.update({"origin": base, "x-khien": "1", "sec-fetch-site": "same-origin"})
        salt = self.post("/console/salt", {"login": login["login"]}).json()["salt"]
        secret = unicodedata.normalize("NFKC", login["passphrase"]).encode()
        stretched = hashlib.scrypt(secret, salt=bytes.fromhex(salt), n=1 << 16, r=8, p=1, maxmem=1 << 27, dklen=32)
        key = HKDF(hashes.SHA256(), 32, None, b"khien/v1/sign-in").derive(stretched).hex()
        answer = self.post("/console/sign-in", {"login": login["login"], "key": key, "code": totp(login["totp_secret"])})
        assert answer.ok, answer.text

    def post(self, path, body):
        return self.http.post(self.base + path, json=body, timeout=20)

    def form(self, path, fields):
        answer = self.http.post(self.base + path, data=fields, timeout=20, allow_redirects=False)
        assert answer.status_code in (302, 303), (path, answer.status_code, answer.text[:400])


def totp(secret):
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), "sha1").digest()
    offset = digest[19] & 15
    return f"{(struct.unpack('>I', digest[offset:offset + 4])[0] & 0x7fffffff) % 1_000_000:06}"


def preservation():
    text = "The invented account is named in three invented reports. A narrower measure would not show which of its files were shared."
    day = lambda days: (datetime.date.today() + datetime.timedelta(days=days)).isoformat()
    by = (datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=1)).replace(microsecond=0)
    form = {
        "request_status": "new", "legal_basis": [{"instrument": "uncc", "article": "42"}],
        "verify_by": {"name": "Python desk", "number": "+999 7 654 321"},
        "respond_by": by.isoformat().replace("+00:00", "Z"), "respond_why": "Logs are kept for days only.",
        "urgency": "urgent", "urgency_reason": "volatile_data",
        "offence": {"basis": "convention", "articles": ["14"], "title": "Invented", "law_text": "Invented text of a law",
                    "max_penalty_months": 60, "stage": "investigation"},
        "facts": text, "authorisation": {"by": "judge", "date": day(-1)}, "necessity": text, "proportionality": text,
        "confidentiality": {"no_user_notice": False, "level": "restricted"},
        "use": {"purposes": ["this matter"], "other_use_only_with_consent": True, "no_onward_without_written_consent": True,
                "end": "delete", "end_by": day(300)},
        "safeguards": {code: {"answer": "no" if code in ("S4", "S7") else "yes", "text": "as the file shows"}
                       for code in ("S1", "S2", "S3", "S4", "S6", "S7", "S8", "S9")},
        "lang": "en", "volatility": "days", "intends_mla": True, "hold_days": 60,
        "items": [{"id": "1", "class": "subscriber", "identifier": {"type": "account_id", "value": "invented"},
                   "from": "2026-10-01T00:00:00Z", "to": "2026-11-01T00:00:00Z", "relation_to_offence": "The account in question."}],
    }
    act = {"type": "request", "kind": "P1", "form": "P1@1.0", "urgency": "urgent", "hold_days": 60,
           "respond_by": int(by.timestamp()) * 1_000_000}
    return form, act


def emergency(number="+999 7 654 321", hours=71):
    """An emergency and its open part, with a number to call back and a promise of what follows."""
    form, _ = preservation()
    for only in ("items", "volatility", "intends_mla", "hold_days", "urgency_reason", "offence", "facts", "necessity", "proportionality"):
        del form[only]
    at = lambda moment: moment.isoformat().replace("+00:00", "Z")
    now = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)
    by, follows = now + datetime.timedelta(hours=1), now + datetime.timedelta(hours=hours)
    form |= {
        "urgency": "emergency", "respond_by": at(by), "follow_up_by": at(follows), "second_approver": "Day officer",
        "risk": {"who": "An invented child", "harm": "abduction", "imminence": "under_6h",
                 "basis": "An invented message says that the child is kept at an invented place since noon."},
        "minimum_data": [{"class": "subscriber", "identifier": {"type": "account_id", "value": "invented"},
                          "from": "2026-10-01T00:00:00Z", "to": "2026-11-01T00:00:00Z"}],
        "slower_path_fails": "A request for assistance takes days, and the child has hours.", "stop_when": "When the child is found",
        "commander": {"name": "Python desk", "callback": number},
    }
    act = {"type": "request", "kind": "E1", "form": "E1@1.0", "urgency": "emergency",
           "respond_by": int(by.timestamp()) * 1_000_000, "follow_up_by": int(follows.timestamp()) * 1_000_000}
    return form, act


def talk(base, logins):
    """Introduces the Python State to the node, and walks a preservation with it."""
    theirs = requests.get(f"{base}/x/1/dir/entry", timeout=20).json()
    entry = json.loads(theirs["entries"][-1]["statement"].split("\n", 1)[1])
    node = bytes.fromhex(entry["node"])
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(theirs["root"])).verify(
        base64.b64decode(theirs["entries"][-1]["signature"]), theirs["entries"][-1]["statement"].encode())
    fresh = json.loads(theirs["fresh"]["statement"].split("\n", 1)[1])
    Ed25519PublicKey.from_public_bytes(node).verify(base64.b64decode(theirs["fresh"]["signature"]), theirs["fresh"]["statement"].encode())
    recipient = base64.b64decode(fresh["keys"][-1]["public"])
    state = State("XP", entry["desk"][-1]["statement"].split("\n")[4])
    desk = (fresh["desk"], fresh["tls"])
    line = Line(*desk, state.tls[0])
    assert len(fresh["tls"]) == 2 and line.refused() == "TLSV1_ALERT_ACCESS_DENIED", "nobody here names this key"
    form, act = preservation()
    thread = secrets.token_bytes(16).hex()
    number, frame = state.message(thread, act, form)

    answer, _ = state.put(base, frame, recipient)
    told = receipt_of(answer.content, node)
    assert answer.status_code == 403 and told["what"] == "refused" and told["code"] == "unknown-state", told

    officers = {login["role"]: Seat(base, login) for login in logins if login["role"] in ("officer", "approver")}
    officers["approver"].form("/console/desk/states", {"entry": json.dumps(state.offered())})
    answer, _ = state.put(base, frame, recipient)
    assert receipt_of(answer.content, node)["code"] == "unknown-state", "nobody compared its words yet"
    time.sleep(2.5)
    state.line = line
    answer, _ = state.put(base, frame, recipient)
    assert receipt_of(answer.content, node)["code"] == "unknown-state", "known on the line, and not heard yet"
    for seat in officers.values():
        seat.form("/console/desk/state/XP/words", {"root": public(state.root).hex(), "compared": "on"})
    time.sleep(2.5)

    answer, outer = state.put(base, frame, recipient)
    receipt = receipt_of(answer.content, node)
    assert answer.status_code == 201 and receipt["what"] == "delivered", receipt
    assert receipt["outer"] == hashlib.sha256(outer).hexdigest() and (receipt["by"], receipt["from"]) == ("XA", "XP")
    again = state.again(base, number, outer)
    assert again.status_code == 200 and again.content == answer.content, "the same receipt, byte for byte"
    other, _ = state.put(base, frame, recipient)
    assert other.status_code == 409 and receipt_of(other.content, node)["code"] == "conflict", "sealed anew it is another message"

    def refused(frame, code, **changes):
        answer, _ = state.put(base, frame, recipient, **changes)
        told = receipt_of(answer.content, node)
        assert told["code"] == code, (code, told)

    _, wish = state.message(thread, {"type": "status"}, {"text": "Where does it stand?"})
    refused(wish | {"seq": 5, "prev": "ab" * 32}, "gap")
    refused(wish | {"prev": "ab" * 32}, "fork")
    refused(wish | {"to": "XB"}, "mismatch")
    refused(wish, "signature", node=ed(secrets.token_bytes(32)))
    refused(wish | {"officer": "Somebody else"}, "officer")
    refused(wish | {"act": {"type": "hold", "until": wish["issued_at"]}}, "not-yours")
    refused(wish | {"act": {"type": "extend", "until": wish["issued_at"]}}, "nothing-held")
    # P2 is a form within its request; what it says is what its act says.
    longer, p2 = {"type": "extend", "until": wish["issued_at"] + 90 * 86_400_000_000}, {
        "kind": "P2", "form": "P2@1.0", "ref": thread, "action": "extend", "lang": "en",
        "new_end": time.strftime("%Y-%m-%d", time.gmtime(wish["issued_at"] / 1e6 + 90 * 86_400)),
        "legal_basis": [{"instrument": "uncc", "article": "42(9)"}], "reason": "The request for assistance is being written.",
    }
    refused(wish | {"act": longer, "body": p2 | {"reason": "short"}}, "form")
    refused(wish | {"act": longer, "body": p2 | {"new_end": "2099-01-01"}}, "mismatch")
    refused(wish | {"act": longer, "body": p2 | {"ref": "ab" * 16}}, "mismatch")
    refused(wish | {"act": {"type": "release"}, "body": p2}, "mismatch")
    refused(wish | {"act": longer, "body": p2}, "nothing-held")
    # What a later version may say is refused by that name, and the node says what it knows.
    spoken = requests.get(f"{base}/x/1/versions", timeout=20).json()
    assert spoken["desk"] == [1] and spoken["suites"] == [1] and spoken["crit"] == [] and "P1@1.0" in spoken["forms"]
    refused(wish | {"act": {"type": "teleport"}}, "unsupported")
    assert "teleport" not in spoken["acts"] and "status" in spoken["acts"]
    later = secrets.token_bytes(16).hex()
    refused(state.message(later, act | {"kind": "Z9"}, form)[1], "unsupported")
    refused(state.message(later, act | {"form": "P1@2.0"}, form | {"form": "P1@2.0"})[1], "unsupported")
    refused(wish, "unsupported", body=cbor2.dumps({2: ["later"], 3: "application/khien-desk+json"}))
    the_forms(base, form)
    refused(wish | {"expires_at": wish["issued_at"] + 30 * 86_400_000_000}, "frame")
    _, narrow = state.message(secrets.token_bytes(16).hex(), act, {**form, "items": []})
    refused(narrow, "form")
    _, other_days = state.message(secrets.token_bytes(16).hex(), act | {"hold_days": 90}, form)
    refused(other_days, "mismatch")
    _, short = state.message(secrets.token_bytes(16).hex(), act | {"hold_days": 30}, {**form, "hold_days": 30})
    refused(short, "form")
    # A forged emergency has the number of whoever forged it: only one of the directory arrives.
    life = secrets.token_bytes(16).hex()
    form, act = emergency(number="+999 1 111 111")
    refused(state.message(life, act, form)[1], "form")
    form, act = emergency(hours=80)
    refused(state.message(life, act, form)[1], "form")
    form, act = emergency()
    refused(state.message(life, {name: value for name, value in act.items() if name != "follow_up_by"}, form)[1], "mismatch")
    answer, _ = state.put(base, state.message(life, act, form)[1], recipient)
    assert answer.status_code == 201, receipt_of(answer.content, node)
    # Whether it was called back is not for whoever asks to say.
    refused(state.message(life, {"type": "call_back", "confirmed": True}, {"text": "They called."})[1], "not-yours")
    broken = state.again(base, number, b"\xa1\x00\x01")
    assert broken.status_code == 400 and receipt_of(broken.content, node)["code"] in ("outer", "version")
    answer, _ = state.put(base, wish, recipient)
    assert answer.status_code == 201, "after all that was refused, what follows is kept"
    page = officers["officer"].http.get(f"{base}/console/desk", timeout=20).text
    assert "XP" in page
    lines(base, desk, state, officers, (wish, recipient, node))
    print("a State written in Python was introduced, asked, and was receipted; two dozen wrong messages were refused by name")


def the_forms(base, form):
    """The forms as the node tells them: a sound one holds by its schema, one without its items does not."""
    answer = requests.get(f"{base}/x/1/forms", timeout=20)
    told = answer.json()
    assert told["version"] == "1.0" and {one["kind"] for one in told["data"]["kinds"]} == set(told["schemas"])
    schema = told["schemas"]["P1"]
    assert schema["title"] == "P1@1.0" and "items" in schema["required"] and "T1" in told["answers"]
    validator = jsonschema.Draft202012Validator(schema)
    assert not [error.message for error in validator.iter_errors(form)
                if error.validator != "required"], "what stands in a sound form is what its schema says"
    assert list(validator.iter_errors(form | {"items": "none"}))
    again = requests.get(f"{base}/x/1/forms", headers={"if-none-match": answer.headers["etag"]}, timeout=20)
    assert again.status_code == 304 and not again.content, "whoever has them is told so"


def lines(base, desk, state, officers, said):
    """Who is let in on the line, and for whom they speak there."""
    wish, recipient, node = said
    where, pins = desk
    assert Line(where, pins, None).refused() == "TLSV13_ALERT_CERTIFICATE_REQUIRED"
    assert Line(where, pins, Key()).refused() == "TLSV1_ALERT_ACCESS_DENIED"
    old = Line(where, pins, state.tls[0], ssl.TLSVersion.TLSv1_2).refused()
    assert "PROTOCOL_VERSION" in old, old
    try:
        Line(where, [Key().pin], state.tls[0]).request("GET", "/x/1/versions")
        raise AssertionError("another pin was believed")
    except Strange:
        pass
    assert state.line.request("GET", "/x/1/versions").status_code == 200
    for inner in ("/", "/console/sign-in", "/ledger/checkpoint", "/healthz"):
        assert state.line.request("GET", inner).status_code == 404, inner

    # The key that follows is known before it is presented: no new entry, and no gap.
    _, again = state.message(wish["thread"], {"type": "status"}, {"text": "And now?"})
    state.line = Line(where, pins, state.tls[1])
    answer, _ = state.put(base, again, recipient)
    assert answer.status_code == 201, receipt_of(answer.content, node)

    # Another State is let in, and speaks for itself alone.
    other = State("XQ", state.team_cert["statement"].split("\n")[4])
    officers["approver"].form("/console/desk/states", {"entry": json.dumps(other.offered())})
    time.sleep(2.5)
    _, again = state.message(wish["thread"], {"type": "status"}, {"text": "By whom?"})
    ours, state.line = state.line, Line(where, pins, other.tls[0])
    answer, _ = state.put(base, again, recipient)
    told = receipt_of(answer.content, node)
    assert answer.status_code == 403 and told["code"] == "caller", told
    chunk = state.ask("PUT", base, f"/x/1/chunk/XP/{'ab' * 32}", b"a chunk")
    assert chunk.status_code == 403 and receipt_of(chunk.content, node)["code"] == "caller"
    asked = state.ask("POST", base, "/x/1/lookup/XP", b"\xd8b")
    assert asked.status_code == 403 and receipt_of(asked.content, node)["code"] == "caller"
    state.line = ours
    answer, _ = state.put(base, again, recipient)
    assert answer.status_code == 201, "the State itself brings it"

    seen_by_openssl(where, state)
    group = group_of_newer_openssl(where, state)
    print("the line: TLS 1.3 alone, both keys pinned, no other is let in, nobody speaks for another; key exchange", group)


def seen_by_openssl(where, state):
    """What `openssl s_client` says of the listener."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(state.tls[0].pem())
        file.flush()
        command = ["openssl", "s_client", "-connect", urlsplit(where).netloc, "-cert", file.name, "-key", file.name]
        said = subprocess.run(command, input="", capture_output=True, text=True, timeout=20).stdout
    assert "TLSv1.3" in said and "Requested Signature Algorithms" in said, said
    assert "Post-Handshake New Session Ticket" not in said and "Early data was not sent" in said, said


def group_of_newer_openssl(where, state):
    """The key exchange with the OpenSSL that `cryptography` brings, which knows the pair with ML-KEM."""
    context = SSL.Context(SSL.TLS_METHOD)
    context.set_verify(SSL.VERIFY_NONE, lambda *_: True)
    context.use_certificate(crypto.X509.from_cryptography(state.tls[0].certificate))
    context.use_privatekey(crypto.PKey.from_cryptography_key(state.tls[0].key))
    with socket.create_connection((urlsplit(where).hostname, urlsplit(where).port), timeout=20) as raw:
        raw.setblocking(True)
        connection = SSL.Connection(context, raw)
        connection.set_connect_state()
        connection.do_handshake()
        connection.sendall(b"GET /x/1/versions HTTP/1.1\r\nhost: desk\r\nconnection: close\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 200")
        assert connection.get_protocol_version_name() == "TLSv1.3"
        group = connection.get_group_name()
    assert group == "X25519MLKEM768", group
    return group


def with_demo(act):
    """Starts the demonstration of two desks, and lets `act` talk with the first: its address, and the logins of its people."""
    with tempfile.TemporaryDirectory() as folder:
        command = [KHIEN, "demo", "--desks", "--json", "--listen", "127.0.0.1:0", "--data", f"{folder}/node"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            try:
                serving = next(json.loads(line) for line in process.stdout if '"serving"' in line)
                act(serving["serving"], serving["logins"])
            finally:
                process.terminate()


def main():
    the_fixed_message()
    with_demo(talk)


if __name__ == "__main__":
    main()
