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
	found := regexp.MustCompile("(?s)```text\n(commonhold receipt v1\n.*?)```").FindAllStringSubmatch(string(receipts), -1)
	for at, block := range found {
		if _, err := checkReceipt([]byte(block[1]), vectors.Key.VerifierKey); err != nil {
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

// Every bit of every byte counts, and so does what the page names.
func checkBrokenReceipts(receipt, key string) error {
	for at := range len(receipt) {
		for bit := range 8 {
			broken := []byte(receipt)
			broken[at] ^= 1 << bit
			if _, err := checkReceipt(broken, key); err == nil {
				return fmt.Errorf("byte %d, bit %d: changed and accepted", at, bit)
			}
		}
	}
	for what, broken := range map[string]string{
		"another version": strings.Replace(receipt, "receipt v1", "receipt v2", 1),
		"no newline":      strings.TrimSuffix(receipt, "\n"),
		"line endings":    strings.ReplaceAll(receipt, "\n", "\r\n"),
		"extra data":      strings.ReplaceAll(receipt, "\nindex ", "\nextra aQ==\nindex "),
	} {
		if _, err := checkReceipt([]byte(broken), key); err == nil {
			return fmt.Errorf("%s: accepted", what)
		}
	}
	return nil
}
