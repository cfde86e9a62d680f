/**
 * Judges open pull requests from scratch: an empty database, the same GitHub, no webhook. A process of its own, because it
 * lives by the fast clock. Reads a list of pull requests as JSON from standard input, writes one decision a line.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { compose } from '../../src/app/compose.ts';
import { readConfig } from '../../src/app/config.ts';
import { type Gathered, gather } from '../../src/app/stages/gather.ts';
import { pullRequestSubject } from '../../src/app/subject.ts';
import { silentLog } from '../../src/base/log.ts';
import { type Decision, decisionOf } from '../../src/policy/decision.ts';
import { evaluate } from '../../src/policy/evaluate.ts';
import type { SubjectRef } from '../../src/store/store.ts';
import { beginDatabase } from '../whole/begun-database.ts';

export interface Asked {
  readonly installation: number;
  readonly repository: { readonly id: number; readonly owner: string; readonly name: string };
  readonly number: number;
}

export interface Judged extends Asked {
  readonly head: string;
  readonly open: boolean;
  readonly decision: Decision;
}

const MOST_ATTEMPTS = 10;
const asked = JSON.parse(await text(process.stdin)) as readonly Asked[];
const data = mkdtempSync(join(tmpdir(), 'countersign-judge-'));
await beginDatabase(data);
const config = readConfig({ ...process.env, COUNTERSIGN_DATA: data });
const context = await compose(config, { log: silentLog });
for (const { installation, repository, number } of asked) {
  const subject = pullRequestSubject({ installation, repository }, number);
  const { layers, facts, collected } = await gatherPatiently(subject);
  const verdict = evaluate({ layers, facts, at: context.clock.now() });
  const { head, open } = collected.change;
  const judged: Judged = { installation, repository, number, head, open, decision: decisionOf(verdict) };
  process.stdout.write(`${JSON.stringify(judged)}\n`);
}

/** A machine that is busy, by a clock that is fast, answers too late now and then. */
async function gatherPatiently(subject: SubjectRef): Promise<Gathered> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await gather(context, { subject }, null);
    } catch (error) {
      if (attempt === MOST_ATTEMPTS) throw error;
    }
  }
}

await context.store.close();
rmSync(data, { recursive: true, force: true });
process.exit(0);
