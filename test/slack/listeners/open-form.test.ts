import type { WebClient } from '@slack/web-api';
import { createOpenForm } from '../../../src/slack/listeners/open-form';
import { createFakeClock } from '../../flow/fake-clock';
import { recordingLog } from '../../defender/world';

const view = { type: 'modal', callback_id: 'ask', title: { type: 'plain_text', text: 'Ask' }, blocks: [] } as const;

const opener = (open: () => Promise<object> = async () => ({ ok: true })) => {
  const clock = createFakeClock(0);
  const log = recordingLog();
  const triggers: unknown[] = [];
  const views = {
    open: ({ trigger_id }: { readonly trigger_id: string }) => {
      triggers.push(trigger_id);
      return open();
    },
  };
  const openForm = createOpenForm({ interactive: { views } as unknown as WebClient, clock, log });
  return {
    clock,
    triggers,
    open: (isRecovered = false) =>
      openForm({ id: 't1', arrival: { arrivedAt: 0, isRecovered } }, { ...view, blocks: [] }),
  };
};

it('a form is opened with a trigger that is alive', async () => {
  const { clock, triggers, open } = opener();
  await clock.move(2_900);
  expect(await open()).toBe(true);
  expect(triggers).toEqual(['t1']);
});

it('a trigger that is dead by now is not tried', async () => {
  const { clock, triggers, open } = opener();
  await clock.move(2_901);
  expect(await open()).toBe(false);
  expect(await open(true)).toBe(false);
  expect(triggers).toEqual([]);
});

it('a form that Slack does not open is no failure of ours', async () => {
  const { open } = opener(async () => {
    throw new Error('expired_trigger_id');
  });
  expect(await open()).toBe(false);
});
