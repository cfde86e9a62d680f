import { pino } from 'pino';
import type { Log } from '../base/log.ts';
import type { Config } from './config.ts';
import { scopeFields } from './observe/scope.ts';

/** What must never reach a log, wherever it stands in the fields. */
const SECRETS = new Set(['privateKey', 'webhookSecret', 'secret', 'token', 'authorization', 'pem', 'payload']);
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;
const CENSORED = '[secret]';
/** Below this nothing is shown, so nothing has to be looked at. */
const DEEPEST = 6;

/** JSON lines on standard output, or coloured lines for people. */
export function createLog({ logLevel, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>): Log {
  return pino({
    level: logLevel,
    mixin: () => ({ ...scopeFields() }),
    formatters: { log: (fields) => censorFields(fields, DEEPEST) },
    ...(logFormat === 'pretty' ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } } : {}),
  });
}

function censorFields(fields: Readonly<Record<string, unknown>>, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, SECRETS.has(name) ? CENSORED : censor(value, depth)]),
  );
}

/** `key` is no secret by its name, because jobs and subjects have keys; a private key is one by what it holds. */
function censor(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return PRIVATE_KEY.test(value) ? CENSORED : value;
  if (typeof value !== 'object' || value === null) return value;
  // Not with all that others hang onto it: octokit's hold the request and its headers.
  if (value instanceof Error) return censor(value.message, depth);
  if ('toJSON' in value) return value;
  if (depth === 0) return '[…]';
  if (Array.isArray(value)) return value.map((each) => censor(each, depth - 1));
  return censorFields({ ...value }, depth - 1);
}
