import type { Happening } from '../../../src/domain/event';
import { noteMessage } from '../../../src/slack/messages/notes';
import { problemsOfBlocks } from '../../../simulator/slack/block-kit/validate';
import { messageProblems } from '../block-limits';
import { buttonsOf, wordsOf } from '../reading';
import { approved, HOUR, look, NOW, post } from '../samples';

const machines = ['web-01.contoso.example'];
const over: Happening = { kind: 'containment-over', forMs: 4 * HOUR, machines, unseen: [] };
const lifts: Happening = { kind: 'lifts-soon', liftsAt: NOW + 24 * HOUR, machines, unseen: [] };
const isolated = approved({ verb: 'isolate', status: 'succeeded', endedAt: NOW }, { verb: 'isolate', forMs: 4 * HOUR });

const told = (happening: Happening, facts: Parameters<typeof post>[1] = {}) => {
  const message = noteMessage({ dossier: isolated, posts: [post(happening, facts)], look });
  expect(messageProblems(message)).toEqual([]);
  expect(problemsOfBlocks(message.blocks)).toEqual([]);
  return message;
};

test('the end of a containment’s time is told with what is known, what it takes to undo it, and to whom', () => {
  const message = told(over);
  expect(wordsOf(message.blocks)).toContain(
    "Isolate: the time is over. It was asked for 4 hours on web-01.contoso.example. Neither Twokey's log nor Defender's list of Machine Actions shows that it was undone since. Twokey undoes nothing by itself. To undo it, press Release from isolation… below, or type /defender release web-01.contoso.example; it needs approval like any other request.",
  );
  expect(JSON.stringify(message.blocks)).toContain('<@U0ROSA>, you asked for this.');
  expect(message.text).toContain('Rosa Diaz, you asked for this.');
});

test('what Defender could not be asked is told as not known', () => {
  expect(wordsOf(told({ ...over, unseen: machines }).blocks)).toContain(
    'Twokey could not ask Defender just now whether it was undone since; its own log shows no such thing.',
  );
  const two = [...machines, 'web-02.contoso.example'];
  expect(wordsOf(told({ ...over, machines: two, unseen: machines }).blocks)).toContain(
    'whether it was undone since for web-01.contoso.example; its own log shows no such thing.',
  );
});

test('Defender’s own lift is told with its moment, the portal and what to do', () => {
  const words = wordsOf(told(lifts).blocks);
  expect(words).toContain(
    'Isolate: Defender lifts it by itself, at 2026-11-23T10:00:00.000Z, on web-01.contoso.example.',
  );
  expect(words).toContain(
    `in the Defender portal, at web-01.contoso.example <https://security.microsoft.com/machines/${'a'.repeat(40)}>.`,
  );
  expect(words).toContain('If it must stay longer, press Isolate again… below when Defender has lifted it');
  expect(words).toContain('/defender isolate web-01.contoso.example');
});

test.each([
  ['undo', 'Release from isolation…', over],
  ['repeat', 'Isolate again…', lifts],
])('the reminder has the button %s, bound to its request and its own post', (actionId, label, happening) => {
  expect(buttonsOf(told(happening, { id: 'post-7' }).blocks)).toEqual([
    {
      type: 'button',
      action_id: actionId,
      text: { type: 'plain_text', text: label, emoji: false },
      value: `7KQ2M9TX ${'b'.repeat(64)} post-7`,
      accessibility_label: `${label}: web-01.contoso.example`,
    },
  ]);
});

test('what is told to one person, where the thread cannot be told, has no button', () => {
  expect(buttonsOf(told(over, { kind: 'direct' }).blocks)).toEqual([]);
});
