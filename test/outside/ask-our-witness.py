"""Asks a witness for its word as a log does, with a client that is not ours: URL VERIFIER_KEY LOG_FOLDER OLDER_CHECKPOINT"""
import sys
from pathlib import Path

from aics_tlog.tiles import parse_entry_bundle
from aics_tlog.tree import MerkleTree
from aics_witness.feeder import WitnessClient, WitnessRejected, merge_cosignatures

url, key, folder, older = sys.argv[1:]
entries = []
for bundle in sorted(Path(folder, "tile/entries").rglob("*")):
    if bundle.is_file() and bundle.parent.suffix != ".p":
        entries += parse_entry_bundle(bundle.read_bytes())
# Of the partial ones the widest is the newest.
partial = max(Path(folder, "tile/entries").rglob("*.p/*"), key=lambda file: int(file.name))
entries += parse_entry_bundle(partial.read_bytes())
tree = MerkleTree(entries)
older_note, newer_note = Path(older).read_bytes(), Path(folder, "checkpoint").read_bytes()
older_size = int(older_note.split(b"\n")[1])

with WitnessClient(url, key) as client:
    client.submit(older_note, tree.consistency_proof)
    print("cosigned the older head")
    wrong = [bytes(32) for _ in tree.consistency_proof(older_size, len(entries))]
    try:
        client.submit(newer_note, (older_size, wrong))
    except WitnessRejected as refusal:
        print(f"refused a wrong proof with {refusal.status}")
    lines = client.submit(newer_note, tree.consistency_proof)
    print("cosigned the growth since")
    sys.stdout.write(merge_cosignatures(newer_note, lines).decode())
