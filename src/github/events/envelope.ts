import type { Person } from '../../policy/facts.ts';
import { readRestPerson } from '../facts/person.ts';
import { type Place, readPlace } from '../place.ts';
import type { Reader } from '../reader.ts';

/** What most payloads carry around their subject. */

export function readAction(payload: Reader): string {
  return payload.at('action').text();
}

export function readInstallation(payload: Reader): number {
  const id = payload.at('installation').at('id');
  const installation = id.count();
  if (installation === 0) throw id.fault('is 0');
  return installation;
}

export function readEventPlace(payload: Reader): Place {
  return readPlace(payload.at('repository'), readInstallation(payload));
}

export function readSender(payload: Reader): Person {
  return readRestPerson(payload.at('sender'));
}
