import { buildMachine } from '../../simulator/defender/machine-record';
import { seedMachines } from '../../simulator/defender/machine-seed';
import { INCIDENT, startWorld, type World } from './world';

const machines = [
  ...seedMachines(Date.now()),
  buildMachine(
    {
      id: 'e'.repeat(40),
      computerDnsName: 'pay-01.contoso.example',
      osPlatform: 'WindowsServer2022',
      machineTags: ['Restricted security operations'],
    },
    Date.now(),
  ),
  buildMachine(
    { id: 'f'.repeat(40), computerDnsName: 'old-01.contoso.example', osPlatform: 'Windows10', version: '1703' },
    Date.now(),
  ),
  buildMachine(
    { id: 'd'.repeat(40), computerDnsName: 'odd-01.contoso.example', osPlatform: 'SomethingNew' },
    Date.now(),
  ),
];

describe('what a machine cannot do', () => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ defender: { machines } });
    await world.start();
  });
  afterAll(() => world.stop());

  test.each([
    [
      'restrict design-mac-3 beaconing',
      '“Restrict app execution” does not work on macOS 15.3, which design-mac-3.contoso.example runs.',
      'Isolate it instead',
    ],
    ['restrict build-01 beaconing', 'does not work on Ubuntu 22.4', 'Isolate it instead'],
    ['isolate build-01 selective beaconing', '“Isolate, selective” does not work on Ubuntu 22.4', 'full isolation'],
    ['isolate old-01 selective beaconing', '“Isolate, selective” does not work on Windows10 1703', 'full isolation'],
    ['isolate printer-3 beaconing', 'it is not onboarded (Defender says CanBeOnboarded)', 'Onboard it first'],
    ['isolate pay-01 beaconing', 'its tag “Restricted security operations”', 'at the switch or the firewall'],
    ['collect pay-01 beaconing', 'Defender refuses “Collect investigation package”', 'offboarded and onboarded again'],
    [
      'restrict web-01,design-mac-3,build-01 beaconing',
      'Nothing was asked: 2 of the 3 machines cannot do it.',
      'Ask again without them.',
    ],
  ])('is refused before anybody is bothered: %s', async (words, says, next) => {
    const { rosa, slack } = world;
    await rosa.command(INCIDENT, `/defender ${words}`);
    await world.whispered(rosa, says, next);
    expect(slack.channel(INCIDENT).messages()).toEqual([]);
    expect(world.sent()).toEqual([]);
  });

  test('is told by why, with what to do instead', async () => {
    const { rosa } = world;
    await rosa.command(INCIDENT, '/defender why restrict design-mac-3');
    await world.whispered(
      rosa,
      'nothing was asked',
      '“Restrict app execution” does not work on macOS 15.3',
      'Isolate it',
    );
  });

  test('is for Defender to say where the system is not known; and a domain controller is warned about', async () => {
    const { rosa } = world;
    await world.ask('restrict odd-01 beaconing');
    const card = await world.ask('isolate dc-01 beaconing');
    const careful =
      'Careful: dc-01.contoso.example looks like a domain controller, by its tag “domain-controller”. Isolating a domain controller stops sign-ins, name resolution and policies for everybody who depends on it.';
    await world.shows(card, careful);
    await rosa.command(INCIDENT, '/defender why isolate dc-01');
    await world.whispered(rosa, 'nothing was asked', careful);
  });
});
