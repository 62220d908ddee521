import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const DEMO = join(ROOT, 'build', 'simulator', 'demo', 'main.js');

/** Loaded into the demo and the bot: notes every address that either connects to, by process. */
const guardText = (file: string) => `
const { appendFileSync } = require('node:fs');
const { basename } = require('node:path');
const net = require('node:net');
const dns = require('node:dns');
const note = (what) => appendFileSync(${JSON.stringify(file)}, basename(require('node:path').dirname(process.argv[1] ?? '')) + ' ' + what + '\\n');
const { connect } = net.Socket.prototype;
net.Socket.prototype.connect = function (...args) {
  const [given] = Array.isArray(args[0]) ? args[0] : args;
  note(typeof given === 'object' ? given.path ?? given.host ?? 'localhost' : typeof args[1] === 'string' ? args[1] : 'localhost');
  return connect.apply(this, args);
};
const { lookup } = dns;
dns.lookup = (name, ...rest) => { note(name); return lookup(name, ...rest); };
require('node:dgram').Socket.prototype.send = () => { note('a datagram'); };
`;

interface Played {
  readonly code: number | null;
  readonly output: string;
}

describe('the demo', () => {
  const folder = mkdtempSync(join(tmpdir(), 'twokey-demo-test-'));
  const temporary = join(folder, 'tmp');
  const calls = join(folder, 'calls.txt');
  const guard = join(folder, 'guard.cjs');

  beforeAll(() => {
    mkdirSync(temporary);
    writeFileSync(calls, '');
    writeFileSync(guard, guardText(calls));
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    spawnSync(process.execPath, [tsc, '-p', 'simulator/tsconfig.json'], { cwd: ROOT });
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const play = (args: readonly string[], typed = ''): Promise<Played> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [DEMO, ...args], {
        cwd: folder,
        env: {
          PATH: process.env['PATH'],
          TMPDIR: temporary,
          NODE_OPTIONS: `--require=${guard}`,
          // A machine's proxies and settings are none of the demo's business.
          HTTPS_PROXY: 'http://192.0.2.1:9',
          SLACK_API_URL: 'https://slack.com/api/',
        },
      });
      const parts: string[] = [];
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => parts.push(String(part)));
      child.on('close', (code) => resolve({ code, output: parts.join('') }));
      child.stdin.end(typed);
    });

  const leavesNothing = ({ output }: Played) => {
    const pid = Number(/\(process (\d+)/.exec(output)?.[1]);
    expect(pid).toBeGreaterThan(0);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    expect(readdirSync(temporary)).toEqual([]);
  };

  test('plays the main job once, shows it, calls nobody outside, and leaves nothing behind', async () => {
    const played = await play(['--once']);
    const [, transcript = ''] = played.output.split('#incident-1');
    const id = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
    expect(transcript).toMatch(
      new RegExp(
        [
          'Restrict app execution: web-01\\.contoso\\.example\n  │ Succeeded after .*beaconing to a known C2.*Ida Holm.*\\[ Remove app restriction… \\]',
          `↳ .*Sent to Defender: Machine Action ${id} on web-01\\.contoso\\.example: Pending`,
          `↳ .*Machine Action ${id} on web-01\\.contoso\\.example: Succeeded`,
          'only Rosa Diaz sees this\n  ┊ You asked for this yourself',
        ].join('.*'),
        's',
      ),
    );
    expect(played.output).toMatch(/The main job was done in \d+\.\d s\.\n$/);
    expect(played.output).not.toContain('\u001b');
    expect(played.code).toBe(0);
    leavesNothing(played);

    const noted = readFileSync(calls, 'utf8').trim().split('\n');
    expect([...new Set(noted.map((line) => line.split(' ')[0]))].sort()).toEqual(['demo', 'dist']);
    expect(noted.filter((line) => !/^\w+ (127\.0\.0\.1|localhost)$/.test(line))).toEqual([]);
  }, 40_000);

  test('goes on by typing, tells junk from commands, and ends when the input does', async () => {
    const played = await play(
      [],
      'as tom\nclick Nothing\nhelo\n/defender scan web-07\nfill Comment: odd process\nsubmit\n',
    );
    const [, typed = ''] = played.output.split('quit ends it.');
    expect(typed).toMatch(
      new RegExp(
        [
          'tom> click Nothing\nTom Berg sees no .Nothing.',
          "tom> helo\nI do not know 'helo'",
          'Comment: \\(empty\\)',
          'Comment: odd process',
          'Run antivirus scan: web-07\\.contoso\\.example\n  │ Waiting for approval.*> odd process.*\\[ Approve \\]  \\[ Deny \\]',
        ].join('.*'),
        's',
      ),
    );
    expect(played.code).toBe(0);
    leavesNothing(played);
  }, 40_000);
});
