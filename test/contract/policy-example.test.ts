import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from '../../src/domain/machine';
import { decideTerms, type Policy } from '../../src/domain/policy';
import { isRefusal } from '../../src/domain/refusal';
import { parsePolicy } from '../../src/host/policy-file';

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

const approvers = { usergroups: ['S0APPROVERS'], users: [] };
const leads = { usergroups: ['S0LEADS'], users: [] };

describe('policy.example.yml', () => {
  it('asks for one approval within half an hour on an ordinary machine', () => {
    expect(decideTerms(policy, 'isolate', machine({}))).toEqual({
      places: [approvers],
      expiresInMs: 30 * 60_000,
      sendWithinMs: 15 * 60_000,
      mention: true,
      rules: [],
    });
  });

  it('asks for a second approval by a lead on a domain controller', () => {
    const terms = decideTerms(policy, 'isolate', machine({ name: 'dc-01.harbour.example' }));
    expect(terms).toMatchObject({ places: [approvers, leads], rules: ['Crown jewels'] });
  });

  it('leaves less time on a machine of high value', () => {
    const terms = decideTerms(policy, 'scan', machine({ value: 'High' }));
    expect(terms).toMatchObject({ places: [approvers], expiresInMs: 15 * 60_000, sendWithinMs: 10 * 60_000 });
  });

  it('does not isolate the production line from chat', () => {
    const terms = decideTerms(policy, 'isolate', machine({ tags: ['plant-floor'] }));
    expect(isRefusal(terms) && terms.code).toBe('denied-by-rule');
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
    ];
    for (const name of [...settings, 'rules']) expect(text).toMatch(new RegExp(`^${name}:`, 'm'));
    for (const name of ['names', 'ids', 'tags', 'value', 'groups', 'os', 'risk']) expect(text).toContain(` ${name}: [`);
  });
});
