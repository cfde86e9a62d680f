import type { Command } from '../command.ts';
import { EXIT } from '../exit-code.ts';
import { branchOption, openSource } from '../ledger/source.ts';
import { isConfirmed, isUnreplayed, showVerifyJson, showVerifyText } from '../ledger/verify-report.ts';
import { readDemands, verifyOpened } from '../ledger/verify-source.ts';
import { Workspace } from '../workspace.ts';

export const ledgerVerify: Command = {
  usage:
    'SOURCE [--key VKEY]… [--since CHECKPOINT] [--policy FILE [--max-age HOURS]] [--bytes-only] [--replay] [--pin] [--format text|json]',
  about: [
    'Was anything in this ledger changed, removed, reordered or replaced? SOURCE is a clone, a bare repository, or a URL that git can clone. Verified are the signature, every entry, bundle and tile, the root, and that the history of the branch only ever appended.',
    'Without a key, the key that the branch names is only shown (exit 3): compare it with the one that was published elsewhere. A shallow clone is verified against its checkpoint; what was before is said to be not checked.',
    'Entries that a later version wrote, of a kind or by a schema that this one does not know, are verified as bytes, counted and named: they are no fault. With --bytes-only this is so for all of them.',
    'Where the branch with evidence is there too, each of its documents is compared with its digest; what was erased, withheld or not written yet is counted and named, and is no fault. With --replay every decision is made again from it.',
    'With --policy enough witnesses have to have cosigned a checkpoint of the branch: what they saw nobody can take back. When they did is told; --max-age makes too long ago a problem.',
    'JSON: {"version": 1, "ok", "size", "root", "origin", "problems": [{"code", "index", "commit", "message"}], "ref", "commit", "keys", "trust", "pinned", "rotations", "predecessor", "checked", "unknown": [{"predicateType", "entries"}], "history", "since", "witnesses", "evidence", "replay"}.',
  ],
  arguments: { least: 1, most: 1 },
  options: [
    branchOption,
    {
      name: 'key',
      value: 'VKEY',
      many: true,
      says: 'the key that has to have signed it: name+hexid+base64; an older one leads to those that took its place',
    },
    { name: 'since', value: 'CHECKPOINT', says: 'a file with an older checkpoint: the ledger has to continue it' },
    {
      name: 'policy',
      value: 'FILE',
      says: 'a C2SP tlog-policy: the witnesses that have to have cosigned a checkpoint of the branch',
    },
    { name: 'max-age', value: 'HOURS', says: 'how long ago they may have done so; the app asks them every day' },
    { name: 'replay', says: 'make every decision again from its evidence: the same engine has to decide the same' },
    {
      name: 'bytes-only',
      says: 'signature, hashes, files and history alone: several times as fast; what entries say is not read',
    },
    { name: 'pin', says: 'remember the key for this ledger, in countersign/keys.json of the configuration directory' },
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    "countersign ledger verify https://github.com/acme/shop --key 'countersign.example/acme/shop+3bad2f16+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c'",
    'countersign ledger verify https://github.com/acme/shop --pin',
    'countersign ledger verify ./shop --since last-month.checkpoint --format json',
    'countersign ledger verify ./shop --bytes-only',
    'countersign ledger verify ./shop --policy witnesses.policy --max-age 26',
    'countersign ledger verify https://github.com/acme/api --replay --pin',
  ],
  async run(words, io) {
    const demands = await readDemands(words, io);
    const [name = ''] = words.positionals;
    using workspace = new Workspace(io);
    const temporary = workspace.path;
    const source = await openSource({ source: name, temporary, io, branch: words.value('branch') });
    const report = await verifyOpened({ words, io, demands, opened: { name, source, temporary } });
    await io.out(words.value('format') === 'json' ? showVerifyJson(report) : showVerifyText(report, io.colours));
    if (!report.verification.ok) return EXIT.no;
    return isConfirmed(report) && !isUnreplayed(report) ? EXIT.yes : EXIT.undetermined;
  },
};
