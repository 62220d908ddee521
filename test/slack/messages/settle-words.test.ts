import type { SettledAs } from '../../../src/domain/run';
import { spoken } from '../../../src/slack/block-kit/phrase';
import { settledWords } from '../../../src/slack/messages/settle-words';
import { approved, HOUR, NOW } from '../samples';

const said = (as: SettledAs): string => {
  const settlement = { as, at: NOW, by: { id: 'U0IDA', name: 'Ida Holm' }, words: 'seen' };
  const dossier = approved({ verb: 'isolate', status: 'settled', settlement }, { verb: 'isolate', forMs: 4 * HOUR });
  const [run = null] = dossier.runs;
  return spoken(settledWords({ kind: 'settled-by-person', as, words: 'seen' }, 'Ida Holm', dossier, run));
};

it('says until when it was asked for, where a person says that it happened', () => {
  expect(said('happened')).toMatch(
    /It was asked for 4 hours: until .*\. Then Twokey reminds this thread; it never releases by itself\.$/,
  );
});

it('says how to ask again, and no time, where a person says that it did not happen', () => {
  expect(said('did-not-happen')).toMatch(/^Settled by Ida Holm: it did not happen.*If it is still needed, /);
  expect(said('did-not-happen')).not.toContain('It was asked for');
});
