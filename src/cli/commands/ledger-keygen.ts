import { Fault } from '../../base/fault.ts';
import { formatVkey, isKeyName } from '../../ledger/note-key.ts';
import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { keyOf, makeKeyFile, readPublicKey } from '../ledger/key-file.ts';
import { showOutside } from '../text.ts';
import type { Words } from '../words.ts';

const FILE = 'ledger-key.pem';

export const ledgerKeygen: Command = {
  usage: '[--out FILE | --public FILE] [--origin NAME]… [--format text|json]',
  about: [
    "Makes a ledger key: Ed25519, PKCS#8 in PEM, in a new file that you alone can read. It says what each ledger's verifier key is: that carries the ledger's name, so one key has one for every ledger.",
    '--public makes none, and says the same of a key that is there. A key of `openssl genpkey -algorithm ed25519` is one as well.',
    'JSON: {"version": 1, "file", "made", "keys": [{"origin", "vkey"}]}.',
  ],
  arguments: { least: 0, most: 0 },
  options: [
    { name: 'out', value: 'FILE', says: `the file to make (default: ${FILE}); one that is there is never overwritten` },
    { name: 'public', value: 'FILE', says: 'a file with a key, private or public: only say its verifier keys' },
    {
      name: 'origin',
      value: 'NAME',
      many: true,
      says: "a ledger's name: host/owner/name, as the first line of its checkpoint says",
    },
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    'countersign ledger keygen --out new-key.pem --origin github.com/acme/shop',
    'countersign ledger keygen --public new-key.pem --origin github.com/acme/shop --format json',
  ],
  async run(words, io) {
    const made = await makeOrRead(words);
    await io.out(words.value('format') === 'json' ? showJson(made) : showText(made));
    return EXIT.yes;
  },
};

interface Made {
  readonly file: string;
  readonly isNew: boolean;
  readonly keys: readonly { readonly origin: string; readonly vkey: string }[];
}

async function makeOrRead(words: Words): Promise<Made> {
  const known = words.value('public');
  if (known !== null && words.value('out') !== null)
    throw new Fault('cli.usage', 'Either a key is made (--out), or one that is there is shown (--public)');
  const origins = words.values('origin');
  const wrong = origins.find((origin) => !isKeyName(origin));
  if (wrong !== undefined)
    throw new Fault('cli.usage', `${wrong} is no name of a ledger: it holds white space or a plus sign`);
  const file = known ?? words.value('out') ?? FILE;
  const key = known === null ? await makeKeyFile(file) : await readPublicKey(file);
  const keys = origins.map((origin) => ({ origin, vkey: formatVkey(keyOf(origin, key)) }));
  return { file, isNew: known === null, keys };
}

function showText({ file, isNew, keys }: Made): string {
  const lines = [
    ...(isNew ? [`key    ${showOutside(file)}: keep a copy elsewhere, ledgers cannot be continued without it`] : []),
    ...keys.map(({ vkey }) => `vkey   ${showOutside(vkey)}`),
    ...(keys.length === 0 ? ["       --origin NAME says a ledger's verifier key; --public shows it later"] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function showJson({ file, isNew, keys }: Made): string {
  return `${JSON.stringify({ version: 1, file, made: isNew, keys }, null, 2)}\n`;
}
