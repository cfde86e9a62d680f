import { Fault } from '../../base/fault.ts';
import { isJsonObject } from '../../base/json.ts';
import type { Command } from '../command.ts';
import { ask } from '../control/ask.ts';
import { count, showJson } from '../text.ts';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const jobsRetry: Command = {
  usage: 'ID…|--all [--format text|json]',
  about: [
    'Puts jobs back at once, with all their attempts before them: those that were given up, or that wait for their next attempt. ID is what `jobs list` shows. --all: all that were given up. A job that is tried again has another id.',
    'Exit 1: one of the ids is no such job, because it runs, has ended, or was put back before; the others are put back.',
    'JSON: {"version": 1, "retried": [ids], "missing": [ids]}.',
  ],
  arguments: { least: 0, most: Number.POSITIVE_INFINITY },
  options: [
    { name: 'all', says: 'all that were given up' },
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    'countersign jobs retry --all',
    'countersign jobs retry 3f0c9f0e-6a57-4c1e-9e0b-2a7d53c1a001 --format json',
  ],
  async run(words, io) {
    const { positionals } = words;
    if (words.has('all') === positionals.length > 0)
      throw new Fault('cli.usage', 'Either name jobs by their ids, or give --all');
    const wrong = positionals.find((id) => !ID.test(id));
    if (wrong !== undefined) throw new Fault('cli.usage', `${JSON.stringify(wrong)} is no id of a job`);
    const retried: string[] = [];
    const request = { ids: words.has('all') ? null : [...positionals] };
    for await (const item of ask({ command: 'jobs-retry', request, io })) {
      const found = isJsonObject(item) ? item['retried'] : null;
      if (Array.isArray(found)) retried.push(...found.filter((id) => typeof id === 'string'));
    }
    const missing = positionals.filter((id) => !retried.includes(id));
    const isJson = words.value('format') === 'json';
    await io.out(isJson ? `${showJson({ version: 1, retried, missing })}\n` : showText(retried, missing));
    return missing.length === 0 ? 0 : 1;
  },
};

function showText(retried: readonly string[], missing: readonly string[]): string {
  const gone = missing.map((id) => `${id} waits for nothing: it runs, has ended, or was put back before.`);
  return `${[`${count(retried.length, 'job')} put back.`, ...gone].join('\n')}\n`;
}
