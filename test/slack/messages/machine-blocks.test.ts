import { card, words } from '../drawn-card';
import { approved, dossier, HOUR, machine, machineAction, NOW, request } from '../samples';

describe('what an approver has to know', () => {
  test('unknown facts are called unknown', () => {
    const nothing = { os: null, health: null, risk: null, exposure: null, value: null, tags: null, group: null };
    const shown = words(dossier({}, { machine: machine({ ...nothing, lastSeenAt: null, lastIp: null }) }));
    for (const label of [
      'OS',
      'Health',
      'Risk',
      'Exposure',
      'Value',
      'Group',
      'Tags',
      'Last IP address',
      'Last seen',
    ]) {
      expect(shown).toContain(`${label}: unknown`);
    }
    expect(shown).not.toContain('Offline');
  });

  test('a machine without tags is not one whose tags are unknown', () => {
    expect(words(dossier({}, { machine: machine({ tags: [] }) }))).toContain('Tags: none');
  });

  test('a record that may be a duplicate is told as one', () => {
    expect(words(dossier({}, { machine: machine({ isDuplicate: true }) }))).toContain(
      'Machine: web-01.contoso.example (Defender calls this record a potential duplicate)',
    );
  });

  test('tags that do not fit are counted', () => {
    const tags = Array.from({ length: 50 }, (_, index) => `a-rather-long-tag-${index}`);
    expect(words(dossier({}, { machine: machine({ tags }) }))).toMatch(/a-rather-long-tag-0, .* and \d+ more/);
  });

  test('an offline machine is told loudly, in the text as well', () => {
    const offline = dossier({}, { machine: machine({ health: 'Inactive', lastSeenAt: NOW - 50 * HOUR }) });
    const sentence = '; Defender keeps trying for 3 days, so this may run days from now.';
    expect(words(offline)).toContain(`Offline: last seen 2026-11-20T08:00:00.000Z${sentence}`);
    expect(card(offline).text).toContain(sentence);
  });

  test('an action that is over is not told to run days from now', () => {
    const ended = approved({ status: 'succeeded', machine: machine({ health: 'Inactive' }) });
    expect(words(ended)).not.toContain('may run days from now');
  });

  test('what is open on the machine, what was done lately and since when it is contained', () => {
    const situation = {
      open: [machineAction({ type: 'RunAntiVirusScan', scope: 'Quick', status: 'InProgress' })],
      recent: [machineAction({ status: 'Succeeded' })],
      isolatedSince: NOW - HOUR,
      restrictedSince: NOW - 2 * HOUR,
    };
    const shown = words(dossier({}, { situation }));
    expect(shown).toContain('Isolated since 2026-11-22T09:00:00.000Z');
    expect(shown).toContain('Restricted since 2026-11-22T08:00:00.000Z');
    expect(shown).toContain('Open: Run antivirus scan (Quick): InProgress, started by soc@contoso.example');
    expect(shown).toContain('Done lately: Isolate (Full): Succeeded, started by soc@contoso.example');
  });

  test('which Machine Action of which machine a cancellation is about', () => {
    const action = machineAction();
    const subject = { machineActionId: action.id, createdAt: NOW - 2 * HOUR };
    const situation = { open: [action], recent: [], isolatedSince: null, restrictedSince: null };
    const shown = words(dossier({ verb: 'cancel' }, { verb: 'cancel', subject, situation }));
    expect(shown).toContain('Cancel a running Machine Action: web-01.contoso.example');
    expect(shown).toContain(`Machine Action to cancel: Isolate, ${action.id}, created 2026-11-22T08:00:00.000Z`);
    expect(words(dossier({ verb: 'cancel' }, { verb: 'cancel', subject }))).toContain('type unknown');
  });

  test('which rules applied', () => {
    const { terms } = request();
    expect(
      words(dossier({ terms: { ...terms, rules: ['Crown jewels', 'Tier 0'].map((name) => ({ name, because: [] })) } })),
    ).toContain('Policy rules that applied: Crown jewels, Tier 0');
  });
});
