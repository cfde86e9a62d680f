import { pino } from 'pino';
import type { Log } from '../base/log.ts';
import type { Config } from './config.ts';

/** What must never reach a log, wherever it stands in the fields. */
const SECRETS = ['privateKey', 'webhookSecret', 'token', 'authorization', 'key', 'payload'];

/** JSON lines on standard output, or coloured lines for people. */
export function createLog({ logLevel, logFormat }: Pick<Config, 'logLevel' | 'logFormat'>): Log {
  return pino({
    level: logLevel,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
    ...(logFormat === 'pretty' ? { transport: { target: 'pino-pretty', options: { ignore: 'pid,hostname' } } } : {}),
  });
}
