import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from '../simulator/slack/workspace/messages';
import { type Chance, chanceOf, seedFor } from './chance';
import type { Evidence } from './evidence';
import { createHands, isOver } from './hands';
import type { Ledger, Wish } from './ledger';
import type { World } from './world';

/** What one person wants of one machine or of several, and how they go about it: all of it decided by the seed. */
interface Plan {
  readonly number: number;
  readonly asker: string;
  readonly approvers: readonly [string, string];
  readonly channel: string;
  readonly verb: 'restrict' | 'unrestrict' | 'collect';
  readonly machines: number;
  readonly wish: Wish | 'leave it';
  readonly manner: 'one click' | 'double click' | 'two people' | 'the asker first';
  /** Withdraws after the approval, which may be too late. */
  readonly hasRegrets: boolean;
  readonly thinkMs: number;
}

const wishOf = (chance: Chance): Plan['wish'] => {
  const drawn = chance.fraction();
  if (drawn < 0.78) return 'Approve';
  if (drawn < 0.86) return 'Deny';
  return drawn < 0.93 ? 'Withdraw' : 'leave it';
};

const planOf = (seed: number, number: number, { crowd }: World): Plan => {
  const chance = chanceOf(seedFor(seed, 'case', number));
  const first = chance.pick(crowd.approvers);
  return {
    number,
    asker: chance.pick(crowd.askers),
    approvers: [first, chance.pick(crowd.approvers.filter((each) => each !== first))],
    channel: chance.pick(crowd.channels),
    verb: chance.pick(['restrict', 'restrict', 'unrestrict', 'collect'] as const),
    machines: chance.pick([1, 1, 1, 2, 4] as const),
    wish: wishOf(chance),
    manner: chance.pick(['one click', 'one click', 'double click', 'two people', 'the asker first'] as const),
    hasRegrets: chance.once(20),
    thinkMs: chance.below(1_500),
  };
};

/** People who ask and decide all the time, in many channels, whatever becomes of the bot meanwhile. */
export const createPeople = (options: {
  readonly world: World;
  readonly seed: number;
  readonly evidence: Evidence;
  readonly ledger: Ledger;
}) => {
  const { world, seed, evidence } = options;
  const hands = createHands(options);
  const { click } = hands;
  const free = [...world.crowd.machines];
  const open = new Map<number, string>();
  let cases = 0;
  let isClosing = false;

  const approve = async (card: Message, { manner, asker, approvers: [first, second] }: Plan): Promise<void> => {
    switch (manner) {
      case 'one click':
        await click(card, 'Approve', first);
        return;
      case 'double click':
        await Promise.all([click(card, 'Approve', first), click(card, 'Approve', first)]);
        return;
      case 'two people':
        await Promise.all([click(card, 'Approve', first), click(card, 'Approve', second)]);
        return;
      case 'the asker first':
        await click(card, 'Approve', asker);
        await click(card, 'Approve', second);
        return;
    }
  };

  const decide = async (plan: Plan, wish: Wish, requestId: string): Promise<void> => {
    await hands.decide(requestId, async (card) => {
      if (wish === 'Approve') await approve(card, plan);
      if (wish === 'Deny') await hands.deny(card, plan.approvers[0], requestId);
      if (wish === 'Withdraw') await click(card, 'Withdraw', plan.asker);
    });
    const card = evidence.newestCard(requestId);
    const canWithdraw = hands.textOf(requestId).includes('[Withdraw]');
    if (wish === 'Approve' && plan.hasRegrets && canWithdraw && card !== undefined)
      await click(card, 'Withdraw', plan.asker);
    await hands.until(() => isOver(hands.stateOf(requestId)), 120_000);
  };

  const live = async (): Promise<void> => {
    if (free.length === 0) {
      await sleep(500);
      return;
    }
    cases += 1;
    const plan = planOf(seed, cases, world);
    const machines = free.splice(0, plan.machines);
    const several = machines.length === 1 ? [] : machines.map(({ id }) => id);
    const names = machines.map(({ id, computerDnsName }) => (several.length === 0 ? id : computerDnsName)).join(',');
    open.set(plan.number, `${plan.asker} asks #${plan.number} in ${plan.channel}`);
    const requestId = await hands.ask({ ...plan, several, words: `${plan.verb} ${names}` });
    open.delete(plan.number);
    if (requestId === null || plan.wish === 'leave it') return;
    open.set(plan.number, `${plan.wish} of ${requestId} (${plan.manner})`);
    await sleep(plan.thinkMs);
    await decide(plan, plan.wish, requestId);
    open.delete(plan.number);
    free.push(...machines);
  };

  return {
    /** So many cases at a time, one after the other; resolves when the last one is over after `close`. */
    work: async (atOnce: number): Promise<void> => {
      const worker = async (): Promise<void> => {
        while (!isClosing) await live();
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
    },
    /** What somebody is still at, in words. */
    open: (): readonly string[] => [...open.values()],
    /** No new cases. */
    close: (): void => {
      isClosing = true;
    },
    /** Whatever is still open stays as it is. */
    giveUp: (): void => {
      isClosing = true;
      hands.giveUp();
    },
  };
};
