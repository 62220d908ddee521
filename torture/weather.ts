import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultKind } from '../simulator/defender/fault';
import type { EntraFault } from '../simulator/entra/entra-simulator';
import type { Fault } from '../simulator/slack/web-api/faults';
import { type Chance, chanceOf, seedFor } from './chance';
import type { World } from './world';

/** Lost before or after acting, refused though done, slow, cut, half, a page for people, nothing at all. */
const DEFENDER: readonly FaultKind[] = [
  'reset-before',
  'reset-after',
  'http-500-before',
  'http-500-after',
  'hang-before',
  'hang-after',
  'slow',
  'slow-after',
  'html',
  'html-after',
  'empty',
  'half',
];
const SLACK: readonly Fault[] = [
  'reset-before',
  'reset-after',
  'http-500',
  'http-500-after',
  'http-503',
  'hang',
  'hang-after',
  { slowMs: 700 },
  'html',
  'html-after',
  'half',
  '429',
];
const SLACK_METHODS = [
  'chat.postMessage',
  'chat.postMessage',
  'chat.update',
  'views.open',
  'users.info',
  'usergroups.users.list',
  'conversations.info',
  'response_url',
] as const;
const ENTRA: readonly EntraFault[] = ['500', 'hang', 'reset', 'html', 'slow', 'half'];

const strike = (chance: Chance, { slack, defender, entra }: World): void => {
  const times = 1 + chance.below(2);
  switch (chance.pick(['post', 'post', 'read', 'slack', 'slack', 'entra'] as const)) {
    case 'post':
      defender.fault({
        method: 'POST',
        path: /\/machines\//,
        kind: chance.pick(DEFENDER),
        times,
        ms: 200 + chance.below(2_500),
      });
      return;
    case 'read':
      defender.fault({
        method: 'GET',
        path: /\/machine/,
        kind: chance.pick(DEFENDER),
        times,
        ms: 200 + chance.below(2_500),
      });
      return;
    case 'slack':
      slack.fail(chance.pick(SLACK_METHODS), chance.pick(SLACK), times);
      return;
    case 'entra':
      entra.fail(1, chance.pick(ENTRA));
      return;
  }
};

const clear = ({ slack, defender, entra }: World): void => {
  slack.heal();
  defender.clearFaults();
  entra.heal();
};

/** Faults of the network, drawn from the seed: they come and go, some at a time. */
export const createWeather = (world: World, seed: number) => {
  let isOver = false;
  return {
    blow: async (): Promise<void> => {
      const chance = chanceOf(seedFor(seed, 'weather'));
      while (!isOver) {
        clear(world);
        const faults = chance.below(4);
        for (let drawn = 0; drawn < faults; drawn += 1) strike(chance, world);
        await sleep(200 + chance.below(600));
      }
      clear(world);
    },
    /** Every fault ends; what hangs is let go by whoever waits. */
    end: (): void => {
      isOver = true;
      clear(world);
    },
  };
};

/** How many calls met which fault. */
export const faultsMet = ({ slack, defender, entra }: World): ReadonlyMap<string, number> => {
  const met = new Map<string, number>();
  const count = (what: string) => met.set(what, (met.get(what) ?? 0) + 1);
  for (const { method, fault } of defender.log) if (fault !== undefined) count(`defender ${method}: ${fault}`);
  for (const { method, result, status } of slack.calls) {
    if (typeof result['fault'] === 'string') count(`slack ${method}: ${result['fault']}`);
    else if (status === 429) count(`slack ${method}: 429`);
  }
  for (const { outcome } of entra.requests())
    if (outcome !== 'granted' && outcome !== 'refused') count(`entra token: ${outcome}`);
  return met;
};
