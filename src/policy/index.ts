/**
 * `countersign/policy`: the engine, for other programs. Nothing here reads a file, asks a clock or waits. The names below
 * are an interface in the sense of SemVer; everything else of the package may change with any release.
 *
 * `parsePolicy` makes a policy of the text of its file, `evaluate` judges facts by it, `explain` says the verdict in plain
 * statements, `needsOf` tells which facts a policy asks for at all.
 */
export { evaluate, type Question } from './evaluate.ts';
export { explain, type Told } from './explain.ts';
export type * from './explanation.ts';
export * from './facts.ts';
export type { Layer, LayerSource } from './layer.ts';
export { type Needs, needsOf } from './needs.ts';
export { type Parsed, parsePolicy } from './parse.ts';
export type * from './policy.ts';
export type { PolicyProblem } from './problem.ts';
export { policySchema } from './schema.ts';
export * from './verdict.ts';
