"""The line between desks (`docs/desk-protocol.md` 10) in Python's own `ssl`: a certificate that the node signed itself, TLS 1.3 alone, and
the other side's key held against the pins of its entry by hand."""

import base64
import datetime
import hashlib
import http.client
import os
import ssl
import tempfile
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

SPKI = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def pin(public_key):
    return base64.b64encode(hashlib.sha256(public_key.public_bytes(*SPKI)).digest()).decode()


def pin_of(der):
    return pin(x509.load_der_x509_certificate(der).public_key())


class Key:
    """A key for the line with its certificate."""

    def __init__(self):
        self.key = Ed25519PrivateKey.generate()
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "python desk")])
        now, day = datetime.datetime.now(datetime.timezone.utc), datetime.timedelta(days=1)
        self.certificate = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - day).not_valid_after(now + 90 * day)
            .sign(self.key, None))
        self.pin = pin(self.key.public_key())

    def pem(self):
        private = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        return private + self.certificate.public_bytes(serialization.Encoding.PEM)

    def loaded_into(self, context):
        with tempfile.NamedTemporaryFile(delete=False) as file:
            file.write(self.pem())
        try:
            context.load_cert_chain(file.name)
        finally:
            os.unlink(file.name)
        return context


def calls(key, version=ssl.TLSVersion.TLSv1_3):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = context.maximum_version = version
    return key.loaded_into(context) if key else context


def answers(key, known):
    """A server's side that lets in whoever presents this certificate (DER)."""
    context = key.loaded_into(ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER))
    context.minimum_version, context.verify_mode = ssl.TLSVersion.TLSv1_3, ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=known)
    return context


class Strange(Exception):
    """Another key answers than the entry names."""


class Answer:
    def __init__(self, response):
        self.status_code, self.headers, self.content = response.status, response.headers, response.read()
        self.text = self.content.decode("utf-8", "replace")


class Line:
    """To a desk; each request on a connection of its own."""

    def __init__(self, desk, pins, key, version=ssl.TLSVersion.TLSv1_3):
        self.desk, self.pins, self.key, self.version = urlsplit(desk), pins, key, version

    def connected(self):
        connection = http.client.HTTPSConnection(
            self.desk.hostname, self.desk.port, timeout=20, context=calls(self.key, self.version))
        connection.connect()
        self.presented = connection.sock.getpeercert(binary_form=True)
        if pin_of(self.presented) not in self.pins:
            raise Strange(pin_of(self.presented))
        return connection

    def request(self, method, path, data=None, headers=None):
        connection = self.connected()
        try:
            connection.request(method, path, body=data, headers=headers or {})
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def refused(self):
        """The alert with which the other side refuses; fails when it does not."""
        try:
            answer = self.request("GET", "/x/1/versions")
        except ssl.SSLError as error:
            return error.reason
        raise AssertionError(f"it was let in: {answer.status_code}")
