package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// docs/formats/receipt.md, step by step.

const receiptBytesMax = 8_388_608
const receiptLeavesMax = 256
const openingsMax = 512

type shown struct {
	index int64
	leaf  map[string]any
}

func checkReceiptFile(file, key, bodyFile string) (string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	if bodyFile == "" {
		return checkReceipt(data, key, nil)
	}
	body, err := os.ReadFile(bodyFile)
	if err != nil {
		return "", err
	}
	return checkReceipt(data, key, append([]byte{}, body...))
}

func checkReceipt(data []byte, trusted string, body []byte) (string, error) {
	if len(data) > receiptBytesMax || !utf8.Valid(data) || bytes.ContainsRune(data, '\r') {
		return "", errors.New("this is no receipt")
	}
	text, ended := strings.CutSuffix(string(data), "\n")
	if !ended {
		return "", errors.New("the end is missing")
	}
	parts := strings.Split(text, "\n\n")
	head := strings.Split(parts[0], "\n")
	isOne := len(head) == 4 && head[0] == "commonhold receipt v1"
	isTwo := len(head) > 4 && len(head) <= 4+openingsMax && head[0] == "commonhold receipt v2"
	if !isOne && !isTwo {
		return "", errors.New("this is no receipt of version 1 or 2")
	}
	call, hasCall := strings.CutPrefix(head[1], "call ")
	stated, hasKey := strings.CutPrefix(head[2], "key ")
	number, hasLeaves := strings.CutPrefix(head[3], "leaves ")
	leaves, err := parseDecimal(number)
	if err != nil || !hasCall || !hasKey || !hasLeaves || leaves < 1 || leaves > receiptLeavesMax {
		return "", errors.New("the head is not one of version 1")
	}
	if int64(len(parts)) != 1+4*leaves {
		return "", fmt.Errorf("it does not have the %d leaves that it speaks of", leaves)
	}
	verifiers, err := verifiersFor(stated, trusted)
	if err != nil {
		return "", err
	}
	var all []shown
	for at := 1; at < len(parts); at += 4 {
		if strings.Join(parts[at+2:at+4], "\n\n") != strings.Join(parts[3:5], "\n\n") {
			return "", errors.New("the leaves are proved against different checkpoints")
		}
		one, err := checkShown(parts[at], parts[at+1:at+4], verifiers)
		if err != nil {
			return "", err
		}
		all = append(all, one)
	}
	status, err := checkCall(call, all)
	if err != nil {
		return "", err
	}
	opened, err := checkOpenings(head[4:], all, body)
	if err != nil {
		return "", err
	}
	by := "a key that was given"
	if trusted == "" {
		by = "the key that it names itself"
	}
	return fmt.Sprintf("accepted: call %s, %s, %d leaves%s; signed by %s", call, status, len(all), opened, by), nil
}

var opening = regexp.MustCompile(`\Aopen (0|[1-9][0-9]*) (received|replied|request|sent) ([A-Za-z0-9+/]{43}=)\z`)

// The lines "open …" of version 2, and which of them the body fits.
func checkOpenings(lines []string, leaves []shown, body []byte) (string, error) {
	var fits []string
	lastIndex, lastField := int64(-1), ""
	for _, line := range lines {
		parts := opening.FindStringSubmatch(line)
		if parts == nil || !isStrictBase64(parts[3]) {
			return "", errors.New("a line of the head is not known")
		}
		index, err := parseDecimal(parts[1])
		if err != nil || index < lastIndex || (index == lastIndex && parts[2] <= lastField) {
			return "", errors.New("the openings are not in order")
		}
		lastIndex, lastField = index, parts[2]
		at := slices.IndexFunc(leaves, func(one shown) bool { return one.index == index })
		if at < 0 {
			return "", errors.New("a leaf that is not there is opened")
		}
		commit, _ := leaves[at].leaf["commit"].(map[string]any)
		commitment, has := commit[parts[2]].(string)
		if !has {
			return "", errors.New("a commitment that is not there is opened")
		}
		salt, _ := base64.StdEncoding.DecodeString(parts[3])
		digest := sha256.Sum256(slices.Concat([]byte("commonhold/commit/v1\n"), salt, body))
		if body != nil && base64.RawURLEncoding.EncodeToString(digest[:]) == commitment {
			fits = append(fits, parts[2])
		}
	}
	if body == nil {
		return "", nil
	}
	return fmt.Sprintf("; the body fits %d of %d: %s", len(fits), len(lines), strings.Join(fits, " ")), nil
}

// Each has to have signed by itself.
func verifiersFor(stated, trusted string) ([]note.Verifier, error) {
	own, err := newVerifier(stated)
	if err != nil {
		return nil, err
	}
	if trusted == "" {
		return []note.Verifier{own}, nil
	}
	given, err := newVerifier(trusted)
	if err != nil {
		return nil, err
	}
	if given.Name() != own.Name() {
		return nil, fmt.Errorf("it is of the log %q", own.Name())
	}
	return []note.Verifier{own, given}, nil
}

func checkShown(leafLine string, proof []string, verifiers []note.Verifier) (shown, error) {
	entry, isLeaf := strings.CutPrefix(leafLine, "leaf ")
	lines := strings.Split(proof[0], "\n")
	if !isLeaf || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return shown{}, errors.New("a leaf or its proof is not where it belongs")
	}
	number, hasIndex := strings.CutPrefix(lines[1], "index ")
	index, err := parseDecimal(number)
	if err != nil || !hasIndex {
		return shown{}, errors.New("a proof has no index")
	}
	var hashes tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := parseHash(line)
		if err != nil {
			return shown{}, err
		}
		hashes = append(hashes, hash)
	}
	for _, verifier := range verifiers {
		head, err := openCheckpoint([]byte(proof[1]+"\n\n"+proof[2]+"\n"), verifier)
		if err != nil {
			return shown{}, err
		}
		if head.origin != verifier.Name() {
			return shown{}, fmt.Errorf("the checkpoint is of the log %q", head.origin)
		}
		if index >= head.tree.N {
			return shown{}, errors.New("the index is not under the checkpoint")
		}
		err = tlog.CheckRecord(hashes, head.tree.N, head.tree.Hash, index, tlog.RecordHash([]byte(entry)))
		if err != nil {
			return shown{}, err
		}
	}
	leaf, err := parseLeaf([]byte(entry))
	return shown{index, leaf}, err
}

// §3.5: one refusal and nothing else, or attempts from 1 on, each with an outcome after it.
func checkCall(call string, leaves []shown) (string, error) {
	intents := []int64{}
	ended := map[int64]string{}
	last := int64(-1)
	for _, one := range leaves {
		if one.leaf["call"] != call || one.leaf["origin"] != "live" || one.index <= last {
			return "", errors.New("a leaf is of another call, of none that was made, or out of order")
		}
		last = one.index
		switch one.leaf["kind"] {
		case "refusal":
			if len(leaves) > 1 {
				return "", errors.New("a call that was refused has no other leaves")
			}
			return "refused", nil
		case "intent":
			if numberOf(one.leaf["attempt"]) != int64(len(intents))+1 {
				return "", errors.New("an attempt is missing")
			}
			intents = append(intents, one.index)
		case "outcome":
			attempt := numberOf(one.leaf["attempt"])
			if attempt > int64(len(intents)) || intents[attempt-1] != numberOf(one.leaf["intent"]) || ended[attempt] != "" {
				return "", errors.New("an outcome does not fit the attempts")
			}
			ended[attempt] = one.leaf["status"].(string)
		default:
			return "", errors.New("a leaf tells nothing of a call")
		}
	}
	if len(intents) == 0 || len(ended) != len(intents) {
		return "", errors.New("an attempt has no outcome")
	}
	return ended[int64(len(intents))], nil
}

func numberOf(value any) int64 {
	number, _ := value.(json.Number)
	parsed, _ := number.Int64()
	return parsed
}
