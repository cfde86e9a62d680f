// Reads a tlog-tiles directory with Go's own sumdb packages: the note is opened with the key in DIR.vkey, every entry of
// the bundles is proved included through the tiles, and every size is proved consistent with the whole. Usage: interop DIR
package main

import (
	"encoding/binary"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type tiles string

func (dir tiles) Height() int { return 8 }

// sumdb writes tile/8/L/N where tlog-tiles writes tile/L/N.
func (dir tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(dir), path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func (dir tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func main() {
	dir := os.Args[1]
	read := func(path string) []byte { return must(os.ReadFile(filepath.Join(dir, path))) }
	verifier := must(note.NewVerifier(strings.TrimSpace(string(must(os.ReadFile(dir+".vkey"))))))
	opened := must(note.Open(read("checkpoint"), note.VerifierList(verifier)))
	lines := strings.Split(opened.Text, "\n")
	var tree tlog.Tree
	must(fmt.Sscan(lines[1], &tree.N))
	tree.Hash = must(tlog.ParseHash(lines[2]))
	if lines[0] != verifier.Name() {
		log.Fatalf("origin %s is not the key's name", lines[0])
	}
	hashes := tlog.TileHashReader(tree, tiles(dir))
	for index := int64(0); index < tree.N; index++ {
		leaf := tlog.RecordHash(entry(read, tree.N, index))
		proof := must(tlog.ProveRecord(tree.N, index, hashes))
		if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf); err != nil {
			log.Fatalf("entry %d: %v", index, err)
		}
		older := must(tlog.TreeHash(index+1, hashes))
		consistency := must(tlog.ProveTree(tree.N, index+1, hashes))
		if err := tlog.CheckTree(consistency, tree.N, tree.Hash, index+1, older); err != nil {
			log.Fatalf("size %d: %v", index+1, err)
		}
	}
	fmt.Printf("accepted %d entries, root %v\n", tree.N, tree.Hash)
}

// Tiles and bundles of an index are at the same place; only the full ones have no width.
func entry(read func(string) []byte, size, index int64) []byte {
	width := size - index/256*256
	if width > 256 {
		width = 256
	}
	tile := tlog.Tile{H: 8, L: 0, N: index / 256, W: int(width)}
	data := read(strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1))
	for skip := index % 256; ; skip-- {
		length := int(binary.BigEndian.Uint16(data))
		if skip == 0 {
			return data[2 : 2+length]
		}
		data = data[2+length:]
	}
}
