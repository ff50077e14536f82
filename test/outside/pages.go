package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// The test vectors that stand in the pages themselves.
type recordVectors struct {
	Key        struct{ VerifierKey string }
	Log        []struct{ Entry, LeafHash, Root string }
	Checkpoint string
	NotLeaves  []struct{ Entry, Why string }
	Declared   []string
}

func checkPages(folder string) (string, error) {
	record, err := os.ReadFile(filepath.Join(folder, "record.md"))
	if err != nil {
		return "", err
	}
	receipts, err := os.ReadFile(filepath.Join(folder, "receipt.md"))
	if err != nil {
		return "", err
	}
	blocks := regexp.MustCompile("(?s)```json\n(.*?)\n```").FindStringSubmatch(string(record))
	if blocks == nil {
		return "", errors.New("record.md has no vectors")
	}
	var vectors recordVectors
	if err := json.Unmarshal([]byte(blocks[1]), &vectors); err != nil {
		return "", err
	}
	if err := checkRecordVectors(vectors); err != nil {
		return "", fmt.Errorf("record.md: %w", err)
	}
	found := regexp.MustCompile("(?s)```text\n(commonhold receipt v[12]\n.*?)```").FindAllStringSubmatch(string(receipts), -1)
	for at, block := range found {
		if _, err := checkReceipt([]byte(block[1]), vectors.Key.VerifierKey, nil); err != nil {
			return "", fmt.Errorf("receipt.md, receipt %d: %w", at, err)
		}
		if err := checkBodies(block[1], vectors.Key.VerifierKey); err != nil {
			return "", fmt.Errorf("receipt.md, receipt %d: %w", at, err)
		}
		if err := checkBrokenReceipts(block[1], vectors.Key.VerifierKey); err != nil {
			return "", fmt.Errorf("receipt.md, receipt %d: %w", at, err)
		}
	}
	if len(found) == 0 {
		return "", errors.New("receipt.md has no receipts")
	}
	return fmt.Sprintf("accepted: %d leaves, %d receipts; %d leaves refused", len(vectors.Log), len(found), len(vectors.NotLeaves)), nil
}

func checkRecordVectors(vectors recordVectors) error {
	verifier, err := newVerifier(vectors.Key.VerifierKey)
	if err != nil {
		return err
	}
	head, err := openCheckpoint([]byte(vectors.Checkpoint), verifier)
	if err != nil {
		return err
	}
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, index := range indexes {
			hashes = append(hashes, stored[index])
		}
		return hashes, nil
	})
	for at, one := range vectors.Log {
		if err := checkLeaf([]byte(one.Entry)); err != nil {
			return fmt.Errorf("entry %d: %w", at, err)
		}
		hashes, err := tlog.StoredHashes(int64(at), []byte(one.Entry), reader)
		if err != nil {
			return err
		}
		stored = append(stored, hashes...)
		root, err := tlog.TreeHash(int64(at)+1, reader)
		if err != nil {
			return err
		}
		if fmt.Sprintf("%x", hashes[0][:]) != one.LeafHash || fmt.Sprintf("%x", root[:]) != one.Root {
			return fmt.Errorf("entry %d: another hash or root", at)
		}
		if int64(at)+1 == head.tree.N && root != head.tree.Hash {
			return errors.New("another root is signed")
		}
	}
	for _, entry := range vectors.Declared {
		if err := checkLeaf([]byte(entry)); err != nil {
			return err
		}
	}
	for _, one := range vectors.NotLeaves {
		if checkLeaf([]byte(one.Entry)) == nil {
			return fmt.Errorf("a leaf that is none was accepted: %s", one.Why)
		}
	}
	return nil
}

// What the page says of the bodies of its receipt of version 2.
func checkBodies(receipt, key string) error {
	if strings.HasPrefix(receipt, "commonhold receipt v1\n") {
		return nil
	}
	request := `{"model":"smollm2-135m-instruct","messages":[{"role":"user","content":"Grüß Gott"}]}`
	for body, fits := range map[string]string{request: "2 of 4: request sent;", "{}": "2 of 4: received replied;",
		request + "\n": "0 of 4: ;", "{}\n": "0 of 4: ;", "": "0 of 4: ;"} {
		said, err := checkReceipt([]byte(receipt), key, []byte(body))
		if err != nil || !strings.Contains(said, fits) {
			return fmt.Errorf("%q: %s, %v", body, said, err)
		}
	}
	return nil
}

// Every bit of every byte counts, and so does what the page names. Only a salt is signed by nobody.
func checkBrokenReceipts(receipt, key string) error {
	for at := range len(receipt) {
		for bit := range 8 {
			if isWithinSalt(receipt, at) {
				continue
			}
			broken := []byte(receipt)
			broken[at] ^= 1 << bit
			if _, err := checkReceipt(broken, key, nil); err == nil {
				return fmt.Errorf("byte %d, bit %d: changed and accepted", at, bit)
			}
		}
	}
	for what, broken := range map[string]string{
		"another version": strings.Replace(receipt, "receipt v", "receipt v3", 1),
		"no newline":      strings.TrimSuffix(receipt, "\n"),
		"line endings":    strings.ReplaceAll(receipt, "\n", "\r\n"),
		"extra data":      strings.ReplaceAll(receipt, "\nindex ", "\nextra aQ==\nindex "),
	} {
		if _, err := checkReceipt([]byte(broken), key, nil); err == nil {
			return fmt.Errorf("%s: accepted", what)
		}
	}
	return nil
}

func isWithinSalt(receipt string, at int) bool {
	start := strings.LastIndex(receipt[:at], "\n") + 1
	line, _, _ := strings.Cut(receipt[start:], "\n")
	return strings.HasPrefix(line, "open ") && at > start+strings.LastIndex(line, " ") && at < start+len(line)
}
