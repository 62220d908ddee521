import { inspect } from 'node:util';
import { closeWorlds, json, machineActionBody, machineId, startWorld } from './world';

afterEach(closeWorlds);

const list = (value: readonly unknown[]) => ({ '@odata.context': 'x', value });

describe('a read', () => {
  test('is tried again where that may help', async () => {
    let count = 0;
    const world = await startWorld({
      api: (_arrival, response, socket) => {
        count += 1;
        if (count === 1) socket.resetAndDestroy();
        else if (count === 2) response.writeHead(503).end('<html></html>');
        else json(response, 200, list([machineActionBody()]));
      },
    });
    expect(await world.defender.actionsOn(machineId)).toHaveLength(1);
    expect(world.arrivals).toHaveLength(3);
  });

  test('that a second token does not help is a fault', async () => {
    const body = { error: { code: 'Unauthorized', message: 'No.' } };
    const world = await startWorld({ api: (_arrival, response) => json(response, 401, body) });
    await expect(world.defender.actionsOn('x')).rejects.toMatchObject({ facts: { code: 'Unauthorized' } });
    expect(world.arrivals).toHaveLength(2);
  });

  test('that is not permitted names the permission', async () => {
    const message =
      'Missing application roles. API required roles: Machine.Read.All,Machine.ReadWrite.All, application roles: .';
    const world = await startWorld({
      api: (_arrival, response) => json(response, 403, { error: { code: 'Forbidden', message, target: 'corr-3' } }),
    });
    await expect(world.defender.findMachines('web-01')).rejects.toMatchObject({
      facts: {
        system: 'Defender',
        correlationId: 'corr-3',
        missingPermission: 'Machine.Read.All or Machine.ReadWrite.All',
      },
    });
    expect(world.arrivals).toHaveLength(1);
  });

  test('of a list that is no list is a fault', async () => {
    const world = await startWorld({ api: (_arrival, response) => json(response, 200, { value: 'soon' }) });
    await expect(world.defender.actionsSince(0)).rejects.toMatchObject({ facts: { code: 'not-a-list' } });
  });
});

test('neither faults nor the log nor the health ever hold the token or the secret', async () => {
  let count = 0;
  const world = await startWorld({
    api: (_arrival, response, socket) => {
      count += 1;
      if (count % 3 === 0) json(response, 500, { error: { code: 'InternalServerError', message: 'x' } });
      else if (count % 3 === 1) socket.resetAndDestroy();
      else response.writeHead(200).end('<html></html>');
    },
  });
  const fault = await world.defender.actionsOn('x').catch((error: unknown) => error);
  const answer = await world.defender.cancel('x', 'y', async () => true);
  const all = [fault, answer, world.log.lines, world.health()];
  const told = all.map((each) => inspect(each, { depth: 20, showHidden: true })).join();
  expect(told).not.toMatch(/top~secret|Bearer|eyJ/);
  expect(world.log.lines.find(({ event }) => event === 'defender.call')).toEqual({
    level: 'info',
    event: 'defender.call',
    fields: { method: 'GET', route: '/machineactions', status: 'ECONNRESET', ms: expect.any(Number) },
  });
});
