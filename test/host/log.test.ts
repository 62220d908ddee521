import { Fault } from '../../src/domain/fault';
import { createLog, scrub } from '../../src/host/log';

const logging = (secrets: readonly string[] = [], level: Parameters<typeof createLog>[0] = 'trace') => {
  const lines: string[] = [];
  const log = createLog(level, secrets, (line) => void lines.push(line));
  return { log, lines, last: (): Readonly<Record<string, unknown>> => JSON.parse(lines.at(-1) ?? '{}') };
};

it('a line is one JSON object with the event, its level, its time and its fields', () => {
  const { log, lines, last } = logging();
  log.warn('post.lost', { requestId: 'R1', posts: 2 });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^\{.*\}\n$/);
  expect(last()).toEqual({
    level: 'warn',
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    requestId: 'R1',
    posts: 2,
    event: 'post.lost',
  });
});

it('what is below the level is not written', () => {
  const { log, lines } = logging([], 'warn');
  log.debug('a');
  log.info('b');
  log.warn('c');
  log.error('d');
  expect(lines).toHaveLength(2);
});

describe('a secret', () => {
  // With everything that JSON, URLs and forms write differently.
  const secret = 'q"u\\o/t e+~é\n&=%';
  const longer = `${secret}-and-more`;
  const forms: readonly (readonly [string, object])[] = [
    ['as a field', { value: secret }],
    ['within a field', { value: `before ${secret} after` }],
    ['as a name', { [secret]: 1 }],
    ['deep down', { a: [{ b: { c: secret } }] }],
    ['in the words of an error', { error: new Error(`got ${secret}`) }],
    ['in the cause of an error', { error: new Error('outer', { cause: new Error(secret) }) }],
    [
      'in what a fault says',
      { error: new Fault({ system: 'Entra', code: 'x', says: secret, correlationId: null, missingPermission: null }) },
    ],
    ['in JSON within a field', { body: JSON.stringify({ client_secret: secret }) }],
    ['in JSON within JSON within a field', { body: JSON.stringify({ body: JSON.stringify({ s: secret }) }) }],
    ['in a URL', { url: `https://x/?s=${encodeURIComponent(secret)}` }],
    ['in a form', { body: new URLSearchParams({ client_secret: 'abcd efgh' }).toString() }],
    ['that holds a shorter one', { value: longer }],
  ];

  it.each(forms)('is never written %s', (_, fields) => {
    const { log, lines } = logging([secret, longer, 'abcd efgh']);
    log.error('x', fields);
    const line = lines.join('');
    expect(line).toContain('[secret]');
    expect(line).not.toMatch(/q\\*"u|and-more|q%22u|abcd.efgh/);
    expect(() => JSON.parse(line)).not.toThrow();
  });

  it('is never written as the event itself', () => {
    const { log, lines } = logging([secret]);
    log.info(`event ${secret}`);
    expect(lines.join('')).not.toContain('q\\"u');
  });

  it.each([
    ['a bot token', 'xoxb-123-456-abcDEF'],
    ['a rotated token', 'xoxe.xoxb-1-Mi0yLTEyMw'],
    ['an app token', 'xapp-1-A123-456-abcdef'],
    ['a webhook', 'https://hooks.slack.com/commands/T1/2/abc'],
    ['a webhook for government', 'https://hooks.slack-gov.com/actions/T1/2/abc'],
    ['a bearer header', 'Bearer abc.def~ghi+jkl/mno=='],
    ['a signed token', 'eyJhbGciOiJub25lIn0.eyJhdWQiOiJ4In0.c2ln'],
    ['an unsigned token', 'eyJhbGciOiJub25lIn0.eyJhdWQiOiJ4In0.'],
  ])('is known by its looks: %s', (_, shaped) => {
    expect(scrub(`a "${shaped}" b`, [])).toBe('a "[secret]" b');
  });

  it('that is too short to be one hides nothing', () => {
    const { log, last } = logging(['', 'a', 'abc']);
    log.info('abcabc', { a: 'aaa' });
    expect(last()).toMatchObject({ event: 'abcabc', a: 'aaa' });
  });
});

describe('an error', () => {
  const told = (error: unknown) => {
    const { log, last } = logging();
    log.error('x', { error });
    return last()['error'];
  };

  it('is told by name, words, code and stack, without whatever else it carries', () => {
    const error = Object.assign(new TypeError('no'), { code: 'ECODE', config: { headers: { authorization: 'x' } } });
    expect(told(error)).toEqual({
      name: 'TypeError',
      message: 'no',
      code: 'ECODE',
      stack: expect.stringContaining('TypeError: no'),
    });
  });

  it('that is a fault is told by its facts and its cause', () => {
    const facts = {
      system: 'Defender',
      code: 'Forbidden',
      says: 'no',
      correlationId: '|c',
      missingPermission: 'P',
    } as const;
    const cause = Object.assign(new Error('reset'), { code: 'ECONNRESET' });
    expect(told(new Fault(facts, { cause }))).toMatchObject({
      ...facts,
      cause: { message: 'reset', code: 'ECONNRESET' },
    });
    expect(told(new Fault(facts))).toEqual(facts);
  });

  it('that is its own cause is told all the same', () => {
    const error: Error & { cause?: unknown } = new Error('round');
    error.cause = error;
    expect(told(error)).toMatchObject({ message: 'round', cause: { message: 'round' } });
  });

  it.each([
    ['nothing', null, 'null'],
    ['a word', 'oops', 'oops'],
    ['an object', { a: 1 }, '[object Object]'],
  ])('that is %s is told as it is', (_, thrown, message) => {
    expect(told(thrown)).toEqual({ message });
  });
});
