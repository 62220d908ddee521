import { type JsonObject, objectIn, textIn } from '../../simulator/slack/json';
import type { Message } from '../../simulator/slack/workspace/messages';
import { createScenes, startRoomyWorld } from './scenes';
import type { Transport, World } from './world';

const COPY = 'only a copy; its buttons do nothing';
const CHANGED = 'does not belong to the request as it is stored';

/** What the Approve button of a card carries: request, binding, post. */
const carried = (card: Message): readonly string[] => {
  const button = card.blocks
    .flatMap((block) => (Array.isArray(block.elements) ? block.elements : []))
    .find((element) => element.text?.text === 'Approve');
  return String(button.value).split(' ');
};

describe.each<Transport>(['http', 'socket'])(
  'a button is bound to its request, its content and its card over %s',
  (transport) => {
    let world: World;
    let scene: ReturnType<typeof createScenes>;
    beforeAll(async () => {
      world = await startRoomyWorld(transport);
      await world.start();
      scene = createScenes(world);
    });
    afterAll(() => world.stop());
    afterEach(() => {
      expect(world.slack.violations).toEqual([]);
      expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
    });

    /** Nothing has come of it, and the card itself still works. */
    const unharmed = async (card: Message, sent: World['sent']) => {
      const { slack, ida } = world;
      expect(slack.plainText(slack.current(card))).toContain('0 of 1 given');
      expect(sent()).toEqual([]);
      await ida.click(card, 'Approve');
      await world.shows(card, 'Succeeded');
      expect(sent()).toHaveLength(1);
    };

    test.each<[string, (own: readonly string[], other: readonly string[]) => readonly string[], string]>([
      ['what the button of another request carries', (_, other) => other, COPY],
      ['the binding of another request', ([id = '', , post = ''], [, binding = '']) => [id, binding, post], CHANGED],
      ['the post of another request', ([id = '', binding = ''], [, , post = '']) => [id, binding, post], COPY],
      ['the id of another request', ([, binding = '', post = ''], [id = '']) => [id, binding, post], CHANGED],
      ['a post that nobody knows', ([id = '', binding = '']) => [id, binding, 'nobody'], COPY],
    ])('with %s it approves neither', async (_, forge, says) => {
      const { ida } = world;
      const one = scene();
      const two = scene();
      const [card, other] = [await one.ask('restrict'), await two.ask('isolate')];
      await ida.click(card, 'Approve', { tamper: { value: forge(carried(card), carried(other)).join(' ') } });
      await one.whispered(ida, says, 'Use the buttons on the card itself');
      expect(two.sent()).toEqual([]);
      expect(world.slack.plainText(world.slack.current(other))).toContain('0 of 1 given');
      await unharmed(card, one.sent);
    });

    const message = (payload: JsonObject, change: JsonObject): JsonObject => ({
      ...payload,
      message: { ...objectIn(payload.message), ...change },
    });
    const copies: readonly (readonly [string, (payload: JsonObject) => JsonObject])[] = [
      ['that a person shared', (payload) => message(payload, { bot_id: undefined, app_id: undefined, user: 'U0MAX' })],
      ['that another app posted', (payload) => message(payload, { bot_id: 'B0OTHER', app_id: 'A0OTHER' })],
      [
        'that only one person sees',
        ({ message: _message, ...payload }) => ({
          ...payload,
          container: { ...objectIn(payload.container), is_ephemeral: true },
        }),
      ],
      [
        'at another time',
        (payload) =>
          message({ ...payload, container: { ...objectIn(payload.container), message_ts: '1.1' } }, { ts: '1.1' }),
      ],
      [
        'in another channel',
        (payload) => ({
          ...payload,
          channel: { id: 'C0OTHER', name: 'other' },
          container: { ...objectIn(payload.container), channel_id: 'C0OTHER' },
        }),
      ],
    ];

    test.each(copies)('on a copy %s it does nothing, and says where the card is', async (_, payload) => {
      const { slack, ida } = world;
      const { ask, sent } = scene();
      const card = await ask('restrict');
      const seen = slack.ephemerals({ user: ida.id }).length;
      await ida.click(card, 'Approve', { payload });
      const answer = await slack.until(() => slack.ephemerals({ user: ida.id })[seen], { what: 'an answer' });
      expect(slack.plainText(answer)).toContain(COPY);
      expect(slack.plainText(answer)).toContain('Go to the card');
      await unharmed(card, sent);
    });

    test('on a copy it does not become the card while Slack’s answer to the card is lost', async () => {
      const { slack, ida } = world;
      const { ask, sent, channel, whispered } = scene();
      slack.fail('chat.postMessage', 'reset-after');
      const card = await ask('restrict');
      const shared = slack.forward(card, channel);
      await ida.click(shared, 'Approve');
      await whispered(ida, COPY);
      await unharmed(card, sent);
    });

    const forms: readonly (readonly [string, (own: string, other: string) => string, string])[] = [
      ['nothing at all', () => '', 'belongs to no card'],
      ['words', () => 'let me in', 'belongs to no card'],
      [
        'the place of another card',
        (own, other) => [own.split('\n')[0], ...other.split('\n').slice(1)].join('\n'),
        COPY,
      ],
      [
        'what another form carries, at this place',
        (own, other) => [other.split('\n')[0], ...own.split('\n').slice(1)].join('\n'),
        COPY,
      ],
      ['another binding', (own) => own.replace(/ \S+ /, ' AAAAAAAAAAAAAAAAAAAAAA '), CHANGED],
    ];

    test.each(forms)('the form of a denial that carries %s denies nothing', async (_, forge, says) => {
      const { slack, ida, tom } = world;
      const one = scene();
      const two = scene();
      const [card, other] = [await one.ask('restrict'), await two.ask('restrict')];
      await ida.click(card, 'Deny');
      const view = await ida.nextView();
      await tom.click(other, 'Deny');
      const theirs = textIn((await tom.nextView()).content.private_metadata);
      const seen = slack.ephemerals({ user: ida.id }).length;
      const { errors } = await ida.submit(
        view,
        { Reason: 'not this one' },
        {
          payload: (payload) => {
            const shown = objectIn(payload.view);
            return { ...payload, view: { ...shown, private_metadata: forge(textIn(shown.private_metadata), theirs) } };
          },
        },
      );
      const told =
        errors === undefined
          ? slack.plainText(await slack.until(() => slack.ephemerals({ user: ida.id })[seen], { what: 'an answer' }))
          : Object.values(errors).join();
      expect(told).toContain(says);
      expect(slack.plainText(slack.current(other))).toContain('0 of 1 given');
      await unharmed(card, one.sent);
    });

    test('the form of a denial is judged by who submits it, whoever opened it', async () => {
      const { ida, max } = world;
      const { ask, sent, whispered } = scene();
      const card = await ask('restrict');
      await ida.click(card, 'Deny');
      const view = await ida.nextView();
      await ida.submit(
        view,
        { Reason: 'not mine to say' },
        {
          payload: (payload) => ({ ...payload, user: { id: max.id, name: 'ida', team_id: 'T0TWOKEY' } }),
        },
      );
      await whispered(max, 'does not let you decide');
      await unharmed(card, sent);
    });
  },
);
