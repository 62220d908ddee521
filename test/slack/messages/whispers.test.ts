import { problemsOfBlocks } from '../../../simulator/slack/block-kit/validate';
import { actions } from '../../../src/domain/catalogue';
import { refuse } from '../../../src/domain/refusal';
import type { Message } from '../../../src/slack/block-kit/message';
import { helpMessage } from '../../../src/slack/messages/help';
import { statusMessage } from '../../../src/slack/messages/status';
import {
  faultMessage,
  notRecordedMessage,
  refusalMessage,
  restartedMessage,
} from '../../../src/slack/messages/whispers';
import { messageProblems } from '../block-limits';
import { buttonsOf, wordsOf } from '../reading';
import { approved, dossier, fault, look, MINUTE, mats, NOW, rosa } from '../samples';

const sound = (message: Message): Message => {
  expect(messageProblems(message)).toEqual([]);
  expect(problemsOfBlocks(message.blocks)).toEqual([]);
  return message;
};
const words = (message: Message) => wordsOf(sound(message).blocks);
const bare = { cardLink: null, draftId: null };

const long = 'Not from chat. '.repeat(2_000);
const many = Array.from({ length: 500 }, (_, index) => `Rule ${index}`);

describe('a refusal', () => {
  test('says why not, what to do next and who can', () => {
    const shown = words(
      refusalMessage(refuse('own-request', { usergroups: ['S0APPROVERS'], users: ['U0MATS'] }), bare),
    );
    expect(shown).toContain('You asked for this yourself; somebody else has to approve it.');
    expect(shown).toContain('Wait for one of the approvers, or press Withdraw if you no longer want it.');
    expect(shown).toContain('*Who can:* <!subteam^S0APPROVERS> or <@U0MATS>');
  });

  test('says when, in the reader’s time zone', () => {
    const message = refusalMessage(refuse('decided', 'approved', 'Ida Holm', NOW), bare);
    expect(words(message)).toContain('approved by Ida Holm. That was 2026-11-22T10:00:00.000Z.');
    expect(message.text).toContain('That was <!date^1795341600^');
  });

  test.each([
    ['a rule denies with very many words', refuse('denied-by-rule', [{ rule: 'R', words: long }])],
    [
      'very many rules deny',
      refuse(
        'denied-by-rule',
        many.map((rule) => ({ rule, words: 'Not now & never.' })),
      ),
    ],
    [
      'very many rules want a ticket',
      refuse(
        'ticket-missing',
        many.map((rule) => ({ rule, pattern: '\\bINC\\d{7}\\b' })),
      ),
    ],
    ['the word is very long', refuse('unknown-verb', long, [])],
    ['very many machines were named', refuse('several-machines', 'why', many)],
    [
      'very many of the machines are not known',
      refuse(
        'machines-unclear',
        many.map((name) => ({ name, why: 'unknown', near: [name, name] })),
      ),
    ],
  ])('keeps what to do next, and stays within what Slack takes, where %s', (_, refusal) => {
    const message = refusalMessage(refusal, bare);
    expect(words(message)).toContain(refusal.next);
    expect(message.text).toContain(refusal.next);
    expect(JSON.stringify(message.blocks).length).toBeLessThan(4_000);
  });

  test('names the first of very many channels', () => {
    const shown = words(
      refusalMessage(
        refuse(
          'wrong-channel',
          many.map((_, index) => `C${index}`),
        ),
        bare,
      ),
    );
    expect(shown).toContain('#C9 or one of 490 others.');
  });

  test('leads to the card', () => {
    const facts = { cardLink: 'https://slack.example/archives/C1/p1', draftId: null };
    expect(words(refusalMessage(refuse('already-open', '7KQ2M9TX'), facts))).toContain(
      '<https://slack.example/archives/C1/p1|Go to the card>',
    );
  });

  test.each([
    ['machine-not-found', refuse('machine-not-found', 'web-1', ['web-01']), ['edit-draft']],
    ['machine-needs-choice', refuse('machine-needs-choice', 'web', 3), ['choose-machine', 'edit-draft']],
    ['bot-not-in-channel', refuse('bot-not-in-channel'), ['retry-draft']],
  ] as const)('of %s offers the way on that keeps the words', (_, refusal, ids) => {
    const { blocks } = sound(refusalMessage(refusal, { cardLink: null, draftId: 'draft-1' }));
    expect(buttonsOf(blocks).map((button) => button['action_id'])).toEqual(ids);
    expect(buttonsOf(blocks).every((button) => button['value'] === 'draft-1')).toBe(true);
  });

  test('without a draft has no button', () => {
    expect(buttonsOf(refusalMessage(refuse('no-comment'), bare).blocks)).toEqual([]);
  });

  test('repeats what was typed, whole', () => {
    const typed = `/defender restrict web-1 ${'word '.repeat(900)}end`;
    expect(words(refusalMessage(refuse('machine-not-found', 'web-1', []), { ...bare, typed }))).toContain(typed);
  });

  test('names channels as channels, and only where the policy wrote them', () => {
    expect(words(refusalMessage(refuse('wrong-channel', ['C0INCIDENT', 'C0SOC']), bare))).toContain(
      'Ask in #C0INCIDENT or #C0SOC.',
    );
    expect(words(refusalMessage(refuse('machine-not-found', '<#C0X>', ['<#C0Y>']), bare))).toContain('<#C0Y>');
  });
});

describe('a fault, whispered', () => {
  test('names the system, its words, the id to quote, and what happens now', () => {
    const shown = words(faultMessage(fault(), { draftId: 'draft-1' }));
    expect(shown).toContain('Defender said: “Something broke.” (InternalServerError).');
    expect(shown).toContain('Quote to Microsoft support: 4c6f2d5e-0f0f-4a4a-8b8b-1c1c1c1c1c1c.');
    expect(shown).toContain('No request was opened. Your words are kept. Press Try again in a moment.');
    expect(shown).toContain('[Try again]');
  });

  test('names the permission that is missing and how to grant it', () => {
    const missing = fault({ code: 'Forbidden', missingPermission: 'Machine.Read.All' });
    expect(words(faultMessage(missing, { draftId: null }))).toContain(
      'lacks the application permission Machine.Read.All: add it to the app registration in Microsoft Entra, and grant admin consent.',
    );
  });

  test.each([
    ['Slack', 'no_such_subteam'],
    ['Slack', 'missing_scope'],
    ['Entra', 'AADSTS7000222'],
    ['Defender', 'Forbidden'],
  ] as const)('that only a change of settings cures sends nobody to try again: %s %s', (system, code) => {
    const shown = words(faultMessage(fault({ system, code }), { draftId: null }));
    expect(shown).toContain('does not help until whoever runs Twokey has mended this: show them these words.');
    expect(shown).not.toContain('in a moment');
  });

  test('has no button where there are no words to keep', () => {
    expect(buttonsOf(sound(faultMessage(fault({ system: 'Slack' }), { draftId: null })).blocks)).toEqual([]);
  });
});

test('what was not recorded asks for another click', () => {
  expect(words(notRecordedMessage())).toContain('Not recorded, click again.');
});

test('after a restart the form is one click away', () => {
  const message = restartedMessage('draft-1');
  expect(words(message)).toContain('Your words are kept: press Open the form.');
  expect(buttonsOf(message.blocks)).toMatchObject([{ action_id: 'edit-draft', value: 'draft-1' }]);
});

describe('help', () => {
  test.each(actions.map((action) => [action.verb, action] as const))('lists %s with what it does', (verb, action) => {
    expect(words(helpMessage())).toContain(`/defender ${verb} `);
    expect(words(helpMessage())).toContain(action.effect);
  });

  test('shows usage with the choices of a parameter', () => {
    expect(words(helpMessage())).toContain('/defender isolate MACHINE [full|selective] [for TIME] [COMMENT]');
    expect(words(helpMessage())).toContain('/defender cancel REQUEST [COMMENT]');
  });

  test('says how approval works', () => {
    expect(words(helpMessage())).toContain('nothing is sent to Defender until somebody other than you');
  });

  test('about one verb says what its choices mean', () => {
    expect(words(helpMessage('scan'))).toContain('full every file; hours');
    expect(words(helpMessage('scan'))).not.toContain('/defender isolate');
  });

  test('about an unknown word shows the whole list', () => {
    expect(words(helpMessage('<!channel>'))).toContain('“<!channel>” has no help of its own');
  });
});

describe('status', () => {
  const other = dossier({ id: 'OTHER', requestor: mats, expiresAt: NOW + MINUTE });
  const running = approved({ status: 'dispatched', defenderStatus: 'InProgress' }, { id: 'RUNNING' });
  const mine = dossier({ id: 'MINE' });
  const links = new Map([
    ['OTHER', 'https://slack.example/other'],
    ['MINE', null],
  ]);

  test('tells mine first, what waits before what runs, with links to the cards', () => {
    const shown = words(statusMessage({ dossiers: [other, running, mine], unsettled: [] }, rosa.id, look, links));
    expect(shown).toMatch(/Yours[\s\S]*MINE[\s\S]*RUNNING[\s\S]*Of others[\s\S]*OTHER/);
    expect(shown).toContain('Waiting for approval: 0 of 1 given');
    expect(shown).toContain('Running: InProgress');
    expect(shown).toContain('expires 2026-11-22T10:01:00.000Z, card <https://slack.example/other>');
  });

  test('says when there is nothing', () => {
    expect(words(statusMessage({ dossiers: [], unsettled: [] }, rosa.id, look, new Map()))).toContain(
      'Nothing waits for approval, and nothing runs.',
    );
  });

  test('says how many it does not show', () => {
    const many = Array.from({ length: 60 }, (_, index) => dossier({ id: `R${index}` }));
    expect(words(statusMessage({ dossiers: many, unsettled: [] }, rosa.id, look, new Map()))).toContain(
      '40 more are not shown: yours come first',
    );
  });

  test('in rehearsal says that nothing will be sent', () => {
    expect(
      words(statusMessage({ dossiers: [mine], unsettled: [] }, rosa.id, { ...look, isRehearsal: true }, links)),
    ).toContain('Rehearsal: nothing will be sent to Defender.');
  });
});
