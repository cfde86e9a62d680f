import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';

export const start: Command = {
  usage: '',
  about: [
    'Runs the app until it is told to stop (SIGTERM, Ctrl-C): webhooks are served, changes are judged, decisions are recorded. Its settings are environment variables or a file .env; .env.example names them all.',
    'Without credentials a set-up page is served on localhost; with bad ones it refuses to start and lists every problem.',
  ],
  arguments: { least: 0, most: 0 },
  options: [],
  examples: ['countersign start'],
  async run() {
    const { main } = await import('../../main.ts');
    await main();
    return EXIT.yes;
  },
};
