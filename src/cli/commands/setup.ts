import { Fault, isFault } from '../../base/fault.ts';
import { silentLog } from '../../base/log.ts';
import { type Administered, readAdministered, readAppId } from '../../github/administered.ts';
import type { Api } from '../../github/api.ts';
import { createPersonApi } from '../../github/client.ts';
import { writeRuleset } from '../../github/rulesets.ts';
import { webUrlOf } from '../../github/web-url.ts';
import type { Command } from '../command.ts';
import type { Io } from '../io.ts';
import { showSetupJson } from '../setup/json-report.ts';
import { findLacks } from '../setup/lacks.ts';
import { asPerson } from '../setup/person-fault.ts';
import { type Item, makePlan } from '../setup/plan.ts';
import { type SetupReport, toExitCode } from '../setup/report.ts';
import { basesOf, placeOfLedger, readRequest, type SetupRequest } from '../setup/request.ts';
import { readSituation, type Situation } from '../setup/situation.ts';
import { showSetupText } from '../setup/text-report.ts';
import { type WantedRuleset, wantedRulesets } from '../setup/wanted.ts';

export const setup: Command = {
  usage:
    'OWNER/REPO [--branch NAME]… [--gate BRANCH] [--app-id ID | --app NAME] [--ledger OWNER/REPO] [--apply] [--format text|json]',
  about: [
    'Says which rulesets are missing for real enforcement, and prints the commands that create them; with --apply it creates them. One ruleset for each branch requires the check `countersign: BRANCH`, from this app alone; two protect the branches that the app writes: one lets only the app write countersign/ledger and countersign/evidence, one forbids everybody, the app included, to rewrite or delete countersign/ledger. Evidence has to stay rewritable by the app: that is how it is erased. Where one repository keeps the ledger of all (--ledger), those two belong there alone.',
    'It speaks to GitHub with your token (GITHUB_TOKEN or GH_TOKEN), never as the app. The app does not have the permission "Administration: write", and must not get it: whoever stole its key could switch off the very rules that hold it.',
    'Rulesets of its own are known by their names, and mended where somebody weakened them; what somebody added stays where it does no harm. Those of others are never touched.',
    'JSON: {"version": 1, "ok", "exit", "repository", "app", "ledger", "applied", "rulesets": [{"name", "purpose", "check", "branches", "state", "id", "differences", "by", "done", "request", "command"}], "lacks": [{"code", "text"}]}; states are there, missing, differs, unread.',
  ],
  arguments: { least: 1, most: 1 },
  options: [
    {
      name: 'branch',
      value: 'NAME',
      many: true,
      says: 'a branch that needs the check; again for each (default: the default branch)',
    },
    {
      name: 'gate',
      value: 'BRANCH',
      says: 'all these branches, or patterns of them, share the check of this one: a gate of the floor',
    },
    { name: 'app-id', value: 'ID', says: 'the app that sets the check (default: APP_ID)' },
    { name: 'app', value: 'NAME', says: 'the same by its name: the last part of https://github.com/apps/NAME' },
    {
      name: 'ledger',
      value: 'OWNER/REPO',
      says: 'the repository that keeps one ledger for all (default: that of the owner in COUNTERSIGN_LEDGER_REPOSITORY)',
    },
    { name: 'apply', says: 'create what is missing, and mend what differs' },
    {
      name: 'api',
      value: 'URL',
      says: 'base of the REST interface (default: GITHUB_API_URL, GHE_HOST, or github.com)',
    },
    { name: 'format', value: 'FORMAT', choices: ['text', 'json'], says: 'how the answer is written (default: text)' },
  ],
  examples: [
    'countersign setup acme/shop --app acme-countersign',
    'countersign setup acme/shop --app acme-countersign --branch main --branch release/1.0 --apply',
    "countersign setup acme/shop --app-id 12345 --gate main --branch 'release/*' --format json",
  ],
  async run(words, io) {
    const report = await setUp(readRequest(words, io), io);
    await io.out(words.value('format') === 'json' ? showSetupJson(report) : showSetupText(report, io.colours));
    return toExitCode(report);
  },
};

async function setUp(request: SetupRequest, io: Io): Promise<SetupReport> {
  const { token, baseUrl, names } = request;
  const api = createPersonApi({ token, baseUrl, log: silentLog });
  const named = `${names.owner}/${names.name}`;
  const repository = await asPerson({ kind: 'read', about: named }, readAdministered(api, names));
  const app = await findApp(api, request.app);
  const isElsewhere = placeOfLedger(request.ledger, repository) === 'elsewhere';
  const wanted = wantedRulesets(app.id, basesOf(request, repository), { keepsLedger: !isElsewhere });
  let state = await look(api, repository, wanted);
  let done: SetupReport['done'] = null;
  if (request.apply) {
    done = await apply(api, { repository, items: state.items, io });
    // What stands now is read, not assumed.
    if (done.size > 0) state = await look(api, repository, wanted);
  }
  const about = {
    repository: `${repository.owner}/${repository.name}`,
    isOfOrganization: repository.isOfOrganization,
    appId: app.id,
  };
  const lacks = findLacks({ ...about, situation: state.situation, wanted });
  const ledger = isElsewhere ? request.ledger : null;
  return { repository, app, items: state.items, lacks, ledger, done, host: new URL(webUrlOf(baseUrl)).host };
}

async function findApp(api: Api, app: SetupRequest['app']): Promise<SetupReport['app']> {
  if ('id' in app) return { id: app.id, slug: null };
  return { id: await asPerson({ kind: 'app', about: app.slug }, readAppId(api, app.slug)), slug: app.slug };
}

interface Look {
  readonly situation: Situation;
  readonly items: readonly Item[];
}

async function look(api: Api, repository: Administered, wanted: readonly WantedRuleset[]): Promise<Look> {
  const about = `${repository.owner}/${repository.name}`;
  const situation = await asPerson({ kind: 'read', about }, readSituation(api, repository, wanted));
  return { situation, items: makePlan(situation, wanted, repository.defaultBranch) };
}

interface Application {
  readonly repository: Administered;
  readonly items: readonly Item[];
  readonly io: Io;
}

/** One after the other; what was done before a refusal is said with it, and stays. */
async function apply(
  api: Api,
  { repository, items, io }: Application,
): Promise<ReadonlyMap<string, 'created' | 'updated'>> {
  const about = `${repository.owner}/${repository.name}`;
  const open = items.filter(({ definition }) => definition !== null);
  if (open.length > 0 && !repository.isAdministrator) {
    throw new Fault('github.forbidden', `Only an administrator of ${about} can change its rulesets`, {
      next: 'Use the token of one, or hand over the commands that the same call prints without --apply.',
    });
  }
  const done = new Map<string, 'created' | 'updated'>();
  for (const { definition, id } of open) {
    if (definition === null) continue;
    try {
      await asPerson({ kind: 'write', about }, writeRuleset(api, { names: repository, definition, id }));
    } catch (error) {
      if (!isFault(error) || done.size === 0) throw error;
      const before = [...done].map(([name, what]) => `${what} ${JSON.stringify(name)}`).join(', ');
      throw new Fault(error.code, `${error.message} (before that: ${before})`, { next: error.next ?? '' });
    }
    done.set(definition.name, id === null ? 'created' : 'updated');
    if (io.isWatched) io.err(`${id === null ? 'created' : 'updated'} ${definition.name}\n`);
  }
  return done;
}
