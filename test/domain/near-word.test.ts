import { nearestOf } from '../../src/domain/near-word';

const known = ['quorum', 'expires_in', 'send_within', 'names', 'os'];

it.each([
  ['quroum', 'quorum'],
  ['qorum', 'quorum'],
  ['quorumm', 'quorum'],
  ['Quorum', 'quorum'],
  ['sendWithin', 'send_within'],
  ['send-within', 'send_within'],
  ['expires', 'expires_in'],
  ['name', 'names'],
  ['o', null],
  ['ox', null],
  ['', null],
  ['ticket', null],
])('“%s” was probably meant as %j', (word, near) => {
  expect(nearestOf(word, known)).toBe(near);
});
