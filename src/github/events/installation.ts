import { readRestPerson } from '../facts/person.ts';
import type { Hint } from '../hint.ts';
import { type Place, readPlace } from '../place.ts';
import type { Reader } from '../reader.ts';
import { readAction, readInstallation } from './envelope.ts';

const kinds = {
  deleted: 'uninstalled',
  suspend: 'suspended',
  unsuspend: 'resumed',
  new_permissions_accepted: 'permitted',
} as const;

export function readInstallationEvent(payload: Reader): readonly Hint[] {
  const action = readAction(payload);
  if (action === 'created') {
    const installation = readInstallation(payload);
    const account = readRestPerson(payload.at('installation').at('account'));
    const repositories = readPlaces(payload.at('repositories'), installation);
    return [{ kind: 'installed', installation, account, repositories }];
  }
  return isKind(action) ? [{ kind: kinds[action], installation: readInstallation(payload) }] : [];
}

export function readRepositoriesEvent(payload: Reader): readonly Hint[] {
  const action = readAction(payload);
  if (action !== 'added' && action !== 'removed') return [];
  const installation = readInstallation(payload);
  const added = readPlaces(payload.at('repositories_added'), installation);
  const removed = readPlaces(payload.at('repositories_removed'), installation);
  return [{ kind: 'repositories', installation, added, removed }];
}

function readPlaces(list: Reader, installation: number): readonly Place[] {
  return list.maybe((all) => all.list().map((repository) => readPlace(repository, installation))) ?? [];
}

const isKind = (action: string): action is keyof typeof kinds => Object.hasOwn(kinds, action);
