import { createHmac } from 'node:crypto';
import { openSignedBody } from '../../../src/slack/transport/signed-body';

const SECRET = 'a-signing-secret';
const NOW = 1_900_000_000_000;
const FORM = 'application/x-www-form-urlencoded';

const sealed = (
  text: string,
  over: { contentType?: string; skewS?: number; secret?: string; signature?: string } = {},
) => {
  const timestamp = String(NOW / 1000 + (over.skewS ?? 0));
  const digest = createHmac('sha256', over.secret ?? SECRET)
    .update(`v0:${timestamp}:${text}`)
    .digest('hex');
  return { text, contentType: over.contentType ?? FORM, timestamp, signature: over.signature ?? `v0=${digest}` };
};
const open = (...args: Parameters<typeof sealed>) => openSignedBody(sealed(...args), SECRET, NOW);

describe('a signed request', () => {
  it('opens to its form', () => {
    expect(open('command=%2Fdefender&text=help')).toEqual({
      kind: 'body',
      body: { command: '/defender', text: 'help' },
    });
  });

  it('opens to its payload', () => {
    expect(open(`payload=${encodeURIComponent('{"type":"x"}')}`)).toEqual({ kind: 'body', body: { type: 'x' } });
  });

  it('opens to its JSON', () => {
    expect(open('{"type":"x"}', { contentType: 'application/json' })).toEqual({ kind: 'body', body: { type: 'x' } });
  });

  it('answers the challenge of the Events API', () => {
    const text = JSON.stringify({ type: 'url_verification', challenge: 'c' });
    expect(open(text, { contentType: 'application/json' })).toEqual({ kind: 'challenge', challenge: 'c' });
  });

  it.each([-299, 0, 299])('is good %i seconds from now', (skewS) => {
    expect(open('text=x', { skewS }).kind).toBe('body');
  });

  it.each([-86_400, -301, 301, 86_400])('is refused %i seconds from now', (skewS) => {
    expect(open('text=x', { skewS })).toEqual({ kind: 'refused', status: 401, why: 'skew' });
  });

  it.each([
    ['another secret', { secret: 'another' }],
    ['no version', { signature: 'abcdef' }],
    ['another version', { signature: 'v1=abcdef' }],
    ['an empty hash', { signature: 'v0=' }],
  ])('is refused with %s', (_, over) => {
    expect(open('text=x', over)).toMatchObject({ kind: 'refused', status: 401 });
  });

  it.each([undefined, '', 'now', '1e9', '-5', '1900000000.5', 'Infinity', ' '])(
    'is refused at the time %p',
    (timestamp) => {
      expect(openSignedBody({ ...sealed('text=x'), timestamp }, SECRET, NOW)).toMatchObject({ status: 401 });
    },
  );

  it('is refused unsigned, and before it is parsed', () => {
    expect(openSignedBody({ ...sealed('{'), signature: undefined }, SECRET, NOW)).toMatchObject({ status: 401 });
  });

  it.each([
    ['payload=null', 'no-object'],
    ['payload=', 'broken-json'],
    ['payload=7', 'no-object'],
    ['payload=%22text%22', 'no-object'],
    ['payload={', 'broken-json'],
    ['payload={}&payload={}', 'repeated-field'],
    ['command=/a&command=/b', 'repeated-field'],
  ])('with the form %s is refused', (text, why) => {
    expect(open(text)).toEqual({ kind: 'refused', status: 400, why });
  });

  it.each(['null', '7', '"text"', '{', ''])('with the JSON %p is refused', (text) => {
    expect(open(text, { contentType: 'application/json' })).toMatchObject({ status: 400 });
  });

  it('of another type is refused', () => {
    expect(open('<xml/>', { contentType: 'text/xml' })).toMatchObject({ status: 400, why: 'content-type' });
  });

  it('that only tries the certificate needs no signature, and can smuggle nothing', () => {
    const unsigned = (text: string) => openSignedBody({ ...sealed(text), signature: undefined }, SECRET, NOW);
    expect(unsigned('ssl_check=1&token=x')).toEqual({ kind: 'ssl-check' });
    expect(unsigned('ssl_check=1&payload=%7B%7D')).toMatchObject({ status: 401 });
    expect(unsigned('ssl_check=1&command=/defender')).toMatchObject({ status: 401 });
  });
});
