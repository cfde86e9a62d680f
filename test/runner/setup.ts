import { registerHooks } from 'node:module';

/**
 * Runs before the first suite of each process. Outside of jest's own runner `@jest/globals` refuses to be imported: what
 * tests import by that name is globals.ts.
 */
const globals = new URL('./globals.ts', import.meta.url).href;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@jest/globals' && context.parentURL !== globals
      ? { url: globals, shortCircuit: true }
      : next(specifier, context),
});
