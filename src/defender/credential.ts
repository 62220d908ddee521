import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Fault } from '../domain/fault';
import { factsOf } from './fault';
import type { Credential } from './settings';

/** A credential in the shape that msal-node takes. */
export type Proof =
  | { readonly clientSecret: string }
  | { readonly clientAssertion: string }
  | {
      readonly clientCertificate: {
        readonly thumbprintSha256: string;
        readonly privateKey: string;
        readonly x5c: string;
      };
    };

const CERTIFICATE = 'AZURE_CLIENT_CERTIFICATE_PATH';
const FEDERATED = 'AZURE_FEDERATED_TOKEN_FILE';

const unusable = (says: string): Fault => new Fault(factsOf('Entra', 'credential-unusable', says));

const read = async (setting: string, path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw unusable(
      `The file named by ${setting} cannot be read (${code}: ${path}). Put it there, readable for the user that Twokey runs as.`,
    );
  }
};

const KEY = /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\s\S]+?-----END (?:[A-Z]+ )?PRIVATE KEY-----/;
const CERT = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

const certificateProof = (pem: string, path: string): Proof => {
  const key = KEY.exec(pem)?.[0];
  const chain = pem.match(CERT);
  if (key === undefined || chain === null || key.includes('ENCRYPTED')) {
    throw unusable(
      `The file named by ${CERTIFICATE} (${path}) must hold a PEM certificate and its PEM private key, unencrypted.`,
    );
  }
  try {
    const privateKey = createPrivateKey(key);
    const own = chain.find((each) => new X509Certificate(each).checkPrivateKey(privateKey));
    if (own === undefined)
      throw unusable(`The key in the file named by ${CERTIFICATE} (${path}) fits no certificate in it.`);
    // Entra reads the first certificate of the chain as the one that signed.
    const ordered = [own, ...chain.filter((each) => each !== own)];
    return {
      clientCertificate: {
        thumbprintSha256: new X509Certificate(own).fingerprint256.replaceAll(':', ''),
        privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        x5c: ordered.join('\n'),
      },
    };
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw unusable(`The file named by ${CERTIFICATE} (${path}) holds a key or certificate that cannot be read as PEM.`);
  }
};

/** Reads the credential as it is now. Rejects with a `Fault` that names the setting and the cure. */
export const proofOf = async (credential: Credential): Promise<Proof> => {
  switch (credential.kind) {
    case 'secret':
      return { clientSecret: credential.secret };
    case 'certificate':
      return certificateProof(await read(CERTIFICATE, credential.path), credential.path);
    case 'federated': {
      const token = (await read(FEDERATED, credential.path)).trim();
      if (token === '') throw unusable(`The file named by ${FEDERATED} (${credential.path}) is empty.`);
      return { clientAssertion: token };
    }
  }
};
