import { problemsOfBlocks } from '../../../simulator/slack/block-kit/validate';
import type { Policy, Rule } from '../../../src/domain/policy';
import { refuse } from '../../../src/domain/refusal';
import { decide } from '../../../src/domain/ruling';
import { whichMachineMessage, whyMessage } from '../../../src/slack/messages/why';
import { policyWith } from '../../domain/builders';
import { messageProblems } from '../block-limits';
import { card } from '../drawn-card';
import { wordsOf } from '../reading';
import { dossier, hostile, ida, look, machine, NOW, request } from '../samples';

type Explanation = Parameters<typeof whyMessage>[0];

const crown: Rule = {
  name: 'Crown jewels',
  when: { machine: { tags: ['tier-*'] } },
  quorum: 2,
  approvers: { usergroups: ['S0LEADS'], users: [] },
};

const explained = (policy: Partial<Policy> = {}, facts: Partial<Explanation> = {}): Explanation => ({
  kind: 'explained',
  verb: 'isolate',
  machine: machine(),
  comment: null,
  ruling: decide(policyWith({ approvers: { usergroups: ['S0APPROVERS'], users: [] }, rules: [crown], ...policy }), {
    verb: 'isolate',
    machine: machine(),
    comment: null,
  }),
  cannot: null,
  notHere: null,
  couldApprove: false,
  pause: null,
  ...facts,
});

const sound = (message: ReturnType<typeof whyMessage>) => {
  expect(messageProblems(message)).toEqual([]);
  expect(problemsOfBlocks(message.blocks)).toEqual([]);
  return message;
};
const words = (explanation: Explanation, over: Partial<typeof look> = {}) =>
  wordsOf(sound(whyMessage(explanation, { ...look, ...over })).blocks);

describe('the answer to why', () => {
  test('says that nothing was asked, and that it could be', () => {
    expect(words(explained())).toContain(
      'This is what asking would take; nothing was asked.\nYou could ask for it here.',
    );
  });

  test('mentions people in its blocks, and nobody in its text for notifications', () => {
    const message = whyMessage(explained(), look);
    expect(JSON.stringify(message.blocks)).toContain('{"type":"usergroup","usergroup_id":"S0LEADS"}');
    expect(message.text).not.toMatch(/subteam|<@/);
    expect(message.text).toContain('1 by user group S0APPROVERS; 1 by user group S0LEADS');
  });

  test('says while sending is paused by whom, why, and what that means', () => {
    const pause = { number: 2, by: ida, at: NOW, words: 'an account is stolen', channels: [], resumers: [] };
    const shown = words(explained({}, { pause }));
    expect(shown).toContain('Sending to Defender is paused by Ida Holm since 2026-11-22T10:00:00.000Z');
    expect(shown).toContain('“an account is stolen”. It could be asked for and approved, and would wait.');
  });

  test('says in a rehearsal that nothing will be sent', () => {
    expect(words(explained(), { isRehearsal: true })).toContain('Rehearsal: nothing will be sent to Defender.');
  });

  test('says where it could be asked instead, as a link to the channel', () => {
    const shown = words(explained({}, { notHere: refuse('wrong-channel', ['C0INCIDENT']) }));
    expect(shown).toContain('You could not ask for it here. The policy does not allow requests in this channel.');
    expect(shown).toContain('Ask in #C0INCIDENT');
    expect(shown).not.toContain('You could ask for it here');
  });

  test('promises no button and no kept words where Twokey is not in the channel', () => {
    const shown = words(explained({}, { notHere: refuse('bot-not-in-channel') }));
    expect(shown).toContain('Type /invite @Twokey here before you ask.');
    expect(shown).not.toMatch(/Try again|kept/);
  });

  test.each(hostile)('shows %s of a machine or a rule literally, within the limits, for fifty rules', (_, text) => {
    const lists = { names: ['*', text], tags: [text], value: [text], groups: [text], os: [text], risk: [text] };
    const people = { usergroups: Array(40).fill('S0LEADS'), users: [text, 'U0IDA'] };
    const rules = Array.from(
      { length: 50 },
      (_rule, index): Rule => ({
        name: `${text} ${index}`,
        when: { machine: lists },
        quorum: 2 + (index % 3),
        approvers: people,
        ...(index % 2 === 0 ? { deny: text } : { ticket: 'x' }),
      }),
    );
    const foreign = machine({ name: text, value: text, group: text, os: text, risk: text, tags: Array(50).fill(text) });
    const question = { verb: 'isolate', machine: foreign, comment: text } as const;
    const policy = policyWith({ approvers: people, rules, escalation: { afterMs: 1, to: people } });
    const said = { number: 2, words: text, channels: [], resumers: [] };
    const pause = { by: { id: 'U0IDA', name: text }, at: NOW, ...said };
    const ruling = decide(policy, question);
    const explanation = { ...explained(), machine: foreign, comment: text, ruling, pause };
    sound(whyMessage({ ...explanation, notHere: refuse('not-a-requestor', people) }, look));
    card(dossier({ comment: text, terms: ruling.terms }, { machine: foreign }));
    sound(whichMachineMessage(text, Array(30).fill(foreign)));
  });
});

describe('several machines', () => {
  test('are listed with what tells them apart, and what to type', () => {
    const twin = machine({ id: 'b'.repeat(40), lastSeenAt: null });
    const shown = wordsOf(whichMachineMessage('web-01', [machine(), twin]).blocks);
    expect(shown).toContain('Which machine is “web-01”? Type the command again with the full id');
    expect(shown).toContain(`web-01.contoso.example, id ${'a'.repeat(40)}, last seen 2026-11-22T09:00:00.000Z`);
    expect(shown).toContain(`id ${'b'.repeat(40)}, last seen unknown`);
  });
});

describe('the policy on a card', () => {
  const termsOf = (policy: Partial<Policy>) => explained(policy).ruling.terms;
  const shownOf = (policy: Partial<Policy>) => wordsOf(card(dossier({ terms: termsOf(policy) })).blocks);

  test('is one short line where no rule applied', () => {
    expect(shownOf({ rules: [] })).toContain('Policy: no special rule applied\n');
    expect(shownOf({ rules: [], quorum: 2 })).toContain(
      'Policy: no special rule applied: 2 approvals, as for every request',
    );
  });

  test('says which rules applied, why, and why two approvals are needed, and mentions nobody twice', () => {
    const message = card(dossier({ terms: termsOf({}) }));
    expect(wordsOf(message.blocks)).toContain('Policy: 2 approvals because of rule Crown jewels');
    expect(wordsOf(message.blocks)).toContain(
      'Crown jewels, because its tag tier-1 matches tier-*: 2 approvals, one of them by user group S0LEADS',
    );
    expect(wordsOf(message.blocks)).not.toContain('no special rule');
    expect(message.text).toContain('Policy: 2 approvals because of rule Crown jewels');
    expect(JSON.stringify(message).match(/subteam\^S0LEADS|"usergroup_id":"S0LEADS"/g)).toHaveLength(1);
  });

  test('names those of fifty rules that there is no room for', () => {
    const rules = Array.from({ length: 50 }, (_, index): Rule => ({ ...crown, name: `Rule ${index}` }));
    const shown = shownOf({ rules });
    expect(shown).toContain('and 42 more: ');
    for (const { name } of rules) expect(shown).toContain(name);
  });

  test('counts those of hundreds of rules whose names have no room either', () => {
    const rules = Array.from({ length: 300 }, (_, index): Rule => ({ ...crown, name: `A rule of the house ${index}` }));
    const shown = shownOf({ rules });
    expect(shown).toMatch(/and 292 more: A rule of the house .* and \d+ others/);
    expect(shown.length).toBeLessThan(6_000);
  });

  test('of terms that were fixed before reasons were kept names their rules only', () => {
    const terms = { ...request().terms, rules: [{ name: 'Crown jewels', because: [] }] };
    expect(wordsOf(card(dossier({ terms })).blocks)).toContain('Policy rules that applied: Crown jewels\n');
  });
});
