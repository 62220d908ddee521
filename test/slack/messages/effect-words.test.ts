import { spoken } from '../../../src/slack/block-kit/phrase';
import { wantedForWords } from '../../../src/slack/messages/effect-words';
import { approved, HOUR, NOW } from '../samples';

const succeeded = (forMs: number, undone: readonly string[] = []) => ({
  ...approved({ verb: 'isolate', status: 'succeeded', createdAt: NOW, endedAt: NOW }, { verb: 'isolate', forMs }),
  undone,
});
const words = (...facts: Parameters<typeof succeeded>): string => spoken(wantedForWords(succeeded(...facts)) ?? []);

it('promises a reminder of a containment for a time', () => {
  expect(words(4 * HOUR)).toMatch(/^How long: for 4 hours, until .*\. Then Twokey reminds this thread; it never/);
});

it('promises none of one that was undone since', () => {
  expect(words(4 * HOUR, ['run-1'])).toMatch(/^How long: for 4 hours, until .*; it was undone since\.$/);
});

it('says that Defender lifts one that lasts as long as Defender lets it', () => {
  expect(words(7 * 24 * HOUR)).toMatch(/Defender lifts it by itself then; Twokey reminds this thread a day before\.$/);
});
