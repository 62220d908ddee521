import { join } from 'node:path';
import {
  disabledApplication,
  expiredCertificate,
  expiredSecret,
  tenantNotFound,
} from '../../simulator/entra/entra-error';
import { ask, estate, expectDoneOnce, roomyWorld, type Trial } from './trial';
import type { World } from './world';

const MINUTE = 60_000;

interface Body {
  readonly ready: boolean;
  readonly systems: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const readiness = async (world: World): Promise<{ readonly status: number; readonly body: Body }> => {
  const answer = await fetch(`${world.healthUrl}/readyz`);
  return { status: answer.status, body: JSON.parse(await answer.text()) };
};
const metrics = async (world: World): Promise<string> => (await fetch(`${world.healthUrl}/metrics`)).text();

const whole = (thread: string, words: string): number => thread.split(words).length - 1;

/** Takes no click away, is told in the thread, to probes and to Prometheus; and when it is over, once it is done. */
const outlast = async (
  world: World,
  trial: Trial,
  system: 'entra' | 'defender',
  expected: { readonly code: string; readonly told: readonly (string | RegExp)[]; readonly isQuoted: boolean },
  end: () => unknown,
): Promise<void> => {
  const thread = await trial.told('Not sent yet', expected.code, 'needs approval again', ...expected.told);
  expect(thread.includes('Quote to Microsoft support')).toBe(expected.isQuoted);
  const { status, body } = await readiness(world);
  expect([status, body.ready]).toEqual([200, true]);
  expect(body.systems[system]).toMatchObject({
    up: false,
    code: expected.code,
    since: expect.stringMatching(/^\d{4}-/),
    correlationId: expected.isQuoted ? expect.stringMatching(/\S/) : null,
    meanwhile: expect.stringContaining('Clicks are taken'),
  });
  expect(await metrics(world)).toContain(`twokey_system_up{system="${system}"} 0`);
  expect(trial.actions()).toEqual([]);
  await end();
  const last = await expectDoneOnce(trial);
  expect(whole(last, 'Not sent yet')).toBe(1);
  expect((await readiness(world)).body.systems[system]).toEqual({ up: true, clockAheadSeconds: expect.any(Number) });
  expect(await metrics(world)).toContain(`twokey_system_up{system="${system}"} 1`);
};

describe('while Microsoft is away', () => {
  let world: World;
  const machines = estate(8);
  let next = 0;
  const fresh = (): Promise<Trial> => {
    const machine = machines[next++];
    if (machine === undefined) throw new Error('there are no more machines');
    return ask(world, machine);
  };
  beforeAll(async () => {
    world = await roomyWorld(machines);
    await world.start();
  });
  afterAll(() => world.stop());

  const app = 'the-app';
  test.each([
    ['an expired secret', expiredSecret(app), 'Make a new client secret'],
    ['an application that is switched off', disabledApplication(app), 'enable it under Enterprise applications'],
    ['an expired certificate', expiredCertificate(app), 'Add the certificate to the app registration'],
    ['a wrong tenant', tenantNotFound('elsewhere'), 'Compare AZURE_TENANT_ID'],
  ])(
    '%s is told with its cure, and the request waits',
    async (_, refusal, cure) => {
      const trial = await fresh();
      world.entra.refuseAll(refusal);
      world.entra.revokeTokens();
      await trial.approve();
      const expected = { code: `AADSTS${refusal.code}`, told: ['Microsoft Entra said', cure], isQuoted: true };
      await outlast(world, trial, 'entra', expected, () => world.entra.refuseAll(null));
      expect(await metrics(world)).toMatch(
        new RegExp(`twokey_system_faults_total\\{system="entra",code="AADSTS${refusal.code}"\\} [1-9]`),
      );
    },
    60_000,
  );

  test('a token endpoint that refuses connections is told by its name, and the request waits', async () => {
    const trial = await fresh();
    await world.entra.goAway();
    world.entra.revokeTokens();
    await trial.approve();
    const expected = { code: 'ECONNREFUSED', told: ['Microsoft Entra said', '127.0.0.1'], isQuoted: false };
    await outlast(world, trial, 'entra', expected, () => world.entra.comeBack());
  }, 60_000);

  test('a Defender that turns a fresh token away is told as Defender, with what to check', async () => {
    const trial = await fresh();
    const body = { error: { code: 'Unauthorized', message: 'No.', target: '|corr-401' } };
    const fault = world.defender.fault({ path: /./, kind: 'custom', status: 401, body, times: 1_000 });
    await trial.approve();
    const told = ['Defender said: “No.”', '|corr-401', 'that admin consent was given'];
    await outlast(world, trial, 'defender', { code: 'Unauthorized', told, isQuoted: true }, fault.clear);
  }, 60_000);
});

test('a clock that is twenty minutes behind is measured, warned of once, and named where it is why', async () => {
  const [machine] = estate(1);
  if (machine === undefined) throw new Error('there is no machine');
  let aheadMs = 0;
  const world = await roomyWorld([machine], { entra: { now: () => Date.now() + aheadMs } });
  try {
    await world.start({
      AZURE_CLIENT_SECRET: '',
      AZURE_CLIENT_CERTIFICATE_PATH: join(__dirname, '..', 'defender', 'certificate.pem'),
    });
    const trial = await ask(world, machine);
    aheadMs = 20 * MINUTE;
    world.entra.revokeTokens();
    await trial.approve();
    const told = ['Microsoft Entra said', /is (20 min|19 min 59 s) behind Microsoft’s/, 'time server'];
    await trial.told('Not sent yet', 'AADSTS700024', ...told);
    const skew = Number((await readiness(world)).body.systems['entra']?.['clockAheadSeconds']);
    expect(Math.abs(skew + 1_200)).toBeLessThan(5);
    expect(await metrics(world)).toMatch(/twokey_clock_skew_seconds\{system="entra"\} -(1199|120\d)/);
    aheadMs = 0;
    await expectDoneOnce(trial);
    const bot = world.bot();
    expect(bot.lines.filter(({ event }) => event === 'clock.off')).toHaveLength(1);
    expect(bot.lines.filter(({ event }) => event === 'clock.right')).toHaveLength(1);
  } finally {
    await world.stop();
  }
}, 60_000);
