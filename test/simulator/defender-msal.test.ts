import { generateKeyPairSync } from 'node:crypto';
import { ConfidentialClientApplication } from '@azure/msal-node';
import axios from 'axios';
import { MACHINE_IDS } from '../../simulator/defender/machine-seed';
import type { EntraSimulator } from '../../simulator/entra/entra-simulator';
import { type DefenderWorld, startDefenderWorld } from './defender-world';

const { publicKey, privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const SCOPES = ['https://api.securitycenter.microsoft.com/.default'];
let world: DefenderWorld;

beforeEach(async () => {
  // msal-node looks at the real clock.
  world = await startDefenderWorld({
    entra: { now: Date.now, certificatePem: publicKey },
    defender: { now: Date.now },
  });
});
afterEach(() => world.stop());

type Credential = { clientSecret: string } | { clientCertificate: { thumbprintSha256: string; privateKey: string } };

function msalApp(entra: EntraSimulator, credential: Credential): ConfidentialClientApplication {
  const at = `${entra.url}/${entra.tenantId}`;
  return new ConfidentialClientApplication({
    auth: {
      clientId: entra.clientId,
      authority: `https://login.microsoftonline.com/${entra.tenantId}`,
      authorityMetadata: JSON.stringify({
        authorization_endpoint: `${at}/oauth2/v2.0/authorize`,
        token_endpoint: `${at}/oauth2/v2.0/token`,
        issuer: `${at}/v2.0`,
        jwks_uri: `${at}/discovery/v2.0/keys`,
      }),
      ...credential,
    },
  });
}

test('msal-node gets a token with a secret, and axios isolates a machine with it', async () => {
  const app = msalApp(world.entra, { clientSecret: world.entra.clientSecret });
  const result = await app.acquireTokenByClientCredential({ scopes: SCOPES });
  const answer = await axios.post(
    `${world.defender.url}/api/machines/${MACHINE_IDS.web01}/isolate`,
    { Comment: '[twokey R1/1] beaconing', IsolationType: 'Full' },
    { headers: { Authorization: `Bearer ${result?.accessToken}` } },
  );
  expect(answer.status).toBe(201);
  expect(answer.data).toMatchObject({ type: 'Isolate', status: 'Pending', scope: null, requestSource: 'PublicApi' });
});

test('msal-node gets a token with a certificate whose signature is verified', async () => {
  const thumbprintSha256 = 'ab'.repeat(32);
  const app = msalApp(world.entra, { clientCertificate: { thumbprintSha256, privateKey } });
  const result = await app.acquireTokenByClientCredential({ scopes: SCOPES });
  expect(result?.accessToken.split('.')).toHaveLength(3);
  expect(world.entra.requests().at(-1)).toMatchObject({ outcome: 'granted', credential: 'assertion' });
});

test('msal-node tells the AADSTS code of a wrong secret', async () => {
  const app = msalApp(world.entra, { clientSecret: 'wrong' });
  await expect(app.acquireTokenByClientCredential({ scopes: SCOPES })).rejects.toMatchObject({
    errorCode: 'invalid_client',
    errorMessage: expect.stringContaining('AADSTS7000215: Invalid client secret provided.'),
  });
});
