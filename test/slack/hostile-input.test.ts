import type { ModalView } from '@slack/types';
import { problemsOfBlocks, problemsOfModal } from '../../simulator/slack/block-kit/validate';
import type { AppliedRule } from '../../src/domain/policy';
import { refuse } from '../../src/domain/refusal';
import type { Message } from '../../src/slack/block-kit/message';
import { visible } from '../../src/slack/block-kit/text';
import { askForm } from '../../src/slack/forms/ask-form';
import { chooseForm } from '../../src/slack/forms/choose-form';
import { denyForm } from '../../src/slack/forms/deny-form';
import { cardMessage } from '../../src/slack/messages/card';
import { noteMessage } from '../../src/slack/messages/notes';
import { statusMessage } from '../../src/slack/messages/status';
import { faultMessage, refusalMessage } from '../../src/slack/messages/whispers';
import { messageProblems, modalProblems } from './block-limits';
import {
  approval,
  approved,
  dossier,
  draft,
  event,
  fault,
  hostile,
  look,
  machine,
  machineAction,
  NOW,
  post,
  request,
} from './samples';

/** Markup that Slack would read, in any mrkdwn of the blocks. */
const markupOf = (value: unknown): string => {
  if (Array.isArray(value)) return value.map(markupOf).join('\n');
  if (typeof value !== 'object' || value === null) return '';
  const node = value as { readonly type?: unknown; readonly text?: unknown };
  return node.type === 'mrkdwn' ? String(node.text) : Object.values(node).map(markupOf).join('\n');
};

const sound = (message: Message): Message => {
  expect(messageProblems(message)).toEqual([]);
  expect(problemsOfBlocks(message.blocks)).toEqual([]);
  return message;
};
const soundModal = (view: ModalView) => {
  expect(modalProblems(view)).toEqual([]);
  expect(problemsOfModal(view)).toEqual([]);
};

const everywhere = (words: string) => {
  const person = { id: 'U0ROSA', name: words };
  const action = machineAction({ id: words, type: words, status: words, scope: words, requestor: words });
  const foreign = machine({
    name: words,
    os: words,
    osVersion: words,
    health: words,
    risk: words,
    exposure: words,
    value: words,
    group: words,
    lastIp: words,
    tags: Array<string>(50).fill(words),
    lastSeenAt: NOW - 1e9,
  });
  const situation = {
    open: Array(20).fill(action),
    recent: Array(20).fill(action),
    isolatedSince: NOW,
    restrictedSince: NOW,
  };
  const applied = { name: words, because: [{ list: 'tags' as const, value: words, pattern: words }] };
  const terms = { ...request().terms, rules: Array<AppliedRule>(50).fill(applied) };
  const facts = { machine: foreign, situation };
  const asked = { requestor: person, comment: words, terms };
  return { person, facts, asked };
};

describe.each(hostile)('%s', (_, words) => {
  const { person, facts, asked } = everywhere(words);
  const saysSo = fault({ says: words, code: words, correlationId: words, missingPermission: words });

  test('comes out of a card whole, literal and within the limits', () => {
    const message = sound(
      cardMessage({ dossier: dossier(asked, facts), postId: 'p', isRepeat: false, because: null, look }),
    );
    const quote = JSON.stringify(visible(words) === '' ? ' ' : visible(words)).slice(1, -1);
    expect(JSON.stringify(message.blocks)).toContain(quote.slice(0, 2500));
  });

  test('is inert on a card in every state', () => {
    const decided = { by: person, at: NOW, words };
    const reviews = Array(20).fill(approval(person));
    for (const each of [
      dossier({ ...asked, status: 'denied', decision: decided }, facts),
      approved({ ...facts, status: 'dispatched', defenderStatus: words, adoptedFrom: words }, asked),
      approved({ ...facts, status: 'failed', fault: saysSo }, asked),
      approved({ ...facts, status: 'not_sent', trouble: 'stricter' }, { ...asked, decision: decided }),
      approved({ ...facts, verb: 'cancel', subject: { machineActionId: words, createdAt: NOW } }, asked),
      { ...dossier(asked, facts), reviews },
    ]) {
      const message = sound(cardMessage({ dossier: each, postId: 'p', isRepeat: true, because: null, look }));
      expect(markupOf(message.blocks)).not.toMatch(/<!channel>|<!here>|evil|:x:|_italic_/);
    }
  });

  test('is inert in the thread', () => {
    const happenings = [
      { kind: 'denied', words },
      { kind: 'adopted', machineActionId: words, status: words, startedBy: words },
      { kind: 'delayed', fault: saysSo, retryAt: NOW, sendBy: NOW + 1 },
      { kind: 'obstructed', machineActionId: words, type: words, status: words, sendBy: NOW },
      {
        kind: 'obstructed',
        machineActionId: words,
        type: words,
        status: words,
        all: [
          { machineActionId: words, type: words, status: words, requestId: words },
          { machineActionId: words, type: words, status: words, requestId: null },
        ],
        sendBy: NOW,
      },
      { kind: 'turned-down', fault: saysSo },
      { kind: 'not-sent', reason: 'stricter', words },
      {
        kind: 'ended',
        machineActionId: words,
        status: 'Cancelled',
        elapsedMs: 1,
        errorHResult: 1,
        cancelledBy: words,
      },
    ] as const;
    const posts = happenings.map((happening, seq) =>
      post(happening, { id: `p${seq}`, event: event(happening, { seq, actor: person }) }),
    );
    const message = sound(noteMessage({ dossier: approved(facts, asked), posts, look }));
    expect(markupOf(message.blocks)).toBe('\n'.repeat(markupOf(message.blocks).length));
  });

  test('is inert in private answers', () => {
    const refusal = refuse('machine-not-found', words, [words, words]);
    sound(refusalMessage(refusal, { cardLink: null, draftId: 'd', typed: words }));
    sound(refusalMessage(refuse('wrong-channel', [words]), { cardLink: null, draftId: null }));
    sound(
      refusalMessage(refuse('own-request', { usergroups: [words], users: [words] }), {
        cardLink: words,
        draftId: null,
      }),
    );
    sound(faultMessage(saysSo, { draftId: 'd', typed: words }));
    sound(statusMessage({ dossiers: Array(60).fill(dossier(asked, facts)), unsettled: [] }, 'U0ROSA', look, new Map()));
  });

  test('fits into every form', () => {
    for (const verb of ['isolate', 'cancel', words]) {
      const problem = refuse('machine-not-found', words, [words]);
      soundModal(askForm({ draft: draft({ verb, machine: visible(words), comment: visible(words) }), problem }));
    }
    soundModal(
      chooseForm(draft({ machine: words, candidates: [facts.machine, { ...facts.machine, id: 'b'.repeat(40) }] })),
    );
    soundModal(denyForm({ requestId: 'R', binding: 'b', postId: 'p', about: words }));
  });
});

test('no styling, emoji or mention of a comment is read anywhere on a card', () => {
  const comment = '*bold* :x: <!channel> <@U0IDA> https://evil.example';
  const message = cardMessage({ dossier: dossier({ comment }), postId: 'p', isRepeat: false, because: null, look });
  expect(markupOf(message.blocks)).not.toMatch(/bold|:x:|channel|U0IDA|evil/);
  expect(message.text).toContain('&lt;!channel&gt; &lt;@U0IDA&gt;');
  expect(message.text).not.toContain(':x:');
});

test('hundreds of approvers fit into a card, and those who are not named are counted', () => {
  const users = Array.from({ length: 500 }, (_, index) => `U${index}`);
  const usergroups = Array.from({ length: 50 }, (_, index) => `S${index}`);
  const place = { usergroups, users };
  const terms = { ...request().terms, places: [place, { ...place, users: ['U1'] }, place] as const };
  const message = sound(
    cardMessage({ dossier: dossier({ terms }), postId: 'p', isRepeat: false, because: null, look }),
  );
  expect(markupOf(message.blocks)).toContain('40 others');
  expect(markupOf(message.blocks)).toContain('490 others');
});
