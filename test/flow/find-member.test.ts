import { Fault } from '../../src/domain/fault';
import { findMember } from '../../src/flow/find-member';
import { bob, carol, faultWith } from '../domain/builders';

const gone = new Fault(faultWith({ system: 'Slack', code: 'no_such_subteam' }));
const never = new Promise<never>(() => {});
const both = { usergroups: ['SONE', 'STWO'], users: [] };

/** A directory that answers for each group in its own way. */
const directoryOf = (groups: Readonly<Record<string, readonly string[] | Fault | Promise<never>>>) => {
  const asked: string[] = [];
  return {
    asked,
    memberships: async ([group = '']: readonly string[]) => {
      asked.push(group);
      const answer = await groups[group];
      if (answer instanceof Fault) throw answer;
      return new Map([[group, new Set(answer ?? [])]]);
    },
  };
};

test('somebody whom one group shows does not wait for a slow one', async () => {
  const directory = directoryOf({ SONE: never, STWO: [bob.id] });
  expect(await findMember(directory, both, bob.id)).toEqual(new Map([['STWO', new Set([bob.id])]]));
});

test('somebody whom one group shows is not hidden by one that cannot be read', async () => {
  const directory = directoryOf({ SONE: gone, STWO: [bob.id] });
  expect(await findMember(directory, both, bob.id)).toEqual(new Map([['STWO', new Set([bob.id])]]));
});

test('somebody whom no group shows is not established where one cannot be read', async () => {
  const directory = directoryOf({ SONE: gone, STWO: [bob.id] });
  await expect(findMember(directory, both, carol.id)).rejects.toBe(gone);
});

test('somebody whom no group shows is in none of them', async () => {
  const directory = directoryOf({ SONE: [], STWO: [bob.id] });
  const members = await findMember(directory, both, carol.id);
  expect([...members.keys()]).toEqual(['SONE', 'STWO']);
});

test('somebody who is named, or an audience without groups, needs no group to be read', async () => {
  const directory = directoryOf({});
  expect(await findMember(directory, { ...both, users: [bob.id] }, bob.id)).toEqual(new Map());
  expect(await findMember(directory, { usergroups: [], users: [] }, bob.id)).toEqual(new Map());
  expect(directory.asked).toEqual([]);
});
