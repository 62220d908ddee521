import { Fault } from '../../src/domain/fault';
import { createKeptDirectory } from '../../src/flow/kept-directory';
import { faultWith, T } from '../domain/builders';

const MINUTE_MS = 60_000;

/** Slack as it answers each time it is asked; nothing is answered before it is let. */
const slack = () => {
  const asked: string[] = [];
  const state = { now: T, answer: async (_: string): Promise<ReadonlySet<string>> => new Set(['UALICE']) };
  const kept = createKeptDirectory({
    directory: {
      profile: async (id) => {
        asked.push(id);
        return null;
      },
      memberships: async ([id = '']) => {
        asked.push(id);
        return new Map([[id, await state.answer(id)]]);
      },
      channel: async (id) => {
        asked.push(id);
        return null;
      },
    },
    clock: { now: () => state.now, at: () => () => {} },
  });
  return { asked, state, kept };
};

it('a group is read once for all who ask while it is read, however long that takes', async () => {
  const { asked, state, kept } = slack();
  let answer: (members: ReadonlySet<string>) => void = () => {};
  state.answer = () => new Promise((resolve) => (answer = resolve));
  const first = kept.memberships(['SONE']);
  state.now += 2 * MINUTE_MS;
  const second = kept.memberships(['SONE', 'SONE']);
  expect(asked).toEqual(['SONE']);
  answer(new Set(['UBOB']));
  expect(await Promise.all([first, second])).toEqual(Array(2).fill(new Map([['SONE', new Set(['UBOB'])]])));
});

it('what was read holds for a minute, or for as long as is said', async () => {
  const { asked, state, kept } = slack();
  await kept.memberships(['SONE', 'STWO']);
  await kept.profile('UALICE');
  state.now += MINUTE_MS - 1;
  await kept.memberships(['SONE']);
  await kept.profile('UALICE');
  expect(asked).toEqual(['SONE', 'STWO', 'UALICE']);
  state.now += 1;
  await kept.memberships(['STWO'], 2 * MINUTE_MS);
  await kept.memberships(['SONE']);
  await kept.profile('UALICE');
  expect(asked.slice(3)).toEqual(['SONE', 'UALICE']);
});

it('what failed is asked again by whoever comes next', async () => {
  const { asked, state, kept } = slack();
  state.answer = async () => Promise.reject(new Fault(faultWith({ system: 'Slack' })));
  await expect(kept.memberships(['SONE'])).rejects.toThrow(Fault);
  state.answer = async () => new Set(['UBOB']);
  expect(await kept.memberships(['SONE'])).toEqual(new Map([['SONE', new Set(['UBOB'])]]));
  expect(asked).toEqual(['SONE', 'SONE']);
});

it('a channel is asked about each time', async () => {
  const { asked, kept } = slack();
  await kept.channel('C0ONE');
  await kept.channel('C0ONE');
  expect(asked).toEqual(['C0ONE', 'C0ONE']);
});
