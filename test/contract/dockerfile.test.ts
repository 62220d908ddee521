import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { builtinModules } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

interface Instruction {
  readonly word: string;
  readonly rest: string;
}

const instructions: readonly Instruction[] = read('Dockerfile')
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .join('\n')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line.trim() !== '')
  .map((line) => {
    const [, word = '', rest = ''] = /^(\S+)\s+(.*)$/.exec(line) ?? [];
    return { word, rest };
  });

const lastStart = instructions.map(({ word }) => word).lastIndexOf('FROM');
const image = instructions.slice(lastStart);
const the = (word: string): string => {
  const found = image.filter((instruction) => instruction.word === word);
  expect(found).toHaveLength(1);
  return found[0]?.rest ?? '';
};

/** What a stage copies from the working copy. */
const copied = instructions
  .filter(({ word, rest }) => word === 'COPY' && !rest.startsWith('--from='))
  .flatMap(({ rest }) => rest.split(/\s+/).slice(0, -1));

const environment = Object.fromEntries(
  the('ENV')
    .split(/\s+/)
    .map((pair) => pair.split(/=(.*)/s).slice(0, 2)),
);

describe('the image', () => {
  it('begins every stage from the oldest Node that Twokey supports', () => {
    const bases = instructions.filter(({ word }) => word === 'FROM').map(({ rest }) => rest.split(' ')[0]);
    expect(bases).toEqual(Array(3).fill('node:20-bookworm-slim'));
    expect(JSON.parse(read('package.json')).engines.node).toBe('>=20');
  });

  it('holds the built program and its production dependencies, and nothing else', () => {
    const into = image.filter(({ word }) => word === 'COPY').map(({ rest }) => rest);
    expect(into).toEqual([
      'package.json LICENSE ./',
      '--from=dependencies /app/node_modules ./node_modules',
      '--from=build /app/dist ./dist',
    ]);
    expect(instructions).toContainEqual({ word: 'RUN', rest: 'npm ci --omit=dev --ignore-scripts' });
  });

  it('can copy only what .dockerignore lets through, and that is neither tests nor simulator nor bench nor secrets', () => {
    const rules = read('.dockerignore')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(rules[0]).toBe('*');
    expect(rules.slice(1).sort()).toEqual([...new Set(copied)].map((path) => `!${path}`).sort());
    for (const path of copied) expect(existsSync(join(root, path))).toBe(true);
  });

  it('has in its dependencies every package that the program imports', () => {
    const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.ts'),
    );
    const imported = sources.flatMap((name) =>
      [...read(join('src', name)).matchAll(/(?:\bfrom|\bimport|\brequire\()\s*'([^'.\s][^'\s]*)'/g)].map(
        ([, from = '']) => from,
      ),
    );
    const packages = imported
      .filter((from) => !from.startsWith('node:') && !builtinModules.includes(from))
      .map((from) => /^(?:@[^/]+\/)?[^/]+/.exec(from)?.[0] ?? from);
    const { dependencies } = JSON.parse(read('package.json'));
    expect([...new Set(packages)].filter((name) => dependencies[name] === undefined)).toEqual([]);
    expect(packages.length).toBeGreaterThan(0);
  });

  it('runs as a user without privileges, named by number so that a cluster can check it', () => {
    const [user = '', group = ''] = the('USER').split(':');
    expect([Number(user), Number(group)]).toEqual([1000, 1000]);
    const order = image.map(({ word }) => word);
    expect(order.indexOf('USER')).toBeGreaterThan(order.lastIndexOf('RUN'));
  });

  it('writes to its volume only, SQLite’s temporary files included', () => {
    expect(the('VOLUME')).toBe('/data');
    expect(environment).toEqual({
      NODE_ENV: 'production',
      DATABASE_URL: 'sqlite:/data/twokey.db',
      POLICY_FILE: '/config/policy.yml',
      SQLITE_TMPDIR: '/data',
    });
  });

  it('starts node itself, so that SIGTERM reaches it', () => {
    expect(JSON.parse(the('ENTRYPOINT'))).toEqual(['node', 'dist/main.js']);
    expect(JSON.parse(read('package.json')).main).toBe('dist/main.js');
    expect(the('STOPSIGNAL')).toBe('SIGTERM');
    expect(image.map(({ word }) => word)).not.toContain('CMD');
  });
});

describe('the health check of the image', () => {
  const [program = '', ...args]: readonly string[] = JSON.parse(/CMD (\[.*\])$/.exec(the('HEALTHCHECK'))?.[1] ?? '[]');

  const check = (port: number): Promise<number | null> =>
    new Promise((resolve, reject) => {
      const child = spawn(program, args, { env: { PATH: process.env['PATH'], HEALTH_PORT: String(port) } });
      child.once('error', reject);
      child.once('exit', resolve);
    });

  const serve = async (
    status: number,
  ): Promise<{ readonly port: number; readonly paths: readonly string[]; stop(): Promise<void> }> => {
    const paths: string[] = [];
    const server = createServer((request, response) => {
      paths.push(request.url ?? '');
      response.writeHead(status).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const stop = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    return { port: (server.address() as AddressInfo).port, paths, stop };
  };

  it.each([
    { status: 200, exit: 0 },
    { status: 500, exit: 1 },
  ])('exits $exit when /livez answers $status', async ({ status, exit }) => {
    const server = await serve(status);
    expect(await check(server.port)).toBe(exit);
    expect(server.paths).toEqual(['/livez']);
    await server.stop();
  });

  it('exits 1 when nobody listens', async () => {
    const server = await serve(200);
    await server.stop();
    expect(await check(server.port)).toBe(1);
  });

  it('needs no program beside node', () => {
    expect(program).toBe('node');
  });
});
