import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { isNotSetUp, readApi, readConfig, readEnvironment, readPort } from '../../src/app/config.ts';
import { Fault } from '../../src/base/fault.ts';

const pem = (type: 'rsa' | 'ed25519'): string => {
  const pair = type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 2048 }) : generateKeyPairSync('ed25519');
  return pair.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
};
const rsa = pem('rsa');
const good = { APP_ID: '12', PRIVATE_KEY: rsa, WEBHOOK_SECRET: 'f3b1c2d4e5a6978812345678' };

const problemsOf = (env: Record<string, string | undefined>): string[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    expect(error).toBeInstanceOf(Fault);
    return (error as Fault).details['problems'] as string[];
  }
};

describe('readConfig', () => {
  test('takes what Probot documents, with defaults for the rest', () => {
    const config = readConfig(good);
    expect(config).toMatchObject({
      appId: 12,
      port: 3000,
      webhookPath: '/api/github/webhooks',
      api: 'https://api.github.com',
    });
    expect(config.ledger).toMatchObject({
      host: 'github.com',
      key: null,
      previousKey: null,
      lostKey: null,
      window: 10_000,
      names: 'auto',
    });
  });

  test('a rate of records for people from outside is a whole number, and not nothing', () => {
    expect(readConfig(good).outsiderRate).toBe(30);
    expect(readConfig({ ...good, COUNTERSIGN_OUTSIDER_RATE: '5' }).outsiderRate).toBe(5);
    for (const rate of ['0', '-1', '10001'])
      expect(problemsOf({ ...good, COUNTERSIGN_OUTSIDER_RATE: rate })).toEqual([
        'COUNTERSIGN_OUTSIDER_RATE must be a whole number from 1 to 10000',
      ]);
  });

  test('a policy that GitHub fails to show counts for an hour, or as long as somebody says, which may be never', () => {
    expect(readConfig(good).policyGrace).toBe(3_600_000);
    expect(readConfig({ ...good, COUNTERSIGN_POLICY_GRACE: '0' }).policyGrace).toBe(0);
    expect(problemsOf({ ...good, COUNTERSIGN_POLICY_GRACE: '86400001' })).toEqual([
      'COUNTERSIGN_POLICY_GRACE must be a whole number from 0 to 86400000',
    ]);
  });

  test('a rate of sweeps is a whole number, and not nothing', () => {
    expect(readConfig(good).sweepRate).toBe(60);
    expect(readConfig({ ...good, COUNTERSIGN_SWEEP_RATE: '600' }).sweepRate).toBe(600);
    for (const rate of ['0', '-1', '1.5', 'fast', '100001'])
      expect(problemsOf({ ...good, COUNTERSIGN_SWEEP_RATE: rate })).toEqual([
        'COUNTERSIGN_SWEEP_RATE must be a whole number from 1 to 100000',
      ]);
  });

  test('one repository of each owner may hold the ledger of all', () => {
    const read = (value: string) => readConfig({ ...good, COUNTERSIGN_LEDGER_REPOSITORY: value }).ledger.repositories;
    expect(read('acme/audit')).toEqual([{ owner: 'acme', name: 'audit' }]);
    expect(read('acme/audit, octo/ledger.all')).toHaveLength(2);
    for (const value of ['audit', 'acme/audit,', 'acme/audit other/x', 'https://github.com/acme/audit'])
      expect(problemsOf({ ...good, COUNTERSIGN_LEDGER_REPOSITORY: value })).toEqual([
        'COUNTERSIGN_LEDGER_REPOSITORY must be OWNER/REPOSITORY, or several with commas between them',
      ]);
    expect(problemsOf({ ...good, COUNTERSIGN_LEDGER_REPOSITORY: 'acme/audit,Acme/other' })).toEqual([
      'COUNTERSIGN_LEDGER_REPOSITORY may name one repository of each owner',
    ]);
  });

  test('lists every problem at once, the webhook secret above all', () => {
    const problems = problemsOf({
      PORT: 'http',
      COUNTERSIGN_FLOOR: 'acme',
      LOG_LEVEL: 'loud',
      DATABASE_URL: 'mysql://x',
      GITHUB_API_URL: 'x',
    });
    for (const name of [
      'APP_ID',
      'PRIVATE_KEY',
      'WEBHOOK_SECRET',
      'PORT',
      'COUNTERSIGN_FLOOR',
      'LOG_LEVEL',
      'DATABASE_URL',
      'GITHUB_API_URL',
    ]) {
      expect(problems.join('\n')).toContain(name);
    }
    expect(problems).toHaveLength(8);
  });

  test.each(['development', 'Secret', 'short'])('refuses the webhook secret %s', (secret) => {
    expect(problemsOf({ ...good, WEBHOOK_SECRET: secret })).toHaveLength(1);
  });

  test('never quotes a key or a secret', () => {
    const secret = 'not-a-key-but-very-secret';
    expect(problemsOf({ ...good, PRIVATE_KEY: secret, WEBHOOK_SECRET: 'short' }).join('\n')).not.toMatch(
      /very-secret|short$/m,
    );
  });

  test.each([
    ['with written-out newlines', rsa.replaceAll('\n', '\\n')],
    ['in quotes', `"${rsa.replaceAll('\n', '\\n')}"`],
    ['in base64', Buffer.from(rsa).toString('base64')],
  ])('takes a private key %s', (_how, key) => {
    expect(readConfig({ ...good, PRIVATE_KEY: key }).privateKey).toContain('-----BEGIN');
  });

  test('reads keys from files, and says which file cannot be read', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'cs-config-')), 'ledger.pem');
    writeFileSync(path, pem('ed25519'));
    expect(readConfig({ ...good, COUNTERSIGN_LEDGER_KEY_PATH: path }).ledger.key).toContain('-----BEGIN');
    expect(problemsOf({ ...good, COUNTERSIGN_LEDGER_KEY_PATH: `${path}.gone` })).toEqual([
      `COUNTERSIGN_LEDGER_KEY_PATH names a file that cannot be read: ${path}.gone`,
    ]);
  });

  test('wants the right kind of key in each place', () => {
    expect(problemsOf({ ...good, PRIVATE_KEY: pem('ed25519') })[0]).toContain('rsa is needed');
    expect(problemsOf({ ...good, COUNTERSIGN_LEDGER_KEY: rsa })[0]).toContain('ed25519 is needed');
  });

  test('takes the key before the ledger key, and one that was lost', () => {
    const { ledger } = readConfig({ ...good, COUNTERSIGN_LEDGER_KEY_PREVIOUS: pem('ed25519') });
    expect(ledger).toMatchObject({ key: null, previousKey: expect.stringContaining('-----BEGIN'), lostKey: null });
    expect(problemsOf({ ...good, COUNTERSIGN_LEDGER_KEY_PREVIOUS: rsa })[0]).toContain('ed25519 is needed');
    const lost = 'countersign.example/acme/shop+3bad2f16+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c';
    expect(readConfig({ ...good, COUNTERSIGN_LEDGER_KEY_LOST: lost }).ledger.lostKey?.keyId).toBe('3bad2f16');
    expect(problemsOf({ ...good, COUNTERSIGN_LEDGER_KEY_LOST: '3bad2f16' })).toEqual([
      'COUNTERSIGN_LEDGER_KEY_LOST: a verifier key looks like name+hexid+base64',
    ]);
  });

  test('knows GitHub Enterprise Server', () => {
    const config = readConfig({ ...good, GHE_HOST: 'git.acme.example' });
    expect(config.api).toBe('https://git.acme.example/api/v3');
    expect(config.ledger.host).toBe('git.acme.example');
  });
});

test('the port can be read alone, before there are credentials', () => {
  expect(readPort({})).toBe(3000);
  expect(readPort({ PORT: '0' })).toBe(0);
  for (const PORT of ['http', '65536', '-1'])
    expect(() => readPort({ PORT })).toThrow(expect.objectContaining({ code: 'config.invalid' }));
});

describe('the environment', () => {
  test('wins over the .env file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'cs-env-'));
    writeFileSync(join(folder, '.env'), 'APP_ID=7\nPATH=overruled\n');
    const env = readEnvironment(folder);
    expect(env['APP_ID']).toBe('7');
    expect(env['PATH']).toBe(process.env['PATH']);
  });

  test('a half set-up is a mistake, none at all is a beginning', () => {
    expect(isNotSetUp({})).toBe(true);
    expect(isNotSetUp({ APP_ID: '1' })).toBe(false);
  });
});

test('the address of the REST interface alone needs nothing else', () => {
  expect(readApi({})).toBe('https://api.github.com');
  expect(readApi({ GHE_HOST: 'git.acme.example' })).toBe('https://git.acme.example/api/v3');
  expect(readApi({ GITHUB_API_URL: 'http://127.0.0.1:1/', GHE_HOST: 'x' })).toBe('http://127.0.0.1:1');
  expect(() => readApi({ GITHUB_API_URL: 'nowhere' })).toThrow('GITHUB_API_URL is not a URL');
});
