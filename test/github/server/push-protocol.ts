/** As much of git's push protocol (gitprotocol-pack) as it takes to read what is pushed, and to refuse it like GitHub. */
export interface PushCommand {
  readonly before: string;
  readonly after: string;
  readonly ref: string;
}

export interface PushRequest {
  readonly commands: readonly PushCommand[];
  readonly capabilities: ReadonlySet<string>;
  /** The pack; empty when only refs are deleted. */
  readonly pack: Buffer;
}

export function readPushCommands(body: Buffer): PushRequest {
  const commands: PushCommand[] = [];
  let capabilities: ReadonlySet<string> = new Set();
  let at = 0;
  for (;;) {
    const length = Number.parseInt(body.subarray(at, at + 4).toString('latin1'), 16);
    if (!(length >= 4)) {
      at += 4;
      break;
    }
    const [text = '', list] = body
      .subarray(at + 4, at + length)
      .toString('utf8')
      .split('\0', 2);
    if (list !== undefined) capabilities = new Set(list.trim().split(' '));
    const [before = '', after = '', ...ref] = text.trimEnd().split(' ');
    if (ref.length > 0) commands.push({ before, after, ref: ref.join(' ') });
    at += length;
  }
  const pack = body.indexOf('PACK', at);
  return { commands, capabilities, pack: pack < 0 ? Buffer.alloc(0) : body.subarray(pack) };
}

/** Nothing of the push is taken when a rule refuses one ref of it. */
export function refusePush(
  { commands, capabilities }: PushRequest,
  { ref, violations }: { ref: string; violations: readonly string[] },
): Buffer {
  const report = Buffer.concat([
    line('unpack ok\n'),
    ...commands.map((command) => line(`ng ${command.ref} push declined due to repository rule violations\n`)),
    Buffer.from('0000'),
  ]);
  if (!capabilities.has('side-band-64k')) return report;
  const sentences = [
    `error: GH013: Repository rule violations found for ${ref}.`,
    '',
    ...violations.map((violation) => `- ${violation}`),
    '',
  ];
  const said = sentences.map((sentence) => band(2, Buffer.from(`${sentence}\n`)));
  return Buffer.concat([...said, band(1, report), Buffer.from('0000')]);
}

function line(text: string): Buffer {
  const body = Buffer.from(text);
  return Buffer.concat([Buffer.from((body.length + 4).toString(16).padStart(4, '0')), body]);
}

function band(number: 1 | 2, body: Buffer): Buffer {
  const head = Buffer.from((body.length + 5).toString(16).padStart(4, '0'));
  return Buffer.concat([head, Buffer.from([number]), body]);
}
