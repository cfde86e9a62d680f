import { beforeEach } from '@jest/globals';
import { fileEntries } from '../../../src/app/archive/file-entries.ts';
import type { Context } from '../../../src/app/context.ts';
import type { Deployed } from '../../../src/app/deployment/deployed.ts';
import { gateSubject } from '../../../src/app/deployment/gate.ts';
import { touchGates } from '../../../src/app/deployment/gate-news.ts';
import { recordDeployments } from '../../../src/app/deployment/record-deployments.ts';
import { notePushed } from '../../../src/app/landing/pushed.ts';
import { recordLandings } from '../../../src/app/landing/record-landings.ts';
import { evaluate } from '../../../src/app/stages/evaluate.ts';
import { report } from '../../../src/app/stages/report.ts';
import type { Json } from '../../../src/base/json.ts';
import type { DeploymentView } from '../../github/control/deployments.ts';
import { later, merge, pushedIn, tipOf } from '../landing/landing-scene.ts';
import { takeSweeps } from '../recovery/recovery-scene.ts';
import { flushOnce, readEntries, runThrough, type Scene, type Shop, useScene } from '../stages/scene.ts';

/** Deployments of a shop whose policy speaks of them: the stages called by hand, as webhooks and workers would. */

export const policy = (require: string): string => `version: 1
people:
  owners: { users: [OWNER] }
tickets:
  jira: { pattern: 'SHOP-\\d+' }
rules:
  - name: the title names a ticket
    require:
      ticket: { from: jira, in: title }
  - name: production
    on: [deployment]
    when: { environment: production }
    require:
${require
  .split('\n')
  .map((line) => `      ${line}`)
  .join('\n')}
`;

export interface Asked {
  readonly key: string;
  readonly run: number;
  readonly id: number;
}

export interface Deploying extends Scene {
  /** Of this requirement on deployments to production. */
  deployingShop(require: string, more?: string): Promise<Shop>;
  /** A merge of what was allowed, told in the ledger; the commit that it became. */
  land(shop: Shop): Promise<string>;
  /** A push straight to main, told in the ledger. */
  pushHot(shop: Shop): Promise<string>;
  /** A run with a job for this commit, and what its webhook leaves. */
  ask(shop: Shop, wanted: { readonly commit: string; readonly environment?: string }): Promise<Asked>;
  /** Judged, recorded, answered. */
  decide(shop: Shop, asked: Asked, context?: Context): Promise<DeploymentView>;
  view(shop: Shop, asked: Pick<Asked, 'id'>): Promise<DeploymentView>;
  /** What GitHub tells when it ended well; told in the ledger. */
  succeed(shop: Shop, deployed: Pick<Deployed, 'id' | 'commit'> & Partial<Deployed>): Promise<void>;
  told(shop: Shop, part: string): Promise<readonly Readonly<Record<string, Json>>[]>;
}

export function useDeployments(): Deploying {
  const scene = useScene();
  beforeEach(async () => {
    await takeSweeps(scene);
  });
  const view: Deploying['view'] = async (shop, { id }) => {
    const found = (await scene.github.deployments({ repository: shop.name })).find((each) => each.id === id);
    if (found === undefined) throw new Error(`there is no deployment ${id}`);
    return found;
  };
  const tell = async (shop: Shop, before: string, after: string): Promise<void> => {
    const context = later(scene.context);
    await notePushed(context, pushedIn(shop, { before, after }));
    await recordLandings(context, shop.place);
    await flushOnce(scene.context, shop);
  };
  const own: Omit<Deploying, keyof Scene> = {
    deployingShop: async (require, more = '') => {
      const text = policy(require).replace('OWNER', scene.sample.owner.login) + more;
      const shop = await scene.shop({ '.github/countersign.yml': text });
      await scene.github.createEnvironment({
        repository: shop.name,
        name: 'production',
        gates: [scene.sample.app.appId],
      });
      // The policy is known before anything lands.
      await runThrough(scene.context, { shop, change: await shop.propose('SHOP-0 begin') });
      return shop;
    },
    land: async (shop) => {
      const change = await shop.propose('SHOP-1 fix');
      await runThrough(scene.context, { shop, change });
      const before = await tipOf(scene, shop);
      const after = await merge(scene, { shop, number: change.number });
      await tell(shop, before, after);
      return after;
    },
    pushHot: async (shop) => {
      const before = await tipOf(scene, shop);
      const { oid } = await scene.github.pushCommit({
        repository: shop.name,
        branch: 'main',
        as: scene.sample.owner.login,
        files: { [`hot-${before.slice(0, 6)}.txt`]: 'fix\n' },
        message: 'hotfix\n',
        bypassRules: true,
      });
      await tell(shop, before, oid);
      return oid;
    },
    ask: async (shop, { commit, environment = 'production' }) => {
      const { run } = await scene.github.runWorkflow({
        repository: shop.name,
        sha: commit,
        path: '.github/workflows/deploy.yml',
        event: 'push',
        as: scene.sample.owner.login,
      });
      const { id } = await scene.github.deploy({ repository: shop.name, run, environment });
      const hint = { kind: 'gate', place: shop.place, run, environment, deployment: id, commit, ref: 'main' } as const;
      const asked = [{ hint, guid: `guid-${id}`, at: Date.now() }];
      await scene.store.subjects.touch(await touchGates(scene.context, { asked, told: [] }));
      return { key: gateSubject(shop.place, hint).key, run, id };
    },
    decide: async (shop, asked, context = scene.context) => {
      await evaluate(context, asked.key);
      await flushOnce(context, shop);
      await report(context, asked.key);
      return await view(shop, asked);
    },
    view,
    succeed: async (shop, of) => {
      const repository = shop.place.repository.id;
      const deployed: Deployed = {
        environment: 'production',
        state: 'succeeded',
        run: null,
        attempt: null,
        actor: { id: 5, login: 'dana', type: 'user' },
        at: Date.now(),
        branch: 'main',
        repository,
        guid: `deployed-${of.id}`,
        heardAt: Date.now(),
        ...of,
      };
      const key = `${repository}:${deployed.id}:${deployed.state}.`;
      await scene.store.memory.set('deployed', key, { ...deployed } as unknown as Json, 1);
      await recordDeployments(scene.context, shop.place);
      await flushOnce(scene.context, shop);
      await fileEntries(scene.context);
    },
    told: async (shop, part) => {
      await flushOnce(scene.context, shop);
      const predicates = (await readEntries(scene.context, shop)).map(
        ({ statement }) => statement['predicate'] as Readonly<Record<string, Json>>,
      );
      return predicates.flatMap((predicate) => (predicate[part] === undefined ? [] : [predicate[part]])) as never;
    },
  };
  return new Proxy({} as Deploying, {
    get: (_, name) => own[name as keyof typeof own] ?? scene[name as keyof Scene],
  });
}
