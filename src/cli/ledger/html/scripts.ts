/** Scripts of the exported pages, as browsers get them: no library, no connection. */

/** Rows that hold what is typed stay. */
export const findScript = `
const box = document.getElementById('find');
box.hidden = false;
box.addEventListener('input', () => {
  const wanted = box.value.toLowerCase();
  for (const row of document.querySelectorAll('tbody tr')) row.hidden = !row.textContent.toLowerCase().includes(wanted);
});
`;

/**
 * The page checks the proof that it shows: the entry's leaf, the way to the root (RFC 9162, section 2.1.3.2), that the
 * checkpoint names this root and size, and its Ed25519 signature (C2SP signed-note).
 */
export const checkScript = `
(async () => {
  const answer = document.getElementById('answer');
  const say = (good, text) => { answer.className = good ? 'good' : 'bad'; answer.textContent = text; };
  const { entry, index, size, root, hashes, note, key } = JSON.parse(document.getElementById('proof').textContent);
  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
  const sha256 = async (...parts) => new Uint8Array(await crypto.subtle.digest('SHA-256', join(...parts)));
  const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
  if (!globalThis.crypto?.subtle) return say(false, 'This browser has no cryptography for local files: nothing was checked.');
  try {
    let hash = await sha256([0], bytes(entry));
    let at = index, last = size - 1;
    for (const text of hashes) {
      if (last === 0) return say(false, 'The proof is longer than the tree is high.');
      if (at % 2 === 1 || at === last) {
        hash = await sha256([1], bytes(text), hash);
        while (at % 2 === 0 && at > 0) { at /= 2; last = Math.floor(last / 2); }
      } else hash = await sha256([1], hash, bytes(text));
      at = Math.floor(at / 2);
      last = Math.floor(last / 2);
    }
    if (last !== 0 || !same(hash, bytes(root))) return say(false, 'The proof does not lead from this entry to the root.');
    const end = note.indexOf('\\n\\n') + 1;
    const text = note.slice(0, end);
    if (text.split('\\n')[1] !== String(size) || text.split('\\n')[2] !== root) return say(false, 'The checkpoint names another size or root.');
    const reached = 'This page computed the way from the entry to the root of the checkpoint: it is right. ';
    if (key === null) return say(false, reached + 'No key of the branch fits the signature, which was not checked.');
    const [name, id, encoded] = [key.slice(0, key.indexOf('+')), ...key.slice(key.indexOf('+') + 1).split(/\\+(.*)/s)];
    const line = note.slice(end + 1).split('\\n').map((each) => each.split(' ')).find(([, signer, signature]) => {
      return signer === name && [...bytes(signature).slice(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join('') === id;
    });
    const imported = await crypto.subtle.importKey('raw', bytes(encoded).slice(1), 'Ed25519', false, ['verify']).catch(() => null);
    if (imported === null) return say(false, reached + 'This browser does not know Ed25519: the signature was not checked.');
    const signature = line === undefined ? new Uint8Array(64) : bytes(line[2]).slice(4);
    if (!(await crypto.subtle.verify('Ed25519', imported, signature, new TextEncoder().encode(text)))) return say(false, 'The signature of the checkpoint is wrong.');
    say(true, reached + 'The signature is the key’s. Whether it is the right key, only a copy from elsewhere says.');
  } catch (error) {
    say(false, 'The proof on this page cannot be read: ' + error.message);
  }
})();
`;
