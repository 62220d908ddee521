import { catalogue } from '../../src/domain/catalogue';
import { decide } from '../../src/domain/ruling';
import { machineWith, policyWith } from './builders';

const question = { verb: 'offboard', machine: machineWith(), comment: 'sold' } as const;

it('offboarding is off unless the policy file allows it, and says how', () => {
  expect(decide(policyWith(), question).refusal).toMatchObject({
    code: 'denied-by-rule',
    says: 'The policy rule “Offboard is off (built in)” does not allow this: It cannot be undone from here, so that it is off unless the policy file says “allow: [offboard]”.',
  });
  expect(decide(policyWith({ allow: ['offboard'] }), question).refusal).toBeNull();
});

it.each([
  [1, 2],
  [2, 2],
  [3, 3],
])('where the policy asks for %d approvals, offboarding takes %d', (quorum, takes) => {
  const { terms } = decide(policyWith({ quorum, allow: ['offboard'] }), question);
  expect(terms.places).toHaveLength(takes);
  expect(terms.rules).toMatchObject([{ name: 'Offboard takes 2 approvals (built in)', quorum: 2 }]);
});

it('no rule of the file makes it fewer', () => {
  const rules = [{ name: 'Quick', when: { actions: ['offboard'] }, quorum: 1 }];
  expect(decide(policyWith({ allow: ['offboard'], rules }), question).terms.places).toHaveLength(2);
});

it('no other action has a rule of its own', () => {
  for (const { verb } of Object.values(catalogue)) {
    if (verb === 'offboard') continue;
    expect(decide(policyWith(), { ...question, verb })).toMatchObject({ refusal: null, terms: { rules: [] } });
  }
});
