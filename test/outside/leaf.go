package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Leaf v1, as the tables of docs/formats/record.md §1 have it: the form of each field by its kind and path. A "?" at the
// end of a path marks what may be absent.

const leafBytesMax = 4096

type form func(value any) bool

func pattern(expression string) form {
	compiled := regexp.MustCompile(`\A(?:` + expression + `)\z`)
	return func(value any) bool {
		text, ok := value.(string)
		return ok && compiled.MatchString(text)
	}
}

func words(allowed string) form {
	return pattern(strings.ReplaceAll(regexp.QuoteMeta(allowed), " ", "|"))
}

func whole(least, most int64) form {
	return func(value any) bool {
		number, ok := value.(json.Number)
		if !ok {
			return false
		}
		parsed, err := strconv.ParseInt(number.String(), 10, 64)
		return err == nil && parsed >= least && parsed <= most && strconv.FormatInt(parsed, 10) == number.String()
	}
}

func listOf(each form, isSet bool) form {
	return func(value any) bool {
		items, ok := value.([]any)
		if !ok {
			return false
		}
		for at, item := range items {
			if !each(item) || (isSet && at > 0 && items[at-1].(string) >= item.(string)) {
				return false
			}
		}
		return true
	}
}

func isTime(value any) bool {
	text, ok := value.(string)
	const layout = "2006-01-02T15:04:05.000Z"
	parsed, err := time.Parse(layout, text)
	return ok && err == nil && parsed.Format(layout) == text
}

func isBucket(value any) bool {
	if !whole(0, 1<<40)(value) {
		return false
	}
	number, _ := value.(json.Number).Int64()
	return number&(number-1) == 0
}

func isTruth(value any) bool {
	_, ok := value.(bool)
	return ok
}

var (
	id        = pattern(`[0-7][0-9a-hjkmnp-tv-z]{25}`)
	digest    = pattern(`[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]`)
	pseudonym = pattern(`[A-Za-z0-9_-]{22}`)
	word      = pattern(`[A-Za-z0-9._:/@+-]{1,128}`)
	software  = pattern(`[A-Za-z0-9._:/@+,()-](?:[A-Za-z0-9._:/@+,() -]{0,126}[A-Za-z0-9._:/@+,()-])?`)
	code      = pattern(`[a-z][a-z0-9_]{0,63}`)
	country   = pattern(`[A-Z]{2}`)
	count     = whole(0, 1<<53-1)
	attempt   = whole(1, 1_000_000)
	labels    = listOf(word, true)
	decision  = listOf(word, false)
	operation = words("generate embed count tool")
)

var everyLeaf = map[string]form{
	"v": whole(1, 1), "kind": words("intent outcome refusal access change erasure attestation log-session"),
	"id": id, "time": isTime, "origin": words("live whatif probe import"),
}

var leafForms = map[string]map[string]form{
	"intent": {
		"call": id, "actor": pseudonym, "operation": operation, "run?": word, "parent?": id, "labels": labels,
		"policy": digest, "decision": decision, "attempt": attempt, "wire.client": word, "wire.provider": word,
		"model.name": word, "model.weights?": digest, "destination.provider": word, "destination.country?": country,
		"destination.local": words("verified declared no"), "commit.request?": digest, "commit.sent": digest,
		"commit.detail": digest,
	},
	"outcome": {
		"call": id, "attempt": attempt, "intent": count, "status": words("completed failed aborted unknown"),
		"error?": code, "http?": whole(100, 599), "finish?": words("stop length tool-calls content-filter other"),
		"labels": labels, "tokens.input?": isBucket, "tokens.output?": isBucket,
		"tokens.source?": words("reported counted estimated"), "engine.build?": software, "engine.template?": digest,
		"engine.deterministic?": isTruth, "engine.batched?": isTruth, "commit.received?": digest,
		"commit.replied?": digest, "commit.detail?": digest,
	},
	"refusal": {
		"call": id, "actor": pseudonym, "operation": operation, "run?": word, "parent?": id, "labels": labels,
		"policy": digest, "decision": decision, "wire.client": word, "error": code, "commit.request": digest,
		"commit.detail": digest,
	},
	"access": {
		"actor": pseudonym, "action": words("open-body search-bodies export"), "call?": id,
		"fields": listOf(words("request sent received"), false), "reason?": digest,
	},
	"change": {
		"actor": pseudonym, "subject": words("key credential configuration model policy hold node-keys"),
		"action": words("add replace remove"), "target": word, "digest?": digest,
	},
	"erasure": {
		"actor": pseudonym, "extent": words("bodies everything"), "domains": listOf(word, false),
		"calls": listOf(id, false), "basis": word,
	},
	"attestation": {"actor": pseudonym, "subject": word, "digest": digest},
	"log-session": {
		"event": words("open heartbeat close"), "session": id, "software": software, "counts.intents": count,
		"counts.outcomes": count, "counts.refusals": count, "counts.strangers": count, "recovered?": count,
		"coverage?": digest, "continues.origin?": word, "continues.size?": count, "continues.root?": digest,
	},
}

// Fields of which all are there or none.
var together = []string{"tokens", "engine", "continues"}

// Members that are there also when they have no fields.
var always = map[string]string{"outcome": "commit"}

func parseLeaf(entry []byte) (map[string]any, error) {
	if len(entry) > leafBytesMax {
		return nil, errors.New("the leaf is too long")
	}
	decoder := json.NewDecoder(bytes.NewReader(entry))
	decoder.UseNumber()
	var leaf map[string]any
	if err := decoder.Decode(&leaf); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errors.New("the leaf goes on after its end")
	}
	kind, _ := leaf["kind"].(string)
	forms, known := leafForms[kind]
	if !known {
		return nil, fmt.Errorf("there are no leaves of kind %q", kind)
	}
	if err := checkFields(leaf, forms, always[kind]); err != nil {
		return nil, err
	}
	// No text has anything to escape, so Go's own writer, which sorts members, gives the canonical form.
	again, err := json.Marshal(leaf)
	if err != nil || !bytes.Equal(again, entry) {
		return nil, errors.New("the leaf is not in canonical form")
	}
	return leaf, nil
}

func checkLeaf(entry []byte) error {
	_, err := parseLeaf(entry)
	return err
}

func checkFields(leaf map[string]any, forms map[string]form, withoutFields string) error {
	fields := map[string]any{}
	for name, value := range leaf {
		members, isObject := value.(map[string]any)
		if !isObject {
			fields[name] = value
			continue
		}
		if len(members) == 0 && name != withoutFields {
			return fmt.Errorf("%s is empty", name)
		}
		for member, inner := range members {
			fields[name+"."+member] = inner
		}
	}
	if _, has := leaf[withoutFields]; withoutFields != "" && !has {
		return fmt.Errorf("%s is missing", withoutFields)
	}
	for _, expected := range []map[string]form{everyLeaf, forms} {
		for path, fits := range expected {
			name, isOptional := strings.CutSuffix(path, "?")
			value, has := fields[name]
			delete(fields, name)
			if (!has && !isOptional) || (has && !fits(value)) {
				return fmt.Errorf("%s is missing or not of its form", name)
			}
		}
	}
	if len(fields) > 0 {
		return fmt.Errorf("unknown fields: %v", slices.Collect(maps.Keys(fields)))
	}
	for _, name := range together {
		members, has := leaf[name].(map[string]any)
		if want := countOf(forms, name+"."); has && len(members) != want {
			return fmt.Errorf("%s has %d of its %d fields", name, len(members), want)
		}
	}
	return nil
}

func countOf(forms map[string]form, prefix string) int {
	found := 0
	for path := range forms {
		if strings.HasPrefix(path, prefix) {
			found++
		}
	}
	return found
}
