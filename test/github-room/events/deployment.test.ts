import { describe, expect, test } from '@jest/globals';
import { readEvent } from '../../../src/github/events.ts';
import type { Hint } from '../../../src/github/hint.ts';
import { oid } from '../gql.ts';
import { by, dana, envelope, place } from './examples.ts';

const amir = { id: 6, login: 'amir', type: 'User' };
const actions = { id: 41_898_282, login: 'github-actions[bot]', type: 'Bot' };
const callback = 'https://api.github.com/repos/acme/shop/actions/runs/77/deployment_protection_rule';

type Payload = Readonly<Record<string, unknown>>;

/** The same without one field, for each of its fields. */
const withoutEach = (payload: Payload): readonly (readonly [string, Payload])[] =>
  Object.keys(payload).map((left) => [left, without(payload, left)]);
const without = (payload: Payload, left: string): Payload =>
  Object.fromEntries(Object.entries(payload).filter(([field]) => field !== left));
const malformed = expect.objectContaining({ code: 'webhook.malformed' });

function outcome(event: string, payload: Payload): unknown {
  try {
    return readEvent(event, payload);
  } catch (error) {
    return error;
  }
}

describe('a job that waits for our word', () => {
  const asked = {
    ...envelope,
    action: 'requested',
    environment: 'production',
    event: 'push',
    deployment_callback_url: callback,
    deployment: { id: 12, sha: oid(3), ref: 'main' },
    pull_requests: [],
  };
  const hint: Hint = {
    kind: 'gate',
    place,
    run: 77,
    environment: 'production',
    deployment: 12,
    commit: oid(3),
    ref: 'main',
  };
  const read = (more: object = {}) => readEvent('deployment_protection_rule', { ...asked, ...more });

  test('is asked for', () => {
    expect(read()).toEqual([hint]);
    expect(read({ action: 'invented', deployment_callback_url: null })).toEqual([]);
  });

  test.each(withoutEach(asked))('without its %s is asked for all the same, or malformed', (left, payload) => {
    const needed = ['installation', 'repository', 'action', 'environment', 'deployment_callback_url'];
    const rest = left === 'deployment' ? { deployment: null, commit: null, ref: null } : {};
    expect(outcome('deployment_protection_rule', payload)).toEqual(
      needed.includes(left) ? malformed : [{ ...hint, ...rest }],
    );
  });

  test.each(withoutEach(asked.deployment))(
    'without the deployment’s %s is asked for all the same',
    (left, deployment) => {
      const field = { id: 'deployment', sha: 'commit', ref: 'ref' }[left] ?? '';
      expect(read({ deployment })).toEqual([{ ...hint, [field]: null }]);
    },
  );

  test.each([
    ['', callback.replace('77', '')],
    ['a run of no number', callback.replace('77', '7x')],
    ['the run 0', callback.replace('77', '0')],
    ['a run beyond all numbers', callback.replace('77', '9'.repeat(16))],
    ['more behind it', `${callback}?x=1`],
    ['a line behind it', `${callback}\n`],
    ['another rule', callback.replace('protection', 'projection')],
    ['no repository', callback.replace('acme/shop', 'shop')],
    ['a way out of the repository', callback.replace('acme/shop', 'acme/shop/../other')],
    ['a number', 77],
    ['nothing', null],
  ])('with an address of %s is malformed', (_, url) => {
    expect(outcome('deployment_protection_rule', { ...asked, deployment_callback_url: url })).toEqual(malformed);
  });

  test('gives of the address only the number: no hint has an address to send anything to', () => {
    const hints = read({ deployment_callback_url: callback.replace('api.github.com', 'evil.example') });
    expect(hints).toEqual([hint]);
    expect(JSON.stringify(hints)).not.toMatch(/evil|https?:/);
  });

  test.each([
    ['an environment without a name', { environment: '' }],
    ['an environment with too long a name', { environment: 'x'.repeat(256) }],
    ['a commit that is none', { deployment: { ...asked.deployment, sha: '--upload-pack' } }],
    ['a deployment without a whole number', { deployment: { ...asked.deployment, id: 1.5 } }],
  ])('with %s is malformed', (_, more) => {
    expect(outcome('deployment_protection_rule', { ...asked, ...more })).toEqual(malformed);
  });
});

describe('what a reviewer said on the run’s page', () => {
  const said = (action: string) => ({ ...envelope, action, workflow_run: { id: 77 }, approver: dana });

  test.each([
    ['approved', by],
    ['rejected', null],
  ])('%s is news of the run', (action, who) => {
    expect(readEvent('deployment_review', said(action))).toEqual([{ kind: 'gate-news', place, run: 77, by: who }]);
  });

  test('that somebody was asked to is none, and neither is a review of nothing', () => {
    expect(readEvent('deployment_review', said('requested'))).toEqual([]);
    expect(readEvent('deployment_review', { ...said('approved'), workflow_run: null })).toEqual([]);
    expect(outcome('deployment_review', { ...said('approved'), workflow_run: { id: 'x' } })).toEqual(malformed);
  });
});

describe('a deployment', () => {
  const status = { state: 'success', creator: actions, created_at: '2026-11-21T14:02:00Z' };
  const run = { id: 77, run_attempt: 2, actor: amir, triggering_actor: dana };
  const told = {
    ...envelope,
    action: 'created',
    deployment_status: status,
    deployment: { id: 12, sha: oid(3), environment: 'production' },
    workflow_run: run,
  };
  const deployed = {
    id: 12,
    commit: oid(3),
    environment: 'production',
    state: 'succeeded',
    run: 77,
    attempt: 2,
    actor: by,
    at: Date.parse('2026-11-21T14:02:00Z'),
    branch: 'main',
  };
  const read = (more: object = {}) => readEvent('deployment_status', { ...told, ...more });
  const of = (more: object = {}) => [{ kind: 'deployed', place, deployed: { ...deployed, ...more } }];

  test.each([
    ['in_progress', 'started'],
    ['success', 'succeeded'],
    ['failure', 'failed'],
    ['error', 'failed'],
  ])('that is %s %s', (state, became) => {
    expect(read({ deployment_status: { ...status, state } })).toEqual(of({ state: became }));
  });

  test.each(['waiting', 'pending', 'queued', 'inactive', 'toString'])('that is %s neither began nor ended', (state) => {
    expect(read({ deployment_status: { ...status, state } })).toEqual([]);
  });

  test('is told once: a status that is edited says nothing new', () => {
    expect(read({ action: 'edited' })).toEqual([]);
  });

  test('is of whoever started this attempt, else of whoever made it', () => {
    const who = { id: 6, login: 'amir', type: 'user' };
    expect(read({ workflow_run: { ...run, triggering_actor: null } })).toEqual(of({ actor: who }));
    const bot = { id: actions.id, login: 'github-actions[bot]', type: 'bot' };
    const outside = of({ run: null, attempt: null, actor: bot });
    expect(read({ workflow_run: null })).toEqual(outside);
    expect(read({ workflow_run: null, deployment_status: { ...status, creator: null } })).toEqual(
      of({ run: null, attempt: null }),
    );
    const nobody = { workflow_run: null, sender: null, deployment_status: { ...status, creator: null } };
    expect(read(nobody)).toEqual(of({ run: null, attempt: null, actor: null }));
  });

  test.each(withoutEach(told))('without its %s is told all the same, or malformed', (left, payload) => {
    const needed = ['installation', 'repository', 'action', 'deployment_status', 'deployment'];
    const found = outcome('deployment_status', payload);
    if (needed.includes(left)) expect(found).toEqual(malformed);
    else expect(found).toMatchObject([{ deployed: { id: 12, state: 'succeeded' } }]);
  });

  test.each([
    ...withoutEach(told.deployment).map(([left, deployment]) => [`deployment’s ${left}`, { deployment }] as const),
    ...['state', 'created_at'].map(
      (left) => [`status’s ${left}`, { deployment_status: without(status, left) }] as const,
    ),
    ['default branch', { repository: without(envelope.repository, 'default_branch') }] as const,
  ])('without the %s is malformed', (_, more) => {
    expect(outcome('deployment_status', { ...told, ...more })).toEqual(malformed);
  });

  test('of an environment without a name, at a time that is none, is malformed', () => {
    const { deployment } = told;
    expect(outcome('deployment_status', { ...told, deployment: { ...deployment, environment: '' } })).toEqual(
      malformed,
    );
    const sometime = { ...status, created_at: 'yesterday' };
    expect(outcome('deployment_status', { ...told, deployment_status: sometime })).toEqual(malformed);
  });
});
