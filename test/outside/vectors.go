package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Vectors for packages/tlog/testdata: the hashes, tiles, proofs and notes in them are made by sumdb's code, and
// cosignatures by the few lines of this program that follow C2SP tlog-cosignature. They are the same each time.

type vectorFile struct {
	Note         noteVector          `json:"note"`
	Tree         treeVector          `json:"tree"`
	Cosignatures []cosignatureVector `json:"cosignatures"`
}

type noteVector struct {
	Seed        string `json:"seed"`
	VerifierKey string `json:"verifierKey"`
	Text        string `json:"text"`
	Note        string `json:"note"`
}

type treeVector struct {
	// Of each entry, with its index in the place of %d.
	Entry string `json:"entry"`
	Size  int64  `json:"size"`
	// By size.
	Roots map[int64]string `json:"roots"`
	// SHA-256 of each tile, by its path.
	Files       map[string]string `json:"files"`
	Inclusion   []proofVector     `json:"inclusion"`
	Consistency []growthVector    `json:"consistency"`
}

type proofVector struct {
	Index  int64    `json:"index"`
	Size   int64    `json:"size"`
	Hashes []string `json:"hashes"`
}

type growthVector struct {
	From   int64    `json:"from"`
	To     int64    `json:"to"`
	Hashes []string `json:"hashes"`
}

type cosignatureVector struct {
	Why         string `json:"why"`
	Seed        string `json:"seed"`
	VerifierKey string `json:"verifierKey"`
	Time        uint64 `json:"time"`
	Note        string `json:"note"`
	IsRight     bool   `json:"isRight"`
}

const vectorOrigin = "log.example/vectors"
const vectorWitness = "witness.example/vectors"

// "%d" is the index in decimal.
const vectorEntry = "entry %d"
const vectorSize = 300

func makeVectors() (string, error) {
	tree, root, err := makeTree()
	if err != nil {
		return "", err
	}
	head := fmt.Sprintf("%s\n%d\n%s\n", vectorOrigin, vectorSize, root)
	logKey, signer, err := logSigner()
	if err != nil {
		return "", err
	}
	signed, err := note.Sign(&note.Note{Text: head}, signer)
	if err != nil {
		return "", err
	}
	cosignatures, err := makeCosignatures(head, signer)
	if err != nil {
		return "", err
	}
	file := vectorFile{noteVector{hex.EncodeToString(seed(1)), logKey, head, string(signed)}, tree, cosignatures}
	written, err := json.Marshal(file)
	return string(written), err
}

func seed(filler byte) []byte { return []byte(strings.Repeat(string(rune(filler)), ed25519.SeedSize)) }

func logSigner() (string, note.Signer, error) {
	private := ed25519.NewKeyFromSeed(seed(1))
	key, err := note.NewEd25519VerifierKey(vectorOrigin, private.Public().(ed25519.PublicKey))
	if err != nil {
		return "", nil, err
	}
	id := strings.Split(key, "+")[1]
	signer, err := note.NewSigner(fmt.Sprintf("PRIVATE+KEY+%s+%s+%s", vectorOrigin, id,
		base64.StdEncoding.EncodeToString(append([]byte{1}, seed(1)...))))
	return key, signer, err
}

func makeTree() (treeVector, tlog.Hash, error) {
	var stored []tlog.Hash
	var none tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, index := range indexes {
			hashes = append(hashes, stored[index])
		}
		return hashes, nil
	})
	tree := treeVector{vectorEntry, vectorSize, map[int64]string{}, map[string]string{}, nil, nil}
	for at := int64(0); at < vectorSize; at++ {
		hashes, err := tlog.StoredHashes(at, fmt.Appendf(nil, vectorEntry, at), reader)
		if err != nil {
			return tree, none, err
		}
		stored = append(stored, hashes...)
	}
	for _, size := range []int64{1, 2, 3, 7, 8, 255, 256, 257, 299, 300} {
		root, err := tlog.TreeHash(size, reader)
		if err != nil {
			return tree, none, err
		}
		tree.Roots[size] = root.String()
		for _, index := range slices.Compact([]int64{0, size / 2, size - 1}) {
			proof, err := tlog.ProveRecord(size, index, reader)
			if err != nil {
				return tree, none, err
			}
			tree.Inclusion = append(tree.Inclusion, proofVector{index, size, texts(proof)})
		}
		if size < vectorSize {
			proof, err := tlog.ProveTree(vectorSize, size, reader)
			if err != nil {
				return tree, none, err
			}
			tree.Consistency = append(tree.Consistency, growthVector{size, vectorSize, texts(proof)})
		}
	}
	for _, tile := range tlog.NewTiles(tileHeight, 0, vectorSize) {
		data, err := tlog.ReadTileData(tile, reader)
		if err != nil {
			return tree, none, err
		}
		digest := sha256.Sum256(data)
		tree.Files[pathOf(tile)] = base64.StdEncoding.EncodeToString(digest[:])
	}
	root, err := tlog.TreeHash(vectorSize, reader)
	return tree, root, err
}

func texts[H ~[]tlog.Hash](hashes H) []string {
	written := []string{}
	for _, hash := range hashes {
		written = append(written, hash.String())
	}
	return written
}

// Signs as a witness; what it is told to sign and what it says it signs can differ.
type witnessSigner struct {
	cosigner
	sign func(message []byte) []byte
}

func (w witnessSigner) Sign(message []byte) ([]byte, error) { return w.sign(message), nil }

func makeCosignatures(head string, log note.Signer) ([]cosignatureVector, error) {
	private := ed25519.NewKeyFromSeed(seed(2))
	public := private.Public().(ed25519.PublicKey)
	key := cosignerKey(vectorWitness, public)
	const now = uint64(1_679_315_147)
	line := func(at uint64, signature []byte) []byte {
		return append([]byte{0, 0, 0, 0, byte(at >> 24), byte(at >> 16), byte(at >> 8), byte(at)}, signature...)
	}
	cases := []struct {
		why     string
		isRight bool
		sign    func(message []byte) []byte
	}{
		{"right", true, func(m []byte) []byte { return line(now, ed25519.Sign(private, cosignedBytes(now, m))) }},
		{"another time than was signed", false, func(m []byte) []byte {
			return line(now+1, ed25519.Sign(private, cosignedBytes(now, m)))
		}},
		{"a note's signature with a time before it", false, func(m []byte) []byte {
			return line(now, ed25519.Sign(private, m))
		}},
		{"a note's signature without a time", false, func(m []byte) []byte { return ed25519.Sign(private, m) }},
		{"one byte too many", false, func(m []byte) []byte {
			return append(line(now, ed25519.Sign(private, cosignedBytes(now, m))), 0)
		}},
		{"signed over the checkpoint without its last newline", false, func(m []byte) []byte {
			return line(now, ed25519.Sign(private, cosignedBytes(now, m[:len(m)-1])))
		}},
		{"the number of another size was signed", false, func(m []byte) []byte {
			other := strings.Replace(string(m), "\n300\n", "\n301\n", 1)
			return line(now, ed25519.Sign(private, cosignedBytes(now, []byte(other))))
		}},
	}
	var vectors []cosignatureVector
	for _, one := range cases {
		witness := witnessSigner{cosigner{vectorWitness, keyHash(vectorWitness, append([]byte{cosignatureType}, public...)), public, new(uint64)}, one.sign}
		signed, err := note.Sign(&note.Note{Text: head}, log, witness)
		if err != nil {
			return nil, err
		}
		_, err = openCheckpoint(signed, witness.cosigner)
		if (err == nil) != one.isRight {
			return nil, fmt.Errorf("%s: %v", one.why, err)
		}
		vectors = append(vectors, cosignatureVector{Why: one.why, Seed: hex.EncodeToString(seed(2)),
			VerifierKey: key, Time: now, Note: string(signed), IsRight: one.isRight})
	}
	return vectors, nil
}
