import { ModernFakeTimers } from '@jest/fake-timers';
import type * as Globals from '@jest/globals';
import { inTime } from './in-time.ts';

/**
 * What tests import as `@jest/globals`: jest's own functions, which jest-light-runner leaves on the global object, with what
 * it does not have: a deadline for every test and hook, and all of the fake timers.
 */
const own = globalThis as unknown as typeof Globals;

type Define = (name: string, act?: (...values: readonly unknown[]) => unknown, milliseconds?: number) => void;
type Each = (...table: readonly unknown[]) => Define;
type Test = Define & { readonly each: Each };

const limited =
  (define: Define): Define =>
  (name, act, milliseconds) =>
    define(name, act === undefined ? act : inTime(act, milliseconds));
const withEach = (define: Test): Test =>
  Object.assign(limited(define), { each: ((...table) => limited(define.each(...table))) satisfies Each });

const all = own.test as unknown as Test & { readonly only: Test; readonly skip: Test };
export const test = Object.assign(withEach(all), { only: withEach(all.only), skip: withEach(all.skip) });

type Hook = (act: () => unknown, milliseconds?: number) => void;
const limitedHook =
  (hook: Hook): Hook =>
  (act, milliseconds) =>
    hook(inTime(act, milliseconds));
export const beforeAll = limitedHook(own.beforeAll as Hook);
export const afterAll = limitedHook(own.afterAll as Hook);
export const beforeEach = limitedHook(own.beforeEach as Hook);
export const afterEach = limitedHook(own.afterEach as Hook);
export const { describe, expect } = own;

const timers = new ModernFakeTimers({ config: { fakeTimers: {} } as never, global: globalThis });
export const jest = {
  fn: own.jest.fn,
  spyOn: own.jest.spyOn,
  useFakeTimers: timers.useFakeTimers.bind(timers),
  useRealTimers: timers.useRealTimers.bind(timers),
  advanceTimersByTimeAsync: timers.advanceTimersByTimeAsync.bind(timers),
};
