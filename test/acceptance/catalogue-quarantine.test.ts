import { MACHINE_IDS } from '../../simulator/defender/machine-seed';
import { INCIDENT, startWorld, type World } from './world';

const SHA1 = '356a192b7913b04c54574d18c28d46e6395428ab';
const OTHER = 'da4b9237bacccdf19c0760cab7aec4a8359010b0';
const PATH = `/api/machines/${MACHINE_IDS.web01}/StopAndQuarantineFile`;

describe('a file is stopped and quarantined', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ defender: { behaviour: { progress: 'manual' } } });
    await world.start();
  });
  afterAll(() => world.stop());

  const running = (sha1: string) =>
    // What is in the way is looked at again every ten seconds.
    world.defender.until(
      () => world.defender.actions().find((action) => action.relatedFileInfo?.fileIdentifier === sha1),
      { timeoutMs: 30_000 },
    );

  test('by its SHA-1, once, after a second person has approved exactly that file', async () => {
    const { defender, ida, rosa } = world;
    const card = await world.ask(`quarantine web-01 ${SHA1.toUpperCase()} dropper of the phish`);
    await world.shows(card, 'Stop and quarantine file: web-01', `SHA-1 of the file: ${SHA1}.`, 'dropper of the phish');

    await rosa.command(INCIDENT, `/defender quarantine web-01 ${SHA1} dropper again`);
    await world.whispered(rosa, 'The same action is already asked for, or running, on this machine');

    const second = await world.ask(`quarantine web-01 ${OTHER} its second stage`);
    await ida.click(card, 'Approve');
    const first = await running(SHA1);
    await world.shows(card, 'Running: Pending');
    await ida.click(second, 'Approve');
    await world.told(second, 'Not sent yet', first.id);
    expect(world.sent()).toEqual(
      [
        {
          path: PATH,
          body: {
            Comment: expect.stringMatching(
              /^\[twokey [0-9A-Z]{8}\/1\] dropper of the phish\nRequested by Rosa Diaz \(U0ROSA\); approved by Ida Holm \(U0IDA\)$/,
            ),
            Sha1: SHA1,
          },
        },
      ].map((call) => expect.objectContaining(call)),
    );

    defender.finish(first.id, 'Succeeded');
    await world.told(card, first.id, 'Succeeded');
    const next = await running(OTHER);
    expect(world.sent()[1]).toMatchObject({ path: PATH, body: { Sha1: OTHER } });
    defender.finish(next.id, 'Succeeded');
    await world.shows(second, 'Succeeded');
  });

  test('in a form, which asks for the file where none was named', async () => {
    const { ida, rosa } = world;
    await rosa.command(INCIDENT, '/defender quarantine web-02 seen in the mail');
    const form = await rosa.nextView();
    const refused = await rosa.submit(form, { 'SHA-1 of the file': 'a'.repeat(64) });
    expect(refused.errors?.['SHA-1 of the file']).toBe(
      `“${'a'.repeat(64)}” is a SHA-256; Defender takes SHA-1 only, which is 40 hexadecimal characters. Open the file in the Defender portal and copy its SHA-1.`,
    );
    await rosa.submit(form, { 'SHA-1 of the file': SHA1 });
    const card = await world.slack.until(() =>
      world.slack
        .channel(INCIDENT)
        .messages()
        .find((message) => world.slack.plainText(message).includes('web-02')),
    );
    await world.shows(card, SHA1, 'seen in the mail');
    await ida.click(card, 'Approve');
    await world.shows(card, 'Running: Pending');
    expect(world.sent().at(-1)).toMatchObject({
      path: `/api/machines/${MACHINE_IDS.web02}/StopAndQuarantineFile`,
      body: { Sha1: SHA1 },
    });
  });

  test('and a hash of another kind is refused before anybody is bothered', async () => {
    const { rosa } = world;
    const before = world.slack.channel(INCIDENT).messages().length;
    await rosa.command(INCIDENT, `/defender quarantine web-07 ${'b'.repeat(32)} dropper`);
    await world.whispered(rosa, 'is an MD5; Defender takes SHA-1 only', `quarantine web-07 ${'b'.repeat(32)} dropper`);
    expect(world.slack.channel(INCIDENT).messages()).toHaveLength(before);
  });
});
