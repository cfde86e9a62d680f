// Has the packages of transparency-dev/formats check what we wrote, and writes what we have to accept. In DIR stand
// ours.tlog-proof (with the entry in its extra line), log.vkey and ours.policy. It is checked that the log signed the
// proof's checkpoint, that the policy's witnesses cosigned it, and that the entry is in the log. Then the same proof is
// written with cosignatures of fresh keys of both kinds, and the policy for them: theirs.tlog-proof, theirs.policy.
// Usage: witness DIR
package main

import (
	"crypto/rand"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	flog "github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"github.com/transparency-dev/formats/witness"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	dir := os.Args[1]
	read := func(name string) []byte { return must(os.ReadFile(filepath.Join(dir, name))) }
	write := func(name string, data []byte) { check(os.WriteFile(filepath.Join(dir, name), data, 0o644)) }

	var given proof.TLogProof
	check(given.Unmarshal(read("ours.tlog-proof")))
	logKey := must(note.NewVerifier(strings.TrimSpace(string(read("log.vkey")))))
	checkpoint, _, _, err := flog.ParseCheckpoint(given.Checkpoint, logKey.Name(), logKey)
	check(err)
	hashes := make(tlog.RecordProof, 0, len(given.Hashes))
	for _, hash := range given.Hashes {
		hashes = append(hashes, tlog.Hash(hash))
	}
	leaf := tlog.RecordHash(given.ExtraData)
	check(tlog.CheckRecord(hashes, int64(checkpoint.Size), tlog.Hash(checkpoint.Hash), int64(given.Index), leaf))
	if !must(witness.ParsePolicy(read("ours.policy"))).Satisfied(given.Checkpoint) {
		log.Fatal("the policy is not satisfied")
	}
	if must(witness.ParsePolicy(read("unmet.policy"))).Satisfied(given.Checkpoint) {
		log.Fatal("a policy that asks for somebody else is satisfied")
	}

	cosigned, policy := cosign(given.Checkpoint, logKey)
	given.Checkpoint = cosigned
	write("theirs.tlog-proof", given.Marshal())
	write("theirs.policy", []byte(fmt.Sprintf("log %s%s", read("log.vkey"), policy)))
	fmt.Printf("accepted entry %d of %d with cosignatures of both kinds\n", given.Index, checkpoint.Size)
}

// Both signatures are asked for. Only the log's is kept of those that stand there already.
func cosign(checkpoint []byte, logKey note.Verifier) ([]byte, string) {
	skey, vkey, err := note.GenerateKey(rand.Reader, "witness.example/theirs")
	check(err)
	classic := must(fnote.NewSignerForCosignatureV1(skey))
	skeyMLDSA, vkeyMLDSA, err := fnote.GenerateMLDSAKey("witness.example/theirs-pq")
	check(err)
	modern := must(fnote.NewMLDSASigner(skeyMLDSA))
	opened := must(note.Open(checkpoint, note.VerifierList(logKey)))
	opened.UnverifiedSigs = nil
	cosigned := must(note.Sign(opened, classic, modern))
	lines := fmt.Sprintf("witness A %s\nwitness B %s\n", must(fnote.VKeyToCosignatureV1(vkey)), vkeyMLDSA)
	return cosigned, lines + "group Q all A B\nquorum Q\n"
}
