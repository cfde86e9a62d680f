import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { equalBytes } from '../../../base/bytes.ts';
import type { IntactLedger } from '../../../ledger/intact.ts';
import { tilesFile, tilesPaths } from '../../../ledger/tiles-directory.ts';
import type { Exported, ExportFormat } from '../export-format.ts';
import { replaceFile, writable } from '../replace-file.ts';
import { openTarget } from '../tiles-target.ts';

export const tiles: ExportFormat = {
  name: 'tiles',
  says: 'a directory as tlog-tiles describes it, for any static web server; again into the same one: what is new',
  options: [],
  async write({ ledger, out }) {
    await openTarget(out, ledger);
    const outgrown: string[] = [];
    let [written, unchanged, removed] = [0, 0, 0];
    // The checkpoint is the last path: whoever reads meanwhile, or after we died here, finds all that it counts.
    for (const path of tilesPaths(ledger.checkpoint.size)) {
      const bytes = build(path, ledger);
      const target = join(out, path);
      if (await holds(target, bytes)) unchanged += 1;
      else {
        await replaceFile(target, bytes);
        written += 1;
      }
      if (await exists(`${target}.p`)) outgrown.push(`${target}.p`);
    }
    // Partial tiles of earlier checkpoints are needed until the full tile is there.
    for (const directory of outgrown) removed += await writable(directory, () => removeAll(directory));
    return { written, unchanged, removed } satisfies Exported;
  },
};

function build(path: string, { tree, checkpoint }: IntactLedger): Uint8Array {
  const file = tilesFile(path, checkpoint.size);
  const contents = (file?.needs ?? []).map((need) => tree.read(need) ?? new Uint8Array());
  return file?.build(contents) ?? new Uint8Array();
}

/** Full tiles never change, but a power cut may have left one empty: content is compared, not the name. */
async function holds(path: string, bytes: Uint8Array): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile() || found.size !== bytes.length) return false;
  return equalBytes(await readFile(path), bytes);
}

async function removeAll(directory: string): Promise<number> {
  const { length } = await readdir(directory);
  await rm(directory, { recursive: true });
  return length;
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
