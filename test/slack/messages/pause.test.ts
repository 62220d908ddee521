import { problemsOfBlocks } from '../../../simulator/slack/block-kit/validate';
import type { Happening } from '../../../src/domain/event';
import type { Pause } from '../../../src/domain/sending';
import { helpMessage } from '../../../src/slack/messages/help';
import { noteMessage } from '../../../src/slack/messages/notes';
import { noticeMessage } from '../../../src/slack/messages/notice';
import { statusMessage } from '../../../src/slack/messages/status';
import { pausedMessage, resumedMessage } from '../../../src/slack/messages/switch-answers';
import { messageProblems } from '../block-limits';
import { card } from '../drawn-card';
import { buttonsOf, wordsOf } from '../reading';
import { approved, dossier, event, hostile, ida, look, mats, NOW, post, rosa } from '../samples';

const pause: Pause = { number: 7, by: ida, at: NOW, words: 'Mats was phished', channels: [], resumers: [] };
const paused = { ...look, pause };
const about = (happening: Happening, seq = 1) => event(happening, { seq, requestId: null, runId: null, actor: ida });
const begun = (words: string) => about({ kind: 'paused', pause: 7, words, channels: ['C1'] });
const said = { pause: 7, by: [ida], notCounted: [rosa], words: '', channels: ['C1'] };
const asked = about({ kind: 'resume-asked', needed: 2, ...said }, 2);
const over = about({ kind: 'resumed', ...said, by: [ida, mats] }, 3);
const sound = (message: ReturnType<typeof noticeMessage>) => {
  expect(messageProblems(message)).toEqual([]);
  expect(problemsOfBlocks(message.blocks)).toEqual([]);
  return wordsOf(message.blocks);
};

describe('a notice', () => {
  test('of a pause says by whom and why, what it means, and has one button that names the pause', () => {
    const message = noticeMessage({ event: begun('Mats was phished'), end: null, isRepeat: false });
    const words = sound(message);
    for (const sentence of [
      'Sending to Defender is paused by Ida Holm',
      'Mats was phished',
      'what is approved waits',
      'cancel it in the Defender portal',
      'two approvers each press Resume, or type /defender resume',
    ]) {
      expect(words).toContain(sentence);
      expect(message.text).toContain(sentence);
    }
    expect(buttonsOf(message.blocks)).toMatchObject([{ action_id: 'resume-sending', value: '7' }]);
  });

  test('of a pause that is over says so, by whom, and has no button', () => {
    const message = noticeMessage({ event: begun('x'), end: over, isRepeat: false });
    expect(sound(message)).toMatch(/was paused by Ida Holm[\s\S]*Resumed by Ida Holm and Mats Berg/);
    expect(buttonsOf(message.blocks)).toEqual([]);
    const ids = message.blocks.map((block) => block.block_id);
    const before = noticeMessage({ event: begun('x'), end: null, isRepeat: false }).blocks;
    expect(before.some((block) => ids.includes(block.block_id))).toBe(false);
  });

  test('of one word for going on says how many are missing, and who does not count any more', () => {
    const words = sound(noticeMessage({ event: asked, end: null, isRepeat: true }));
    expect(words).toContain('Ida Holm says that sending may go on: 1 of 2.');
    expect(words).toContain('one more approver has to press Resume');
    expect(words).toContain('Not counted any more: Rosa Diaz');
    expect(words).toContain('said again: Slack did not confirm the first');
    expect(sound(noticeMessage({ event: asked, end: over, isRepeat: false }))).toContain('Resumed by Ida Holm');
  });

  test('of the end says by whom, and what happens now', () => {
    const words = sound(noticeMessage({ event: over, end: null, isRepeat: false }));
    expect(words).toContain('Sending to Defender goes on: resumed by Ida Holm and Mats Berg');
    expect(words).toContain('is sent now');
  });

  test.each(hostile)('holds %s without harm', (_, words) => {
    const person = { id: 'U0IDA', name: words };
    for (const each of [begun(words), { ...asked, actor: person }, { ...begun(words), actor: person }]) {
      const message = noticeMessage({ event: each, end: null, isRepeat: true });
      sound(message);
      expect(message.text).not.toMatch(/<[!@#](?!date)/);
    }
  });
});

describe('while sending is paused', () => {
  test('a card that waits says by whom, since when, why, and what approving does', () => {
    const message = card(dossier(), { look: paused });
    expect(wordsOf(message.blocks)).toContain('Sending to Defender is paused by Ida Holm since');
    expect(wordsOf(message.blocks)).toContain('“Mats was phished”');
    expect(wordsOf(message.blocks)).toContain('after 15 min it would need approval again');
    expect(message.text).toContain('Sending to Defender is paused by Ida Holm');
    expect(JSON.stringify(buttonsOf(message.blocks)[0]?.['confirm'])).toContain('Sending is paused.');
  });

  test('an approved card does not say that it is being sent', () => {
    const words = wordsOf(card(approved({ status: 'ready' }), { look: paused }).blocks);
    expect(words).toContain('Approved by Ida Holm, not sent: sending is paused');
    expect(words).not.toContain('being sent');
  });

  test.each(['dispatching', 'dispatched', 'succeeded', 'failed'] as const)(
    'a card whose run is %s says nothing of it',
    (status) => {
      expect(wordsOf(card(approved({ status }), { look: paused }).blocks)).not.toContain('paused');
    },
  );

  test('a card has other block ids than before', () => {
    const ids = (message: ReturnType<typeof card>) => message.blocks.map((block) => block.block_id);
    const before = ids(card(dossier()));
    expect(ids(card(dossier(), { look: paused })).some((id) => before.includes(id))).toBe(false);
  });

  test.each(hostile)('a card and the status hold a reason with %s without harm', (_, words) => {
    const foreign = { ...look, pause: { ...pause, words, by: { id: 'U0IDA', name: words } } };
    card(dossier(), { look: foreign });
    card(approved({ status: 'ready' }), { look: foreign });
    sound(statusMessage({ dossiers: [dossier()], unsettled: [] }, rosa.id, foreign, new Map()));
  });

  test('a note of an approval does not promise to send it next, unless it has been sent meanwhile', () => {
    const note = (of: ReturnType<typeof approved>) =>
      noteMessage({ dossier: of, posts: [post({ kind: 'approved', given: 1, needed: 1 })], look: paused }).text;
    expect(note(approved({ status: 'ready' }))).toContain('It goes to Defender when sending is resumed.');
    expect(note(approved({ status: 'dispatched' }))).toContain('It goes to Defender next.');
  });

  test('a note of a twin says when it is cancelled', () => {
    const found = post({ kind: 'twin-found', keptId: 'a', twinId: 'b' });
    const note = noteMessage({ dossier: approved({ status: 'dispatched' }), posts: [found], look: paused });
    expect(note.text).toContain('cancels b when sending is resumed.');
  });

  test('the status says it first', () => {
    expect(statusMessage({ dossiers: [dossier()], unsettled: [] }, rosa.id, paused, new Map()).text).toMatch(
      /^Sending to Defender is paused by Ida/,
    );
    expect(statusMessage({ dossiers: [], unsettled: [] }, rosa.id, look, new Map()).text).not.toContain('paused');
  });
});

test('whoever moves the switch is told what it means and where it is told', () => {
  const done = { kind: 'done', given: null, needed: 2, channels: ['C1', 'C2'] } as const;
  expect(sound(pausedMessage(done))).toContain('Nothing more is sent from now on');
  expect(pausedMessage(done).text).toContain('It is told in <#C1>, <#C2>.');
  expect(sound(pausedMessage({ ...done, channels: [] }))).toContain('only the cards tell of it');
  expect(sound(resumedMessage({ ...done, given: 1 }))).toContain('Noted: 1 of 2.');
  expect(sound(resumedMessage({ ...done, given: 2 }))).toContain('Sending to Defender goes on.');
});

test.each(['pause', 'resume'])('help %s says how it is typed and what follows', (verb) => {
  const { text } = helpMessage(verb);
  expect(text).toContain(`/defender ${verb}`);
  expect(text).not.toContain('no help of its own');
  expect(helpMessage().text).toContain(`/defender ${verb}`);
});
