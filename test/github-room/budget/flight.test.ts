import { expect, test } from '@jest/globals';
import { costOfGraphql, costOfRest } from '../../../src/github/budget/cost.ts';
import { Flight } from '../../../src/github/budget/flight.ts';

const read = costOfRest('GET /x');
const query = costOfGraphql('query { x }');

test('counts what is under way', () => {
  const flight = new Flight();
  flight.begin(read);
  flight.begin(query);
  expect([flight.size, flight.points.rest, flight.points.graphql]).toEqual([2, 1, 1]);
  expect([flight.ofResource('core'), flight.ofResource('graphql')]).toEqual([1, 1]);
  flight.end(read, 1_000);
  expect([flight.size, flight.points.rest, flight.ofResource('core')]).toEqual([1, 0, 0]);
});

test('says what has ended once, ends that lie together as the latest of them', () => {
  const flight = new Flight();
  for (const at of [1_000, 1_010, 1_900]) {
    flight.begin(read);
    flight.end(read, at);
  }
  expect(flight.takeEnded(2_000).map(({ age, points }) => [age, points.rest])).toEqual([
    [990, 2],
    [100, 1],
  ]);
  expect([flight.takeEnded(2_000), flight.hasEnded]).toEqual([[], false]);
});

test('says it again when it did not arrive', () => {
  const flight = new Flight();
  flight.begin(read);
  flight.end(read, 1_000);
  flight.takeEnded(1_000);
  flight.untake();
  expect(flight.takeEnded(3_000)).toMatchObject([{ age: 2_000 }]);
});
