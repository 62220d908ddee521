import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../../src/domain/machine';
import type { Policy } from '../../src/domain/policy';
import { decide } from '../../src/domain/ruling';
import { parsePolicy, warningsOf } from '../../src/host/policy-file';

const text = readFileSync(join(__dirname, '..', '..', 'policy.example.yml'), 'utf8');

const policy = ((): Policy => {
  const read = parsePolicy(text);
  if ('policy' in read) return read.policy;
  throw new Error(read.mistakes.map(({ line, message }) => `line ${line}: ${message}`).join('\n'));
})();

const machine = (facts: Partial<Machine>): Machine => ({
  id: 'a'.repeat(40),
  name: 'web-01.harbour.example',
  os: 'Windows11',
  osVersion: null,
  health: 'Active',
  onboarding: 'Onboarded',
  risk: 'Low',
  exposure: 'Low',
  value: 'Normal',
  tags: [],
  group: 'Office',
  lastIp: null,
  lastSeenAt: null,
  mergedInto: null,
  isDuplicate: false,
  ...facts,
});

const termsOf = (verb: 'isolate' | 'scan', facts: Partial<Machine>) =>
  decide(policy, { verb, machine: machine(facts), comment: null }).terms;

const approvers = { usergroups: ['S0APPROVERS'], users: [] };
const leads = { usergroups: ['S0LEADS'], users: [] };

describe('policy.example.yml', () => {
  it('asks for one approval within half an hour on an ordinary machine', () => {
    expect(termsOf('isolate', {})).toEqual({
      places: [approvers],
      expiresInMs: 30 * 60_000,
      sendWithinMs: 15 * 60_000,
      mention: true,
      reminder: true,
      escalation: { afterMs: 10 * 60_000, to: leads },
      rules: [],
    });
  });

  it('asks for a second approval by a lead on a domain controller', () => {
    const terms = termsOf('isolate', { name: 'dc-01.harbour.example' });
    expect(terms).toMatchObject({ places: [approvers, leads], rules: [{ name: 'Crown jewels' }] });
  });

  it('leaves less time on a machine of high value', () => {
    const terms = termsOf('scan', { value: 'High' });
    expect(terms).toMatchObject({ places: [approvers], expiresInMs: 15 * 60_000, sendWithinMs: 10 * 60_000 });
  });

  it('does not isolate the production line from chat', () => {
    const question = { verb: 'isolate', machine: machine({ tags: ['plant-floor'] }), comment: null } as const;
    expect(decide(policy, question).refusal?.code).toBe('denied-by-rule');
  });

  it('wants a ticket for isolating a server', () => {
    const question = { verb: 'isolate', machine: machine({ os: 'WindowsServer2022' }) } as const;
    expect(decide(policy, { ...question, comment: 'beaconing' }).refusal?.code).toBe('ticket-missing');
    expect(decide(policy, { ...question, comment: 'beaconing, INC0012345' }).refusal).toBeNull();
  });

  it('does nothing to machines on its never-list, by name or by tag', () => {
    for (const facts of [{ name: 'adfs-01.harbour.example' }, { tags: ['never-from-chat'] }]) {
      const ruling = decide(policy, { verb: 'scan', machine: machine(facts), comment: null });
      expect(ruling.denials.map(({ rule }) => rule.name)).toEqual(['Never from chat']);
    }
  });

  it('gives no reason for a warning', () => {
    const read = parsePolicy(text);
    expect('policy' in read && warningsOf(read, new Map())).toEqual([]);
  });

  it('shows every setting that a policy has', () => {
    const settings = [
      'version',
      'requestors',
      'approvers',
      'channels',
      'quorum',
      'expires_in',
      'send_within',
      'mention',
      'reminder',
      'escalation',
      'logged_on_users',
      'limits',
    ];
    for (const name of [...settings, 'rules']) expect(text).toMatch(new RegExp(`^${name}:`, 'm'));
    for (const name of ['quorum', 'expires_in', 'send_within', 'approvers', 'ticket', 'deny']) {
      expect(text).toMatch(new RegExp(`^    ${name}:`, 'm'));
    }
    for (const name of ['names', 'ids', 'tags', 'value', 'groups', 'os', 'risk']) expect(text).toContain(` ${name}: [`);
  });
});
