import { spawnSync } from 'node:child_process';

/** One named command of a script. Its output is shown only when it fails: a green run stays readable. */
export interface Step {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
}

export interface StepResult {
  readonly name: string;
  readonly passed: boolean;
  readonly seconds: number;
  readonly output: string;
}

const OUTPUT_BYTES = 64 * 1024 * 1024;

/** Runs one step to its end; a command that cannot be started, or that a signal ends, has failed. */
export function runStep({ name, command: [program, ...args] }: Step): StepResult {
  const startedAt = performance.now();
  const run = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: OUTPUT_BYTES,
  });
  const output = [run.stdout, run.stderr, run.error?.message].filter(Boolean).join('');
  return { name, passed: run.status === 0, seconds: (performance.now() - startedAt) / 1000, output };
}

/** Runs every step, also after one has failed, and tells of each as it ends. */
export function runSteps(steps: readonly Step[], tell: (line: string) => void): boolean {
  const results = steps.map((step) => {
    const result = runStep(step);
    tell(`${result.passed ? 'ok    ' : 'FAILED'} ${result.name} (${result.seconds.toFixed(1)} s)`);
    if (!result.passed) tell(result.output.trimEnd());
    return result;
  });
  const failed = results.filter((result) => !result.passed);
  tell(
    failed.length === 0
      ? `All ${results.length} checks passed.`
      : `${failed.length} of ${results.length} checks failed: ${failed.map((result) => result.name).join(', ')}.`,
  );
  return failed.length === 0;
}
