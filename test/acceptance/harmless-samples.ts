import type { Delivery } from '../../simulator/slack/delivery/outcome';
import type { JsonObject } from '../../simulator/slack/json';
import type { Sample } from './hostile-bodies';
import type { Scene } from './scenes';
import type { World } from './world';

const asOf = { slash_commands: 'command', interactive: 'payload', events_api: 'event' } as const;

/**
 * Bodies of every kind as Slack sends them, of which none can bring anything about any more: what they decide on is
 * decided, whoever clicks may not, the machine does not exist. Whatever is made of them must bring about nothing either.
 */
export const gatherSamples = async (world: World, scene: () => Scene): Promise<readonly Sample[]> => {
  const { slack, rosa, ida, max } = world;
  const from = ({ letter: { parcel } }: Delivery): Sample => ({ as: asOf[parcel.kind], body: parcel.payload });
  const { ask, channel, machine, whispered } = scene();
  const say = async (words: string, by = rosa) => from(await by.command(channel, `/defender ${words}`));

  const card = await ask('restrict');
  const byNobody = await max.click(card, 'Approve');
  const denying = await ida.click(card, 'Deny');
  const denied = await ida.submit(await ida.nextView(), { Reason: 'only a drill' });
  await world.shows(card, 'Denied by');
  const byApprover = (delivery: Delivery): Sample => {
    const { as, body } = from(delivery);
    return { as, body: { ...body, user: { id: ida.id, name: 'ida', team_id: 'T0TWOKEY' } } };
  };

  const commands = [
    await say('help'),
    await say('status'),
    await say('restrict nowhere-1 seen beaconing'),
    await say('isolate nowhere-2 selective seen beaconing'),
    await say(`why restrict ${machine}`),
    await say('history 7K3M9P2Q'),
    await say('cancel 7K3M9P2Q no need'),
    await say(`scan ${machine} quick just so`, max),
    await say('pause just so', max),
    await say('resume', max),
  ];
  await whispered(rosa, 'nowhere-1', 'Edit');
  const whisper = slack
    .ephemerals({ user: rosa.id, channel })
    .find((one) => slack.plainText(one).includes('nowhere-1'));
  if (whisper === undefined) throw new Error('nothing was whispered');
  const editing = await rosa.click(whisper, 'Edit');
  const view = await rosa.nextView();
  await rosa.suggest(view, 'Find a machine', 'web');
  const suggesting = slack.deliveries.at(-1);
  const submitted = await rosa.submit(view, { 'Machine name, id or IP': 'nowhere-3', Comment: 'seen again' });
  if (suggesting === undefined) throw new Error('nothing was suggested');

  const event = await slack.event({ type: 'message', channel, user: rosa.id, text: 'hello', ts: '1.2' });
  const mention = { type: 'app_mention', channel, user: rosa.id, ts: '1.2', thread_ts: '1.1' };
  const mentioning = await slack.event({ ...mention, text: '<@U0TWOKEY> restrict nowhere-4 seen beaconing' });
  const mentioned = await slack.event({ ...mention, text: '<@U0TWOKEY> isolate <http://nowhere-5.example|nowhere-5>' });
  const alert = slack.otherAppSays(channel, { text: `10[.]1[.]2[.]3 on nowhere-6 ${'ab'.repeat(20)}` });
  const onMessage = await rosa.shortcut('defender-action', alert);
  const empty = await rosa.nextView();
  const choosing = await rosa.choose(empty, 'Action', 'Isolate');
  const picked = await rosa.submit(await rosa.nextView(), { 'Machine name, id or IP': 'nowhere-6', Comment: 'seen' });
  const anywhere = await rosa.globalShortcut('ask-defender');
  const { view: _view, ...frame } = from(submitted).body;
  const made = (body: JsonObject): Sample => ({ as: 'payload', body: { ...frame, ...body } });
  return [
    ...commands,
    ...[byNobody, denying, denied, editing, submitted, suggesting].map(from),
    ...[byNobody, denying].map(byApprover),
    from(event),
    made({ type: 'view_closed', view: from(submitted).body['view'], is_cleared: false }),
    from(mentioning),
    from(mentioned),
    ...[onMessage, anywhere, choosing, picked].map(from),
    made({ type: 'shortcut', callback_id: 'ask' }),
    made({ type: 'message_action', callback_id: 'ask', message: { ts: '1.2', text: 'hello' }, message_ts: '1.2' }),
    made({ type: 'dialog_submission', callback_id: 'ask', submission: {}, state: '' }),
    made({ type: 'interactive_message', actions: [{ name: 'x', type: 'button', value: 'y' }], callback_id: 'ask' }),
  ];
};
