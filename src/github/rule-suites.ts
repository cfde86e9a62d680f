import { isFault } from '../base/fault.ts';
import type { Api } from './api.ts';
import { readOid } from './facts/commits.ts';
import type { Place } from './place.ts';
import type { Reader } from './reader.ts';

/** Somebody moved a ref past its rules. The shape of app/ports.ts, Bypass. */
export interface Bypass {
  /** GitHub's number of the rule suite. */
  readonly suite: number;
  /** Numeric id of whoever did it; null: GitHub does not say. */
  readonly by: number | null;
  /** Types of the rules that were not kept, in GitHub's words. */
  readonly rules: readonly string[];
}

interface Moved {
  /** Full ref. */
  readonly ref: string;
  /** Null: there was none, or there is none any more. */
  readonly before: string | null;
  readonly after: string | null;
  /** How far back it may be; GitHub keeps suites for a month. */
  readonly period: 'hour' | 'day' | 'week' | 'month';
}

/** Null: none is known. That none was bypassed it does not say: the app may not be allowed to read it. */
export async function readBypass(api: Api, names: Place['repository'], moved: Moved): Promise<Bypass | null> {
  try {
    const suite = await findSuite(api, names, moved);
    return suite === null ? null : await readSuite(api, names, suite);
  } catch (error) {
    if (isFault(error, 'github.forbidden') || isFault(error, 'github.not-found')) return null;
    throw error;
  }
}

async function findSuite(
  api: Api,
  { id, owner, name }: Place['repository'],
  { ref, before, after, period }: Moved,
): Promise<number | null> {
  const { body } = await api.rest('GET /repos/{owner}/{repo}/rulesets/rule-suites', {
    owner,
    repo: name,
    ref,
    time_period: period,
    rule_suite_result: 'bypass',
    per_page: 100,
  });
  const found = body
    .list()
    .find(
      (suite) =>
        suite.at('repository_id').count() === id &&
        isAt(suite.at('before_sha'), before) &&
        isAt(suite.at('after_sha'), after),
    );
  return found?.at('id').count() ?? null;
}

const NONE = /^0+$/;

function isAt(said: Reader, oid: string | null): boolean {
  const found = said.maybe(readOid);
  return oid === null ? found === null || NONE.test(found) : found === oid;
}

async function readSuite(api: Api, { owner, name }: Place['repository'], suite: number): Promise<Bypass> {
  const { body } = await api.rest('GET /repos/{owner}/{repo}/rulesets/rule-suites/{rule_suite_id}', {
    owner,
    repo: name,
    rule_suite_id: suite,
  });
  const failed = body
    .at('rule_evaluations')
    .list()
    .filter((rule) => rule.at('enforcement').text() === 'active' && rule.at('result').text() === 'fail');
  return {
    suite,
    by: body.at('actor_id').maybe((id) => id.count()),
    rules: [...new Set(failed.map((rule) => rule.at('rule_type').text()))],
  };
}
