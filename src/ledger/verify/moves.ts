import { problem } from '../problem.ts';
import { actOf } from '../rotation.ts';
import { type Judged, repositoryOf, type StatementsRead } from './statements.ts';

/**
 * Nothing about a repository follows the entry that says that it is recorded in another ledger from then on, until one
 * says that it came back. Only the first that does is named: with it all others would be wrong.
 */
export class Moves {
  /** Repository → the entry that said that it moved. */
  readonly #movedBy = new Map<number, number>();

  /** What is wrong with the next entries. */
  visit({ acts, served }: Pick<StatementsRead, 'acts' | 'served'>): readonly Judged[] {
    const told = [
      ...acts.map(({ index, entry }) => ({
        index,
        repository: repositoryOf(entry.statement),
        act: actOf(entry.statement),
      })),
      ...served.map(({ index, repository }) => ({ index, repository, act: null })),
    ];
    return told
      .toSorted((a, b) => a.index - b.index)
      .flatMap(({ index, repository, act }) => {
        if (repository === null) return [];
        const name = act?.['act'];
        if (name === 'moved') this.#movedBy.set(repository, index);
        else if (name === 'resumed') this.#movedBy.delete(repository);
        else if (act === null) return this.#follow(index, repository);
        return [];
      });
  }

  #follow(index: number, repository: number): readonly Judged[] {
    const than = this.#movedBy.get(repository);
    if (than === undefined) return [];
    this.#movedBy.delete(repository);
    const message = `entry ${index} is about the repository ${repository}, which entry ${than} says is recorded in another ledger`;
    return [{ found: problem('repository-moved', message, { index }), than, schemaOf: null }];
  }
}
