#!/bin/sh
# Invented time-stamping authorities and what they answer, by OpenSSL. Run in this folder to make the files anew.
set -eu
work=$(mktemp -d)
here=$(pwd)
cd "$work"
config() { # hash of certificate ids, digits of seconds, hashes that are taken
cat > tsa.cnf <<CONFIG
[tsa]
default_tsa = one
[one]
serial = ./serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = $3
accuracy = secs:1
ess_cert_id_alg = $1
clock_precision_digits = $2
[req]
distinguished_name = name
[name]
[stamps]
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
basicConstraints = CA:FALSE
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
[other]
basicConstraints = CA:FALSE
CONFIG
}
config sha256 3 "sha256, sha384, sha512"
echo 01 > serial
days="-days 36500"
openssl req -config tsa.cnf -x509 -newkey rsa:2048 -nodes -keyout root.key -out root.pem $days -subj "/C=XX/O=Invented State/CN=Time root" -extensions root
openssl req -config tsa.cnf -x509 -newkey rsa:2048 -nodes -keyout elsewhere.key -out elsewhere.pem $days -subj "/C=XX/CN=Another root" -extensions root
openssl req -config tsa.cnf -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.csr -subj "/C=XX/O=Invented State/CN=Time desk"
openssl x509 -req -in rsa.csr -CA root.pem -CAkey root.key -CAcreateserial -out rsa.pem $days -extfile tsa.cnf -extensions stamps
openssl req -config tsa.cnf -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ec.key -out ec.pem $days -subj "/C=XX/CN=Time alone" -extensions stamps
printf 'what a package is, by hashes\n' > data.txt
openssl ts -query -data data.txt -sha256 -cert -out query
answer() { openssl ts -reply -queryfile query -signer "$1.pem" -inkey "$1.key" -config tsa.cnf -out "$2" ${3:-}; }
answer rsa rsa.tsr
answer rsa chain.tsr "-chain root.pem"
config sha1 0 "sha256, sha384, sha512"
answer ec ec.tsr
config sha256 0 "sha512"
answer rsa refused.tsr || true
openssl ts -verify -data data.txt -in rsa.tsr -CAfile root.pem
for one in root elsewhere ec; do openssl x509 -in "$one.pem" -outform DER -out "$here/$one.der"; done
cp rsa.tsr chain.tsr ec.tsr refused.tsr "$here"
cd "$here"
rm -r "$work"
