import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import {
  checkCompose,
  checkDockerfile,
  compareDeployment,
  healthCheckOf,
  namesInCompose,
  namesInDockerfile,
} from '../../scripts/house/deployment.ts';
import { namesRead } from '../../scripts/house/settings.ts';
import { readConfig } from '../../src/app/config.ts';
import { listen } from '../../src/app/server.ts';
import { readText } from './project.ts';

const read = namesRead(readConfig);
const dockerfile = readText('Dockerfile');
const compose = readText('compose.yaml');

describe('this project', () => {
  test('the Dockerfile builds on a pinned base, for somebody who is not root, with no secret in it', () =>
    expect(checkDockerfile(dockerfile)).toEqual([]));

  test('the image fixes only settings that exist', () =>
    expect(namesInDockerfile(dockerfile).filter((name) => !read.includes(name))).toEqual([]));

  test('compose.yaml gives no secret a default, and writes into volumes only', () =>
    expect(checkCompose(compose, ['database'])).toEqual([]));

  test('compose.yaml sets what the app reads, and can set all of it', () => {
    // A rotation comes once in years: the operating page shows the file that says it beside this one.
    const rotation = ['PREVIOUS', 'PREVIOUS_PATH', 'LOST'].map((name) => `COUNTERSIGN_LEDGER_KEY_${name}`);
    const fixed = [
      'PRIVATE_KEY',
      'COUNTERSIGN_LEDGER_KEY',
      'HOST',
      'PORT',
      'COUNTERSIGN_DATA',
      ...rotation,
      'COUNTERSIGN_WITNESS_POLICY_PATH',
    ];
    const deployment = { place: 'compose.yaml', names: namesInCompose(compose, 'app'), fixed };
    expect(compareDeployment(read, deployment)).toEqual([]);
  });

  test('what the image needs is let in, and nothing beside it', () => {
    const lines = readText('.dockerignore').split('\n');
    const [everything, ...rest] = lines.filter((line) => line !== '' && !line.startsWith('#'));
    const inputs = [...dockerfile.matchAll(/^COPY (?!--from)(.*) \S+$/gm)].flatMap((copy) =>
      (copy[1] ?? '').split(' '),
    );
    expect(everything).toBe('*');
    expect(
      rest
        .filter((line) => line.startsWith('!'))
        .map((line) => line.slice(1))
        .toSorted(),
    ).toEqual([...new Set(inputs)].toSorted());
  });
});

test('the health check of the image follows the app', async () => {
  let ready = true;
  const onWebhook = async (): Promise<void> => undefined;
  const server = await listen({
    host: '127.0.0.1',
    port: 0,
    webhookPath: '/hooks',
    health: { isAlive: () => true, lacks: async () => (ready ? [] : ['database']), beginStop: () => undefined },
    onWebhook,
  });
  const [, ...args] = healthCheckOf(dockerfile);
  const env = { PORT: new URL(server.url).port };
  const check = () =>
    promisify(execFile)(process.execPath, args, { env }).then(
      () => 0,
      ({ code }: { readonly code: number }) => code,
    );
  expect(await check()).toBe(0);
  ready = false;
  expect(await check()).toBe(1);
  await server.close(0);
  expect(await check()).toBe(1);
});

describe('a Dockerfile', () => {
  const base = `node:24@sha256:${'a'.repeat(64)}`;
  const good = `FROM ${base} AS build\nFROM ${base}\nCOPY a b ./\nUSER 1000:1000\nSTOPSIGNAL SIGTERM\nHEALTHCHECK --interval=1s \\\n  CMD ["node", "-e", "1"]\n`;
  test('that is good passes', () => {
    expect(checkDockerfile(good)).toEqual([]);
    expect(healthCheckOf(good)).toEqual(['node', '-e', '1']);
  });
  test.each([
    ['a tag alone', good.replace(`FROM ${base} AS`, 'FROM node:24 AS'), /is not pinned/],
    ['two bases', good.replace('aaa AS', 'aab AS'), /different bases/],
    ['root', good.replace('USER 1000:1000', 'USER root'), /not root/],
    ['root in the end', `${good}USER 0\n`, /not root/],
    ['no health check', good.replace('HEALTHCHECK', '# '), /no HEALTHCHECK/],
    ['a health check by curl', good.replace('"node", "-e", "1"', '"curl", "x"'), /a program that/],
    ['another signal', good.replace('SIGTERM', 'SIGINT'), /not the signal/],
    ['a secret', `${good}ARG NPM_TOKEN\n`, /secret into a layer/],
    ['everything', `${good}COPY . .\n`, /takes more/],
  ])('with %s is told', (_, text, reason) => expect(checkDockerfile(text).join()).toMatch(reason));
});

describe('a compose file', () => {
  const good = `services:
  app:
    read_only: true
    ports: ['127.0.0.1:1:1']
    environment: { WEBHOOK_SECRET: '\${A:?say it}', PRIVATE_KEY_PATH: /run/secrets/a, LOG_LEVEL: info }
`;
  test('that is good passes', () => expect(checkCompose(good, [])).toEqual([]));
  test.each([
    [
      'a secret with a default',
      good.replace('A:?say it', 'A:-admin'),
      'app: WEBHOOK_SECRET has a default, or stands here',
    ],
    ['a secret in it', good.replace(`\${A:?say it}`, 'hunter2'), 'app: WEBHOOK_SECRET has a default, or stands here'],
    ['files that can be written', good.replace('read_only: true', 'init: true'), 'app can write into its own files'],
    ['an open port', good.replace('127.0.0.1:', ''), 'app opens 1:1 to the network'],
  ])('with %s is told', (_, text, problem) => expect(checkCompose(text, [])).toEqual([problem]));
});

test('a name that nothing reads, and one that cannot be set, are told', () => {
  expect(compareDeployment(['PORT', 'HOST'], { place: 'here', names: ['PORT', 'PROT'], fixed: ['X'] })).toEqual([
    'here sets PROT, and nothing reads it',
    'here has no place for HOST',
    'here: X is no setting',
  ]);
});
