import { type EntraSimulator, startEntraSimulator } from '../../simulator/entra/entra-simulator';
import { fetchToken, postToken, START_MS } from './defender-world';

const ISSUER = 'https://oidc.cluster.example';
const SUBJECT = 'system:serviceaccount:twokey:bot';
let nowMs = START_MS;
let entra: EntraSimulator;

beforeEach(async () => {
  nowMs = START_MS;
  entra = await startEntraSimulator({ now: () => nowMs, federated: { issuer: ISSUER, subject: SUBJECT } });
});
afterEach(() => entra.stop());

const jwt = (header: object, claims: object): string =>
  [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
    .concat('.c2ln');
const JWT_BEARER = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const expS = START_MS / 1000 + 600;
const federated = { iss: ISSUER, sub: SUBJECT, aud: 'api://AzureADTokenExchange', exp: expS };
const own = (): Readonly<Record<string, unknown>> => ({
  iss: entra.clientId,
  sub: entra.clientId,
  aud: `${entra.url}/${entra.tenantId}/oauth2/v2.0/token`,
  exp: expS,
  jti: '1',
});
const OWN_HEADER = { alg: 'PS256', typ: 'JWT', 'x5t#S256': 'q6s' };

test('a right secret is answered with a bearer token for 3599 seconds that carries audience, app, tenant and roles', async () => {
  const answer = await postToken(entra, {});
  expect(answer.status).toBe(200);
  expect(answer.body).toMatchObject({ token_type: 'Bearer', expires_in: 3599, ext_expires_in: 3599 });
  const [, claims = ''] = String(answer.body.access_token).split('.');
  expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
    aud: 'https://api.securitycenter.microsoft.com',
    appid: entra.clientId,
    tid: entra.tenantId,
    exp: START_MS / 1000 + 3599,
    roles: expect.arrayContaining(['Machine.Read.All', 'Machine.Isolate']),
  });
});

test('a wrong secret is answered with 401 and AADSTS7000215, ids and time in the description', async () => {
  const answer = await postToken(entra, {
    client_secret: 'wrong',
    'client-request-id': 'c0ffee00-0000-4000-8000-000000000001',
  });
  expect(answer.status).toBe(401);
  expect(answer.body).toEqual({
    error: 'invalid_client',
    error_description: expect.stringMatching(
      /^AADSTS7000215: Invalid client secret provided\. .* Trace ID: \S{36} Correlation ID: c0ffee00-0000-4000-8000-000000000001 Timestamp: 2026-03-02 09:00:00Z$/,
    ),
    error_codes: [7000215],
    timestamp: '2026-03-02 09:00:00Z',
    trace_id: expect.any(String),
    correlation_id: 'c0ffee00-0000-4000-8000-000000000001',
    error_uri: 'https://login.microsoftonline.com/error?code=7000215',
  });
});

test.each([
  ['another client', { client_id: '00000000-0000-4000-8000-000000000000' }, 400, 'unauthorized_client', 700016],
  ['no secret', { client_secret: '' }, 401, 'invalid_client', 7000216],
  ['another grant', { grant_type: 'password' }, 400, 'unsupported_grant_type', 70003],
  ['no scope', { scope: '' }, 400, 'invalid_request', 900144],
  ['a scope that is not /.default', { scope: 'Machine.Isolate' }, 400, 'invalid_scope', 1002012],
  [
    'the new host as audience',
    { scope: 'https://api.security.microsoft.com/.default' },
    400,
    'invalid_resource',
    500011,
  ],
])('%s is refused', async (_what, fields, status, error, code) => {
  const answer = await postToken(entra, fields);
  expect({ status: answer.status, error: answer.body.error, codes: answer.body.error_codes }).toEqual({
    status,
    error,
    codes: [code],
  });
});

test('an unknown tenant is AADSTS90002, and the tenant answers to its domain name too', async () => {
  expect((await postToken(entra, {}, 'fabrikam.example')).body.error_codes).toEqual([90002]);
  expect((await postToken(entra, {}, 'contoso.example')).status).toBe(200);
});

test('an expired secret is AADSTS7000222 until a new one is set', async () => {
  entra.expireSecret();
  expect((await postToken(entra, {})).body.error_codes).toEqual([7000222]);
  entra.setSecret('fresh');
  expect((await postToken(entra, { client_secret: 'fresh' })).status).toBe(200);
});

test.each([
  ['a federated token', () => jwt({ alg: 'RS256' }, federated), undefined],
  [
    'a federated token of another issuer',
    () => jwt({ alg: 'RS256' }, { ...federated, iss: 'https://x.example' }),
    700211,
  ],
  ['a federated token for another audience', () => jwt({ alg: 'RS256' }, { ...federated, aud: 'sts' }), 700212],
  ['a federated token of another subject', () => jwt({ alg: 'RS256' }, { ...federated, sub: 'other' }), 700213],
  ['an expired token', () => jwt({ alg: 'RS256' }, { ...federated, exp: START_MS / 1000 - 1 }), 700024],
  ['a token without exp', () => jwt({ alg: 'RS256' }, { ...federated, exp: undefined }), 50027],
  ['text that is no JWT', () => 'nonsense', 50027],
  ['an own assertion', () => jwt(OWN_HEADER, own()), undefined],
  ['an own assertion without jti', () => jwt(OWN_HEADER, { ...own(), jti: undefined }), 50027],
  ['an own assertion for another audience', () => jwt(OWN_HEADER, { ...own(), aud: 'https://x.example' }), 700023],
  ['an own assertion without thumbprint', () => jwt({ alg: 'PS256' }, own()), 700027],
  ['an own assertion of another app', () => jwt(OWN_HEADER, { ...own(), iss: 'x', sub: 'x' }), 700021],
])('as client_assertion, %s is judged', async (_what, assertion, code) => {
  const answer = await postToken(entra, {
    client_secret: '',
    client_assertion_type: JWT_BEARER,
    client_assertion: assertion(),
  });
  expect({ status: answer.status, codes: answer.body.error_codes }).toEqual(
    code === undefined ? { status: 200, codes: undefined } : { status: 401, codes: [code] },
  );
});

test('a token is active until its last second, and revoked when all are', async () => {
  entra.setExpiresInS(60);
  const token = await fetchToken(entra);
  nowMs += 59_999;
  expect(entra.introspect(token).state).toBe('active');
  nowMs += 1;
  expect(entra.introspect(token).state).toBe('expired');
  const next = await fetchToken(entra);
  entra.revokeTokens();
  expect(entra.introspect(next).state).toBe('revoked');
  expect(entra.introspect('made-up').state).toBe('unknown');
});

test('later tokens carry the roles that were set', async () => {
  entra.setRoles(['Machine.Scan']);
  expect(entra.introspect(await fetchToken(entra))).toMatchObject({ claims: { roles: ['Machine.Scan'] } });
});

test('ordered faults strike in order and only so many calls, and every call is on record', async () => {
  entra.fail(1, '500');
  entra.fail(1, 'html');
  entra.fail(1, 'reset');
  expect((await postToken(entra, {})).status).toBe(500);
  await expect(postToken(entra, {})).rejects.toThrow(/JSON/);
  await expect(postToken(entra, {})).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect((await postToken(entra, {})).status).toBe(200);
  expect(entra.requests().map((request) => request.outcome)).toEqual(['500', 'html', 'reset', 'granted']);
});

test('a hanging call ends when the simulator stops', async () => {
  entra.fail(1, 'hang');
  const pending = expect(postToken(entra, {})).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } });
  await entra.until(() => entra.requests().length === 1);
  await entra.stop();
  await pending;
});

test('a token endpoint that went away refuses connections until it comes back on its port', async () => {
  await entra.goAway();
  await expect(postToken(entra, {})).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  await entra.comeBack();
  expect((await postToken(entra, {})).status).toBe(200);
});

test('the discovery documents name the token endpoint', async () => {
  const read = async (path: string): Promise<unknown> => (await fetch(`${entra.url}${path}`)).json();
  const tokenEndpoint = `${entra.url}/${entra.tenantId}/oauth2/v2.0/token`;
  const configuration = `/${entra.tenantId}/v2.0/.well-known/openid-configuration`;
  expect(await read(configuration)).toMatchObject({ token_endpoint: tokenEndpoint });
  expect(await read('/common/discovery/instance?api-version=1.1')).toMatchObject({
    tenant_discovery_endpoint: `${entra.url}${configuration}`,
  });
});
