package main

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
)

const cosignatureType = 0x04

// C2SP tlog-cosignature with Ed25519: 8 bytes of time, 64 of signature. sumdb's notes know no such keys, but take any
// verifier that has a name and an id.
type cosigner struct {
	name   string
	hash   uint32
	public ed25519.PublicKey
	// Of the last signature that was right.
	time *uint64
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(message, signature []byte) bool {
	if len(signature) != 8+ed25519.SignatureSize {
		return false
	}
	at := binary.BigEndian.Uint64(signature)
	if !ed25519.Verify(c.public, cosignedBytes(at, message), signature[8:]) {
		return false
	}
	*c.time = at
	return true
}

func cosignedBytes(at uint64, message []byte) []byte {
	return append([]byte(fmt.Sprintf("cosignature/v1\ntime %d\n", at)), message...)
}

func keyHash(name string, typed []byte) uint32 {
	digest := sha256.Sum256(append([]byte(name+"\n"), typed...))
	return binary.BigEndian.Uint32(digest[:])
}

func parseCosigner(key string) (cosigner, error) {
	parts := strings.SplitN(key, "+", 3)
	if len(parts) != 3 {
		return cosigner{}, errors.New("the key of a witness has three parts")
	}
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	if err != nil || len(parts[1]) != 8 {
		return cosigner{}, errors.New("the id of a key has eight digits")
	}
	typed, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil {
		return cosigner{}, err
	}
	if len(typed) != 1+ed25519.PublicKeySize || typed[0] != cosignatureType || keyHash(parts[0], typed) != uint32(hash) {
		return cosigner{}, errors.New("this is no key for cosignatures")
	}
	return cosigner{parts[0], uint32(hash), ed25519.PublicKey(typed[1:]), new(uint64)}, nil
}

func checkCosignature(file, key string) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	witness, err := parseCosigner(key)
	if err != nil {
		return "", err
	}
	head, err := openCheckpoint(text, note.Verifier(witness))
	if err != nil {
		return "", err
	}
	at := time.Unix(int64(*witness.time), 0).UTC().Format(time.RFC3339)
	return fmt.Sprintf("accepted: %s saw %d entries of %s at %s", witness.name, head.tree.N, head.origin, at), nil
}

// For witnesses that take a signing key of notes and make cosignatures with it.
func makeWitnessKeys(name string) (string, error) {
	signing, verifying, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return "", err
	}
	encoded := strings.SplitN(verifying, "+", 3)[2]
	typed, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return "", err
	}
	return signing + "\n" + cosignerKey(name, typed[1:]), nil
}

func cosignerKey(name string, public []byte) string {
	typed := append([]byte{cosignatureType}, public...)
	return fmt.Sprintf("%s+%08x+%s", name, keyHash(name, typed), base64.StdEncoding.EncodeToString(typed))
}
