import { isJsonObject } from '../base/json.ts';

/** What a reader throws when the value is not what was asked for. The message names the path, never the value. */
type MakeFault = (message: string) => Error;

/**
 * Reads JSON that somebody else wrote, one checked field at a time. Going through what is not there is allowed (`at`
 * on a missing value is a missing value); taking it for a text or a number is a Fault. Values never reach the message,
 * because messages are logged and payloads may hold anything.
 */
export class Reader {
  readonly path: string;
  readonly #value: unknown;
  readonly #fault: MakeFault;

  constructor(value: unknown, path: string, fault: MakeFault) {
    this.#value = value;
    this.path = path;
    this.#fault = fault;
  }

  at(key: string): Reader {
    const held = isJsonObject(this.#value) && Object.hasOwn(this.#value, key) ? this.#value[key] : undefined;
    return new Reader(held, `${this.path}.${key}`, this.#fault);
  }

  /** Null, or not there at all. */
  get isNothing(): boolean {
    return this.#value === null || this.#value === undefined;
  }

  get isText(): boolean {
    return typeof this.#value === 'string';
  }

  get isCount(): boolean {
    return typeof this.#value === 'number' && Number.isSafeInteger(this.#value) && this.#value >= 0;
  }

  text(): string {
    if (typeof this.#value !== 'string') throw this.fault('is not a text');
    return this.#value;
  }

  /** A text of this form. */
  textLike(form: RegExp, what: string): string {
    const text = this.text();
    if (!form.test(text)) throw this.fault(`is not ${what}`);
    return text;
  }

  /** An id or a count: a whole number from 0 that JavaScript holds exactly. */
  count(): number {
    const value = this.#value;
    if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
      throw this.fault('is not a whole number');
    }
    return value;
  }

  flag(): boolean {
    if (typeof this.#value !== 'boolean') throw this.fault('is not true or false');
    return this.#value;
  }

  list(): readonly Reader[] {
    if (!Array.isArray(this.#value)) throw this.fault('is not a list');
    return this.#value.map((item: unknown, index) => new Reader(item, `${this.path}[${index}]`, this.#fault));
  }

  /** As it came, for what goes back to whoever wrote it. */
  raw(): unknown {
    return this.#value;
  }

  entries(): readonly (readonly [string, Reader])[] {
    if (!isJsonObject(this.#value)) throw this.fault('is not an object');
    return Object.keys(this.#value).map((key) => [key, this.at(key)]);
  }

  /** Null where there is nothing; otherwise what `read` makes of it. */
  maybe<T>(read: (reader: Reader) => T): T | null {
    return this.isNothing ? null : read(this);
  }

  fault(problem: string): Error {
    return this.#fault(`${this.path} ${problem}`);
  }
}
