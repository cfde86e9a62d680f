/** README.md of a ledger branch: for a person who opens it and trusts nobody. Its digest stands in entry 0. */

export interface ReadmeFields {
  readonly origin: string;
  /** Verifier key as a vkey line. */
  readonly vkey: string;
}

/** The same arguments give the same text, for ever: a changed word needs a new entry that pins it. */
export function readmeText({ origin, vkey }: ReadmeFields): string {
  return `# The ledger of ${origin}

This branch is a transparency log. Countersign judges changes and records every
decision here, before it answers. Nothing here is ever edited or removed; whoever does it anyway is found out, by the steps below.

| here | is |
|---|---|
| \`checkpoint\` | how many entries there are and the root hash over all of them, signed ([C2SP tlog-checkpoint](https://c2sp.org/tlog-checkpoint)) |
| \`bundle/\` | entries, 256 a file, a line each (JSON Lines); such a file never changes again |
| \`tail/\` | the entries after the last bundle, a file each |
| \`tile/\` | the hashes in between ([C2SP tlog-tiles](https://c2sp.org/tlog-tiles)) |
| \`keys/\` | the public keys that sign or signed checkpoints |
| \`schema/\` | JSON Schemas of the entries |

Every entry is an [in-toto Statement](https://in-toto.io/Statement/v1) in canonical JSON (RFC 8785). The newest ones:
\`cat tail/*.json\`, older ones: \`grep <commit> -r bundle\` or \`jq . bundle/000.jsonl\`.

## The key

    ${vkey}

A key that you only know from this branch proves nothing: compare it with the one that the operator publishes elsewhere
(the app's page, the documentation, a colleague's clone).

## Verify it

With Countersign: \`npx countersign ledger verify . --key '${vkey}'\`. It also checks the history of this branch,
and names the entry and the commit of whatever is wrong.

Without us, in five minutes: save this as \`verify.py\` outside of the clone, read it, and run \`python3 verify.py\` in the clone.
It needs Python and OpenSSL 3, and nothing of ours. It computes the root hash over every entry (RFC 6962, section 2.1), compares it
with the checkpoint, and verifies the signature ([C2SP signed-note](https://c2sp.org/signed-note)).

\`\`\`python
import base64, hashlib, os, subprocess, tempfile

VKEY = "${vkey}"

def sha(data):
    return hashlib.sha256(data).digest()

def path(n):
    digits = str(n)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[i:i + 3] for i in range(0, len(digits), 3)]
    return "/".join(["x" + group for group in groups[:-1]] + groups[-1:])

def root(hashes):
    if len(hashes) < 2:
        return hashes[0] if hashes else sha(b"")
    split = 1
    while split * 2 < len(hashes):
        split *= 2
    return sha(b"\\1" + root(hashes[:split]) + root(hashes[split:]))

note = open("checkpoint", "rb").read().decode()
text, signatures = note.rsplit("\\n\\n", 1)
text += "\\n"
origin, size, signed_root = text.split("\\n")[:3]
size = int(size)

entries = []
for n in range(size // 256):
    lines = open("bundle/" + path(n) + ".jsonl", "rb").read().split(b"\\n")
    assert len(lines) == 257 and lines[256] == b"", "bundle %d is damaged" % n
    entries += lines[:256]
for i in range(len(entries), size):
    entries.append(open("tail/%d.json" % i, "rb").read())
found = base64.b64encode(root([sha(b"\\0" + entry) for entry in entries])).decode()
assert found == signed_root, "the entries are not those that were signed: " + found

name, key_id, key = VKEY.split("+", 2)
key = base64.b64decode(key)
assert origin == name, "this is another ledger: " + origin
assert key[0] == 1 and sha(name.encode() + b"\\n" + key)[:4].hex() == key_id, "the key is damaged"
lines = [line.split(" ") for line in signatures.split("\\n") if line]
blobs = [base64.b64decode(line[2]) for line in lines if line[1] == name]
signature = next(blob[4:] for blob in blobs if blob[:4].hex() == key_id)
with tempfile.TemporaryDirectory() as folder:
    files = {"key": bytes.fromhex("302a300506032b6570032100") + key[1:], "text": text.encode(), "sig": signature}
    for file, content in files.items():
        open(os.path.join(folder, file), "wb").write(content)
    subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key", "-rawin",
                    "-in", "text", "-sigfile", "sig"], cwd=folder, check=True)
print("valid:", size, "entries, root", found)
\`\`\`

To see that nothing was *removed* since you last looked, keep a copy of \`checkpoint\`: the entries that it counts must still
hash to its root. \`git log --first-parent\` shows one commit for each time that entries were added, none of them a merge.
`;
}
