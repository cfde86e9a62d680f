import type { CommitFacts } from './facts.ts';

/**
 * A function of a commit and a key that computes each answer once: rules and layers often look for the same thing.
 * What is remembered goes away with the facts.
 */
export function makeOnce<Value>(compute: (commit: CommitFacts, key: string) => Value): typeof compute {
  const remembered = new WeakMap<CommitFacts, Map<string, { readonly value: Value }>>();
  return (commit, key) => {
    const answers = remembered.get(commit) ?? new Map<string, { readonly value: Value }>();
    remembered.set(commit, answers);
    const found = answers.get(key) ?? { value: compute(commit, key) };
    answers.set(key, found);
    return found.value;
  };
}
