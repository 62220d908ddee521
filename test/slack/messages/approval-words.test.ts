import { card, words } from '../drawn-card';
import { wordsOf } from '../reading';
import { approval, approved, dossier, mats, request } from '../samples';

describe('approvals', () => {
  const leads = { usergroups: ['S0LEADS'], users: ['U0MATS'] };
  const approvers = { usergroups: ['S0APPROVERS'], users: [] };
  const terms = { ...request().terms, places: [approvers, approvers, leads] as const };

  test('are counted by audience, and a group is mentioned once', () => {
    const message = card(dossier({ terms }));
    expect(wordsOf(message.blocks)).toContain(
      '*Still needed:* 2 from <!subteam^S0APPROVERS>; 1 from <!subteam^S0LEADS> or <@U0MATS>',
    );
  });

  test('a group that is in two audiences is mentioned once', () => {
    const both = { usergroups: ['S0LEADS', 'S0APPROVERS'], users: [] };
    const message = card(dossier({ terms: { ...terms, places: [approvers, both] } }));
    expect(JSON.stringify(message).match(/subteam\^S0APPROVERS/g)).toHaveLength(1);
    expect(wordsOf(message.blocks)).toContain('user group S0APPROVERS');
  });

  test('that are given are told with names, and what is still missing', () => {
    const shown = words(dossier({ terms }, {}, [approval(mats, { places: [2] })]));
    expect(shown).toContain('Waiting for approval: 1 of 3 given');
    expect(shown).toContain('Approvals: 1 of 3 given, by Mats Berg');
    expect(shown).toContain('*Still needed:* 2 from <!subteam^S0APPROVERS>');
    expect(shown).not.toContain('S0LEADS');
  });

  test('of several equal ones are counted down as they are given', () => {
    const shown = words(
      dossier({ terms: { ...terms, places: [approvers, approvers] } }, {}, [approval(mats, { places: [0, 1] })]),
    );
    expect(shown).toContain('Approvals: 1 of 2 given');
    expect(shown).toContain('*Still needed:* 1 from <!subteam^S0APPROVERS>');
  });

  test('mention nobody where the policy says so', () => {
    const message = card(dossier({ terms: { ...terms, mention: false } }));
    expect(JSON.stringify(message)).not.toMatch(/subteam|<@/);
    expect(wordsOf(message.blocks)).toContain(
      '2 from user group S0APPROVERS; 1 from user group S0LEADS or user U0MATS',
    );
  });

  test('mention nobody once it is decided', () => {
    expect(JSON.stringify(card(approved({ status: 'ready' })))).not.toContain('subteam');
  });

  test('an empty audience is nobody', () => {
    expect(words(dossier({ terms: { ...terms, places: [{ usergroups: [], users: [] }] } }))).toContain(
      '1 from nobody: the policy names no one',
    );
  });
});
