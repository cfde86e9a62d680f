import { expect, test } from '@jest/globals';
import { ledgerRepositories, readLedgerConfig } from '../../src/app/ledger-config.ts';
import { formatVkey } from '../../src/ledger/note-key.ts';
import { signer } from '../ledger/sample.ts';

const read = (env: Readonly<Record<string, string>>) => {
  const problems: string[] = [];
  return { config: readLedgerConfig(env, problems, 'https://github.com'), problems };
};

test('without settings a ledger is named after GitHub, and keys come from the data directory', () => {
  const { config, problems } = read({});
  expect(config).toMatchObject({ host: 'github.com', key: null, previousKey: null, lostKey: null, names: 'auto' });
  expect(problems).toEqual([]);
});

test('a lost key is named by a verifier key, whole', () => {
  expect(read({ COUNTERSIGN_LEDGER_KEY_LOST: formatVkey(signer) }).config.lostKey?.keyId).toBe(signer.keyId);
  expect(read({ COUNTERSIGN_LEDGER_KEY_LOST: signer.keyId }).problems).toEqual([
    'COUNTERSIGN_LEDGER_KEY_LOST: a verifier key looks like name+hexid+base64',
  ]);
});

test('what cannot be the host of an origin is refused', () => {
  expect(read({ COUNTERSIGN_LEDGER_HOST: 'two words' }).problems).toEqual([
    'COUNTERSIGN_LEDGER_HOST must be a host name',
  ]);
  expect(read({ COUNTERSIGN_LEDGER_HOST: 'Ledger.Example' }).config.host).toBe('ledger.example');
});

test('the repositories that keep ledgers are one of each owner', () => {
  const problems: string[] = [];
  const found = ledgerRepositories({ COUNTERSIGN_LEDGER_REPOSITORY: 'acme/audit, other/audit' }, problems);
  expect(found.map(({ owner }) => owner)).toEqual(['acme', 'other']);
  ledgerRepositories({ COUNTERSIGN_LEDGER_REPOSITORY: 'acme/audit,Acme/more' }, problems);
  expect(problems).toEqual(['COUNTERSIGN_LEDGER_REPOSITORY may name one repository of each owner']);
});
