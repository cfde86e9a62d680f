/** For machines that do much else at the same time: nothing that passes waits for it. */
const DEADLINE_MILLISECONDS = 60_000;

// A test may put others in their place.
const { setTimeout, clearTimeout } = globalThis;

type Act<T extends readonly unknown[]> = (...values: T) => unknown;

/** The same, but it fails when it has not ended after so many milliseconds. What it had begun is not stopped. */
export function inTime<T extends readonly unknown[]>(
  act: Act<T>,
  milliseconds = DEADLINE_MILLISECONDS,
): (...values: T) => Promise<unknown> {
  return async (...values) => {
    const late = Promise.withResolvers<never>();
    const error = new Error(`not ended after ${milliseconds} ms`);
    const timer = setTimeout(() => late.reject(error), milliseconds);
    try {
      return await Promise.race([act(...values), late.promise]);
    } catch (failure) {
      throw withCause(failure);
    } finally {
      clearTimeout(timer);
    }
  };
}

/** The runner shows an error's stack only; what a property failed of is its cause. */
function withCause(error: unknown): unknown {
  if (error instanceof Error && error.cause instanceof Error)
    error.stack = `${error.stack ?? ''}\nCaused by ${error.cause.stack ?? error.cause.message}`;
  return error;
}
