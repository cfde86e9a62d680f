import { faultCodes } from '../../../src/base/fault-codes.ts';
import type { ProcessLog } from '../crew.ts';
import type { Scene } from '../scene.ts';
import type { Broken } from './broken.ts';

const ERROR = 50;
const TOKEN = /gh[ps]_[A-Za-z0-9]{8}/;
const PRIVATE_KEY = /PRIVATE KEY-----/;

/** No error, no secret, nothing that an outsider wrote, and every line in the form of a log. */
export function checkLogs(logs: readonly ProcessLog[], scene: Scene): readonly Broken[] {
  const secrets = [scene.webhookSecret, ...[scene.privateKey, scene.ledgerKey].flatMap(linesOfKey)];
  const forbidden = [...secrets, scene.marker];
  const broken: Broken[] = [];
  const say = (message: string): void => void broken.push({ invariant: 'logs', about: null, message });
  for (const { lines, rest, wasKilled } of logs) {
    for (const line of [...lines, rest]) {
      if (forbidden.some((text) => line.includes(text)) || TOKEN.test(line) || PRIVATE_KEY.test(line))
        say(`a secret or a payload: ${line.slice(0, 500)}`);
    }
    for (const line of lines) {
      const { level, code } = JSON.parse(line) as Line;
      // An alert has a code of its own: it is about what people did, not about what we could not do.
      const isAlert = code !== undefined && !Object.hasOwn(faultCodes, code);
      const isError = (level ?? ERROR) >= ERROR && !isAlert;
      if (isError || code === 'internal.bug') say(`an error: ${line.slice(0, 1_000)}`);
    }
    if (rest !== '' && !wasKilled) say(`no line of a log: ${rest.slice(0, 500)}`);
  }
  return broken;
}

interface Line {
  readonly level?: number;
  readonly code?: string;
}

/** The lines between those that begin and end every key. */
function linesOfKey(pem: string): readonly string[] {
  return pem.split('\n').filter((line) => line.length > 20 && !line.startsWith('-----'));
}
