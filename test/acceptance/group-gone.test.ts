import { createScenes, startRoomyWorld } from './scenes';
import { POLICY, type World } from './world';

// Slack shows nobody the members of a user group that somebody has disabled, or whose id is mistyped.
const RULES = `${POLICY.replace('[S0RESPONDERS]', '[S0GONE, S0RESPONDERS]')}rules:
  - name: Crown jewels
    when: { machine: { tags: [tier-0] } }
    approvers: { usergroups: [S0GONE], users: [] }
`;

let world: World;
afterEach(() => world.stop());

test('a user group that is gone keeps nobody else from asking, pausing, approving, looking or resuming', async () => {
  world = await startRoomyWorld('http', { policy: RULES });
  await world.start();
  const { ask, type, whispered, sent } = createScenes(world)();
  const card = await ask('scan');
  await type('pause an account turned out to be stolen', world.tom);
  await whispered(world.tom, 'Sending to Defender is paused');
  await type('status');
  await whispered(world.rosa, 'Sending to Defender is paused by Tom Berg', 'Yours');
  const id = /Request ([0-9A-Z]+)/.exec(world.slack.plainText(card))?.[1] ?? '';
  await type(`history ${id}`);
  await whispered(world.rosa, 'History of', 'asked for');
  await world.ida.click(card, 'Approve');
  await world.shows(card, 'Approved by Ida Holm, not sent: sending is paused');
  expect(sent()).toEqual([]);
  await type('resume', world.tom);
  await whispered(world.tom, 'Noted: 1 of 2');
  await type('resume', world.ida);
  await world.told(card, 'Sent to Defender');
  expect(sent()).toHaveLength(1);
});
