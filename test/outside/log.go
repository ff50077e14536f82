package main

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8
const tileWidth = 1 << tileHeight

// A checkpoint as docs/formats/record.md §4 has it. sumdb's own tree notes begin with another line, so only their
// signatures are read by its code.
type checkpoint struct {
	origin string
	tree   tlog.Tree
}

func openCheckpoint(text []byte, verifiers ...note.Verifier) (checkpoint, error) {
	opened, err := note.Open(text, note.VerifierList(verifiers...))
	if err != nil {
		return checkpoint{}, err
	}
	for _, signature := range append(opened.Sigs, opened.UnverifiedSigs...) {
		if !isStrictBase64(signature.Base64) {
			return checkpoint{}, errors.New("a signature is not written in the one way that there is")
		}
	}
	return parseCheckpoint(opened.Text)
}

// Go's decoder skips newlines, and takes texts whose spare bits at the end are not zero. The formats have one text for
// each value.
func isStrictBase64(text string) bool {
	decoded, err := base64.StdEncoding.DecodeString(text)
	return err == nil && base64.StdEncoding.EncodeToString(decoded) == text
}

// Go's parser takes an id in capital letters too.
func newVerifier(key string) (note.Verifier, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return nil, err
	}
	written := fmt.Sprintf("%s+%08x+", verifier.Name(), verifier.KeyHash())
	if encoded, ok := strings.CutPrefix(key, written); !ok || !isStrictBase64(encoded) {
		return nil, errors.New("a key is not written in the one way that there is")
	}
	return verifier, nil
}

func parseCheckpoint(text string) (checkpoint, error) {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	if len(lines) < 3 || !strings.HasSuffix(text, "\n") || strings.Contains(text, "\n\n") || lines[0] == "" {
		return checkpoint{}, errors.New("the text of the note is no checkpoint")
	}
	size, err := parseDecimal(lines[1])
	if err != nil {
		return checkpoint{}, err
	}
	root, err := parseHash(lines[2])
	return checkpoint{lines[0], tlog.Tree{N: size, Hash: root}}, err
}

func parseDecimal(text string) (int64, error) {
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(number, 10) != text || number < 0 || number > 1<<53-1 {
		return 0, fmt.Errorf("%q is no number as the formats write them", text)
	}
	return number, nil
}

func parseHash(text string) (tlog.Hash, error) {
	hash, err := tlog.ParseHash(text)
	// The parser takes texts with stray bits at the end; the formats have one text for each hash.
	if err != nil || hash.String() != text {
		return tlog.Hash{}, fmt.Errorf("%q is no hash", text)
	}
	return hash, nil
}

// Reads tiles of a log folder for sumdb's authenticating reader.
type folder string

func (f folder) Height() int                             { return tileHeight }
func (f folder) SaveTiles(tiles []tlog.Tile, _ [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := f.readTile(tile)
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// sumdb's path names the height and calls entries "data"; the folder does neither.
func pathOf(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	if rest, ok := strings.CutPrefix(path, "data/"); ok {
		path = "entries/" + rest
	}
	return "tile/" + path
}

// A partial file that is gone is the beginning of the full one.
func (f folder) readTile(tile tlog.Tile) ([]byte, error) {
	data, err := os.ReadFile(filepath.Join(string(f), pathOf(tile)))
	if !errors.Is(err, os.ErrNotExist) || tile.W == tileWidth || tile.L < 0 {
		return data, err
	}
	full := tile
	full.W = tileWidth
	data, err = os.ReadFile(filepath.Join(string(f), pathOf(full)))
	if err == nil && len(data) != tileWidth*tlog.HashSize {
		return nil, fmt.Errorf("%s has %d bytes", pathOf(full), len(data))
	}
	if err != nil {
		return nil, err
	}
	return data[:tile.W*tlog.HashSize], nil
}

// The entries of the bundle that a level 0 tile stands for.
func (f folder) readBundle(tile tlog.Tile) ([][]byte, error) {
	tile.L = -1
	width := tile.W
	data, err := f.readTile(tile)
	if errors.Is(err, os.ErrNotExist) && tile.W < tileWidth {
		tile.W = tileWidth
		data, err = f.readTile(tile)
	}
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for range tile.W {
		if len(data) < 2 || len(data)-2 < int(binary.BigEndian.Uint16(data)) {
			return nil, fmt.Errorf("%s ends early", pathOf(tile))
		}
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries = append(entries, data[2:end])
		data = data[end:]
	}
	if len(data) > 0 {
		return nil, fmt.Errorf("%s goes on after its last entry", pathOf(tile))
	}
	return entries[:width], nil
}

func checkLog(path, key, olderFile string) (string, error) {
	verifier, err := newVerifier(key)
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(filepath.Join(path, "checkpoint"))
	if err != nil {
		return "", err
	}
	head, err := openCheckpoint(text, verifier)
	if err != nil {
		return "", fmt.Errorf("checkpoint: %w", err)
	}
	if head.origin != verifier.Name() {
		return "", fmt.Errorf("the checkpoint is of the log %q", head.origin)
	}
	if head.tree.N == 0 {
		return "", errors.New("the log is empty: there is nothing to check")
	}
	files := folder(path)
	// Every hash that it returns was found under the signed root.
	authentic := tlog.TileHashReader(head.tree, files)
	root, err := tlog.TreeHash(head.tree.N, authentic)
	if err != nil {
		return "", err
	}
	if root != head.tree.Hash {
		return "", errors.New("the tiles do not make the signed root")
	}
	tiles := tlog.NewTiles(tileHeight, 0, head.tree.N)
	for _, tile := range tiles {
		if err := checkTile(files, tile, authentic); err != nil {
			return "", err
		}
		if tile.L == 0 {
			if err := checkEntries(files, tile, head.tree, authentic); err != nil {
				return "", err
			}
		}
	}
	said := fmt.Sprintf("accepted: %d entries and %d tiles under the signed root %s", head.tree.N, len(tiles), head.tree.Hash)
	if olderFile == "" {
		return said, nil
	}
	older, err := checkGrowth(olderFile, verifier, head, authentic)
	return fmt.Sprintf("%s; it has grown from %d entries", said, older), err
}

func checkTile(files folder, tile tlog.Tile, authentic tlog.HashReader) error {
	read, err := files.readTile(tile)
	if err != nil {
		return err
	}
	meant, err := tlog.ReadTileData(tile, authentic)
	if err != nil {
		return err
	}
	if !bytes.Equal(read, meant) {
		return fmt.Errorf("%s is not under the signed root", pathOf(tile))
	}
	return nil
}

func checkEntries(files folder, tile tlog.Tile, tree tlog.Tree, authentic tlog.HashReader) error {
	entries, err := files.readBundle(tile)
	if err != nil {
		return err
	}
	first := tile.N * tileWidth
	var indexes []int64
	for at := range entries {
		indexes = append(indexes, tlog.StoredHashIndex(0, first+int64(at)))
	}
	hashes, err := authentic.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for at, entry := range entries {
		if tlog.RecordHash(entry) != hashes[at] {
			return fmt.Errorf("entry %d is not the one in its tile", first+int64(at))
		}
		if err := checkLeaf(entry); err != nil {
			return fmt.Errorf("entry %d: %w", first+int64(at), err)
		}
	}
	// A proof of its own for the first and the last of each bundle, the way somebody who has no tiles would check it.
	for _, at := range []int64{0, int64(len(entries) - 1)} {
		proof, err := tlog.ProveRecord(tree.N, first+at, authentic)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, first+at, tlog.RecordHash(entries[at])); err != nil {
			return err
		}
	}
	return nil
}

func checkGrowth(file string, verifier note.Verifier, head checkpoint, authentic tlog.HashReader) (int64, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	older, err := openCheckpoint(text, verifier)
	if err != nil {
		return 0, fmt.Errorf("older checkpoint: %w", err)
	}
	if older.origin != head.origin || older.tree.N > head.tree.N || older.tree.N == 0 {
		return 0, errors.New("the older checkpoint is none of this log, or not older")
	}
	proof, err := tlog.ProveTree(head.tree.N, older.tree.N, authentic)
	if err != nil {
		return 0, err
	}
	return older.tree.N, tlog.CheckTree(proof, head.tree.N, head.tree.Hash, older.tree.N, older.tree.Hash)
}
