import type { Ended } from '../../../src/app/builds/ended.ts';
import type { EndedRun, EndedSuite } from '../../../src/github/hint.ts';
import { oid } from '../deliveries.ts';

/** A run and a suite that ended, as their webhooks say. */

const dana = { id: 5, login: 'dana', type: 'user' } as const;

export const run: EndedRun = {
  is: 'run',
  id: 9,
  attempt: 1,
  path: '.github/workflows/ci.yml',
  event: 'push',
  starter: dana,
  startedAt: null,
};

export const suite: EndedSuite = { is: 'suite', id: 5, app: 12, checks: 3 };

export const ended: Ended = {
  commit: oid(1),
  branch: 'main',
  outcome: 'success',
  actor: dana,
  at: null,
  of: run,
  repository: 70,
  guid: 'a-guid',
  heardAt: 0,
};
