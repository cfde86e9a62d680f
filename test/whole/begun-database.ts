import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { silentLog } from '../../src/base/log.ts';
import { bossTables, QUEUE_SETTINGS, QUEUES } from '../../src/store/boss.ts';
import { POSTGRES_MAJOR } from '../../src/store/databases/pglite-start.ts';
import { migrations } from '../../src/store/migrate.ts';
import { openStore } from '../../src/store/open-store.ts';

/**
 * Puts the embedded database into a data directory as a first start would leave it: made once for this source, then
 * copied, which takes a tenth of the time. First starts themselves are tried by test/store and by test/main.
 */
export async function beginDatabase(data: string): Promise<void> {
  const made = JSON.stringify([POSTGRES_MAJOR, migrations, bossTables(), QUEUES, QUEUE_SETTINGS]);
  const name = createHash('sha256').update(made).digest('hex').slice(0, 16);
  const kept = join(tmpdir(), `countersign-tests-${process.getuid?.() ?? 'user'}`, name);
  if (!existsSync(kept)) await keep(kept);
  cpSync(kept, join(data, 'database'), { recursive: true });
}

/** Moved into place whole: another worker may be doing the same, and whoever comes second is content with the first. */
async function keep(place: string): Promise<void> {
  mkdirSync(join(place, '..'), { recursive: true, mode: 0o700 });
  const unfinished = mkdtempSync(`${place}.`);
  const store = await openStore({ directory: unfinished, log: silentLog, clock: systemClock });
  await store.close();
  try {
    renameSync(join(unfinished, 'database'), place);
  } catch (error) {
    if (!existsSync(place)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}
