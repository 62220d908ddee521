import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeWorlds, type Handler, json, machineActionBody, startWorld } from './world';

afterEach(closeWorlds);

const accepting: Handler = (_arrival, response) => json(response, 201, machineActionBody());

describe('a credential in a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'twokey-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const formOf = async (credential: Parameters<typeof startWorld>[0]['settings']) => {
    const world = await startWorld({ api: accepting, settings: credential ?? {} });
    try {
      await world.roles();
      return new URLSearchParams(world.tokenRequests[0]?.body);
    } finally {
      await world.close();
    }
  };

  test('may be a federated token, which is read again for every token', async () => {
    const path = join(folder, 'token');
    const settings = { credential: { kind: 'federated', path } } as const;
    await writeFile(path, 'first.token.x\n');
    expect((await formOf(settings)).get('client_assertion')).toBe('first.token.x');
    await writeFile(path, 'second.token.x\n');
    expect((await formOf(settings)).get('client_assertion')).toBe('second.token.x');
  });

  test('may be a certificate with its key: the assertion carries thumbprint and chain', async () => {
    const path = join(__dirname, 'certificate.pem');
    const form = await formOf({ credential: { kind: 'certificate', path } });
    const header = JSON.parse(Buffer.from(form.get('client_assertion')?.split('.')[0] ?? '', 'base64url').toString());
    const pem = await readFile(path, 'utf8');
    const inside = /BEGIN CERTIFICATE-----([\s\S]+?)-----END CERT/.exec(pem)?.[1]?.replace(/\s/g, '');
    expect(header).toMatchObject({ 'x5t#S256': expect.any(String), x5c: [inside] });
  });

  test.each([
    ['certificate', 'AZURE_CLIENT_CERTIFICATE_PATH'],
    ['federated', 'AZURE_FEDERATED_TOKEN_FILE'],
  ] as const)('that is missing is a fault that names the setting: %s', async (kind, setting) => {
    const path = join(folder, 'missing');
    await expect(formOf({ credential: { kind, path } })).rejects.toMatchObject({
      facts: { system: 'Entra', code: 'credential-unusable', says: expect.stringContaining(setting) },
    });
  });

  test('that is no certificate is a fault that tells what it must hold, and not what it holds', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const path = join(folder, 'key-only.pem');
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    await writeFile(path, pem);
    const failed = await formOf({ credential: { kind: 'certificate', path } }).catch((error: unknown) => error);
    expect(failed).toMatchObject({ facts: { says: expect.stringContaining('must hold a PEM certificate') } });
    expect(String(failed)).not.toContain(pem.split('\n')[1]);
  });
});
