import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readWitnessConfig } from '../../src/app/witness-config.ts';
import { formatVkey } from '../../src/ledger/note-key.ts';
import { mlDsaWitnessFrom, witnessFrom } from '../ledger/witnesses.ts';

const vkey = formatVkey(witnessFrom(1));
const modern = formatVkey(mlDsaWitnessFrom(2));
const policy = `witness A ${vkey} https://a.example/w\nwitness B ${modern} https://b.example\ngroup G any A B\nquorum G\n`;
const named = (text: string) => ({ COUNTERSIGN_WITNESS_POLICY: text });

function read(env: Record<string, string>) {
  const problems: string[] = [];
  return { config: readWitnessConfig(env, problems), problems };
}

test('no policy, no witnesses', () => {
  expect(read({})).toEqual({ config: null, problems: [] });
  expect(read(named(' '))).toEqual({ config: null, problems: [] });
});

test('a policy, with its line ends written out or not, or from a file; it waits unless it is told to go on', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'witness-')), 'policy');
  writeFileSync(path, policy);
  for (const env of [named(policy), named(policy.replaceAll('\n', '\\n')), { COUNTERSIGN_WITNESS_POLICY_PATH: path }]) {
    const { config, problems } = read(env);
    expect(problems).toEqual([]);
    expect(config).toMatchObject({ missing: 'wait', policy: { quorum: { is: 'group', threshold: 1 } } });
    expect(config?.policy.witnesses.map(({ name }) => name)).toEqual(['A', 'B']);
  }
  const goOn = read({ ...named(policy), COUNTERSIGN_WITNESS_QUORUM_MISSING: 'go-on' });
  expect(goOn.config?.missing).toBe('go-on');
});

test.each([
  [
    'a word that is none',
    { ...named(policy), COUNTERSIGN_WITNESS_QUORUM_MISSING: 'ignore' },
    /must be one of wait, go-on/,
  ],
  ['a file that is not there', { COUNTERSIGN_WITNESS_POLICY_PATH: '/nowhere/policy' }, /cannot be read/],
  ['a line that is none', named('witness A\nquorum A\n'), /line 1, column 1/],
  ['no quorum', named(`witness A ${vkey} https://a.example\n`), /no quorum line/],
  ['nobody to ask', named(`witness A ${vkey}\nquorum A\n`), /no witness with a URL/],
  ['nobody at all', named('quorum none\n'), /no witness with a URL/],
  ['a URL of another kind', named(`witness A ${vkey} file:///etc/passwd\nquorum A\n`), /must begin with https/],
  ['a URL with a password', named(`witness A ${vkey} https://me:mine@a.example\nquorum A\n`), /must hold no user name/],
  [
    'too few to ask',
    named(`witness A ${vkey} https://a.example\nwitness B ${modern}\ngroup G all A B\nquorum G\n`),
    /too few for the quorum/,
  ],
])('%s is a problem that names the setting', (_, env, problem) => {
  const { problems } = read(env);
  expect(problems.join('\n')).toMatch(problem);
  expect(problems.every((each) => each.startsWith('COUNTERSIGN_WITNESS_'))).toBe(true);
});
