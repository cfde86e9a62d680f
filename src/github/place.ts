import { Fault } from '../base/fault.ts';
import type { Reader } from './reader.ts';

/** A repository as an installation sees it (app/ports.ts, Place). */
export interface Place {
  readonly installation: number;
  readonly repository: { readonly id: number; readonly owner: string; readonly name: string };
}

/** From a REST or webhook repository. Its `owner` is left out in some lists; `full_name` never is. */
export function readPlace(repository: Reader, installation: number): Place {
  const fullName = repository.at('full_name').textLike(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, 'the name of a repository');
  const [owner = '', name = ''] = fullName.split('/');
  return { installation, repository: { id: repository.at('id').count(), owner, name } };
}

/** GraphQL's repository, asked for with its `databaseId`, if it is this one still: names are given away again. */
export function sameRepository(repository: Reader, id: number): Reader {
  if (!repository.isNothing && repository.at('databaseId').count() === id) return repository;
  throw new Fault('github.not-found', 'the name belongs to another repository now');
}
