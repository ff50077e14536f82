"""The vectors of docs/formats/bodies.md and the digest of the coverage text, computed from these pages alone: FOLDER"""
import base64, hashlib, hmac, json, re, sys
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

folder = Path(sys.argv[1])
bodies = (folder / "bodies.md").read_text("utf-8").split("\n## Vectors\n")[1]
vectors = dict(re.findall(r"^\| (.+?) \| `([^`]+)` \|$", bodies, re.M))


def run_of(first, length):
    return bytes((first + at) % 256 for at in range(length))


def seal(key, secret, *place):
    nonce = bytes(12)
    return nonce + AESGCM(key).encrypt(nonce, secret, "\n".join(place).encode())


def base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def padded(length):
    """Padmé."""
    exponent = length.bit_length() - 1
    step = 1 << max(0, exponent - exponent.bit_length())
    return -(-length // step) * step


root, domain, attempt, names = run_of(1, 32), run_of(2, 64), run_of(3, 288), run_of(4, 32)
domain_id, call = "AAAAAAAAAAAAAAAA", "01jd0000000000000000000000"
place = json.dumps([domain_id, "p_1", "default", "2026-11"], separators=(",", ":"))
framed = (5).to_bytes(4, "big") + b"hello"
framed += bytes(padded(len(framed)) - len(framed))
made = {
    "sealed domain": seal(root, domain, "commonhold/domain/v1", place).hex(),
    "pseudonym": base64url(hmac.digest(domain[32:], b"p_1", "sha256"))[:22],
    "wrapped secret (first 32 bytes)": seal(domain[:32], attempt, "commonhold/secret/v1", call, "1", domain_id).hex()[:64],
    "commitment to `hello` as request": base64url(
        hashlib.sha256(b"commonhold/commit/v1\n" + attempt[:32] + b"hello").digest()
    ),
    # A body is stored without its nonce, which is always zero.
    "body `hello` as request": seal(attempt[192:224], framed, "commonhold/body/v1", call, "1", "request")[12:].hex(),
    "opaque provider `hospital`": base64url(hmac.digest(names, b"provider\nhospital", "sha256"))[:16],
}
wrong = [name for name in {**vectors, **made} if vectors.get(name) != made.get(name)]
sizes = [padded(length) for length in (9, 100, 1000, 1028, 65540)]
if sizes != [10, 104, 1024, 1088, 67584]:
    wrong.append("the sizes of padding")
coverage = (folder / "coverage-1.json").read_bytes()
if f"\n    {base64url(hashlib.sha256(coverage).digest())}\n" not in (folder / "record.md").read_text("utf-8"):
    wrong.append("the digest of the coverage text")
if json.dumps(json.loads(coverage), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() != coverage:
    wrong.append("the canonical form of the coverage text")
if wrong:
    sys.exit(f"refused: {wrong}")
print(f"accepted: {len(made)} vectors and the coverage text")
