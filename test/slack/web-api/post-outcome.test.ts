import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRequestError } from '@slack/web-api';
import { outcomeOfFailure } from '../../../src/slack/web-api/post-outcome';

const coded = (code: string, cause?: unknown) => Object.assign(new Error(code, { cause }), { code });
const failedFetch = (cause: unknown) => new WebAPIRequestError(new TypeError('fetch failed', { cause }));

describe('a message whose posting failed', () => {
  it.each([
    ['ECONNREFUSED', coded('ECONNREFUSED')],
    ['ENOTFOUND', coded('ENOTFOUND')],
    ['a certificate that is not trusted', coded('DEPTH_ZERO_SELF_SIGNED_CERT')],
    ['two addresses that both refuse', new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')])],
  ])('by %s is proved not to be there', (_, cause) => {
    expect(outcomeOfFailure(failedFetch(cause), 0)).toEqual({ kind: 'rejected', code: 'unreachable', isFinal: false });
  });

  it.each([
    ['ECONNRESET', coded('ECONNRESET')],
    ['a socket that closed', coded('UND_ERR_SOCKET')],
    ['a failure without a name', undefined],
    ['two addresses of which one was reached', new AggregateError([coded('ECONNREFUSED'), coded('ECONNRESET')])],
  ])('by %s may be there', (_, cause) => {
    expect(outcomeOfFailure(failedFetch(cause), 0).kind).toBe('unknown');
  });

  it('by a time-out may be there', () => {
    const late = new WebAPIRequestError(Object.assign(new Error('late'), { name: 'TimeoutError' }));
    expect(outcomeOfFailure(late, 0).kind).toBe('unknown');
  });

  it('by a proxy that turned it away is not there', () => {
    expect(outcomeOfFailure(new WebAPIHTTPError(407, 'Proxy', {}, ''), 0)).toMatchObject({
      kind: 'rejected',
      isFinal: false,
    });
    expect(outcomeOfFailure(new WebAPIHTTPError(502, 'Bad Gateway', {}, ''), 0).kind).toBe('unknown');
  });

  it.each(['<html>Please sign in</html>', '{"ok":true,"ts":"1', ''])('by an answer of “%s” may be there', (body) => {
    const answer = new WebAPIPlatformError({ ok: false, error: body, response_metadata: {} });
    expect(outcomeOfFailure(answer, 0)).toEqual({ kind: 'unknown', says: 'no_json' });
  });

  it('by something else may be there', () => {
    expect(outcomeOfFailure(new SyntaxError('half an answer'), 0).kind).toBe('unknown');
  });
});
