import { type HealthNeeds, startHealthServer } from '../../src/host/health-server';

describe('the health server', () => {
  let stop: (() => Promise<void>) | null = null;
  afterEach(async () => {
    await stop?.();
    stop = null;
  });

  const start = async (facts: Partial<HealthNeeds> = {}) => {
    const server = await startHealthServer({
      host: '127.0.0.1',
      port: 0,
      checkStore: async () => {},
      isReceiving: () => true,
      systems: async () => ({ slack: 'up' }),
      metrics: async () => ({ contentType: 'text/plain; version=0.0.4', text: 'twokey 1\n' }),
      ...facts,
    });
    stop = server.stop;
    return async (path: string, method = 'GET') => {
      const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
        method,
        headers: { connection: 'close' },
      });
      const text = await response.text();
      return { status: response.status, type: response.headers.get('content-type'), text };
    };
  };
  const outage = async (): Promise<never> => {
    throw new Error('away');
  };

  it('lives', async () => {
    const ask = await start({ checkStore: outage, isReceiving: () => false });
    expect(await ask('/livez')).toMatchObject({ status: 200, text: '{"live":true}' });
  });

  it('is ready when clicks arrive and can be stored, and tells how the other systems are', async () => {
    const ask = await start();
    const { status, type, text } = await ask('/readyz?verbose');
    expect([status, type]).toEqual([200, 'application/json']);
    expect(JSON.parse(text)).toEqual({ ready: true, store: 'ok', receiving: true, slack: 'up' });
  });

  it.each<[string, Partial<HealthNeeds>, object]>([
    ['no click can be stored', { checkStore: outage }, { ready: false, store: 'away', receiving: true }],
    ['no click arrives', { isReceiving: () => false }, { ready: false, store: 'ok', receiving: false }],
  ])('is not ready when %s', async (_, facts, body) => {
    const ask = await start(facts);
    const { status, text } = await ask('/readyz');
    expect(status).toBe(503);
    expect(JSON.parse(text)).toMatchObject(body);
  });

  it('is ready even when the other systems cannot be told of', async () => {
    const ask = await start({ systems: outage });
    expect(await ask('/readyz')).toMatchObject({ status: 200, text: expect.stringContaining('"systems":"unknown"') });
  });

  it('gives the metrics, or says that it cannot', async () => {
    const ask = await start();
    expect(await ask('/metrics')).toEqual({ status: 200, type: 'text/plain; version=0.0.4', text: 'twokey 1\n' });
    await stop?.();
    const askAgain = await start({ metrics: outage });
    expect((await askAgain('/metrics')).status).toBe(500);
  });

  it.each([
    ['GET', '/', 404],
    ['GET', '/readyz/', 404],
    ['POST', '/livez', 404],
    ['HEAD', '/livez', 200],
    ['HEAD', '/readyz', 200],
  ])('answers %s %s with %d', async (method, path, status) => {
    const ask = await start();
    expect((await ask(path, method)).status).toBe(status);
  });

  it('cannot start on a port that is taken', async () => {
    const port = await startHealthServer({
      host: '127.0.0.1',
      port: 0,
      checkStore: async () => {},
      isReceiving: () => true,
      systems: async () => ({}),
      metrics: async () => ({ contentType: '', text: '' }),
    });
    stop = port.stop;
    const second = startHealthServer({
      host: '127.0.0.1',
      port: port.port,
      checkStore: async () => {},
      isReceiving: () => true,
      systems: async () => ({}),
      metrics: async () => ({ contentType: '', text: '' }),
    });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
