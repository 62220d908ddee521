/** What whoever runs Twokey does about a refusal of Microsoft Entra, by its code. */
const CURES: Readonly<Record<string, string>> = {
  AADSTS7000215:
    'Set AZURE_CLIENT_SECRET to the value of a client secret of the app registration (its value, not its id), and restart Twokey.',
  AADSTS7000222:
    'Make a new client secret in the app registration, set AZURE_CLIENT_SECRET to its value, and restart Twokey.',
  AADSTS7000112: 'The application is switched off in the tenant: enable it under Enterprise applications.',
  AADSTS700016: 'Compare AZURE_CLIENT_ID and AZURE_TENANT_ID with the app registration.',
  AADSTS90002: 'Compare AZURE_TENANT_ID with the tenant, and DEFENDER_CLOUD with the cloud that it is in.',
  AADSTS700027:
    'Add the certificate to the app registration, or put the one that is there, and has not expired, where AZURE_CLIENT_CERTIFICATE_PATH says.',
  AADSTS700024:
    'See that the clock of the machine that Twokey runs on is right and, with AZURE_FEDERATED_TOKEN_FILE, that the token in it is renewed.',
  AADSTS70021:
    'Compare issuer, subject and audience of the token with the federated credential of the app registration.',
  AADSTS700211: 'Compare the token’s issuer with the federated credential of the app registration.',
  AADSTS700212: 'Compare the token’s audience with the federated credential of the app registration.',
  AADSTS700213: 'Compare the token’s subject with the federated credential of the app registration.',
  AADSTS500011: 'Defender for Endpoint is not known in this tenant: compare DEFENDER_CLOUD, and the tenant’s licences.',
};

/** What to do about a code of Microsoft Entra; undefined where only waiting helps, or nothing is known. */
export const entraCure = (code: string): string | undefined => CURES[code];

/** Refusals that a wrong clock brings about. */
export const isAboutTime = (code: string): boolean => code === 'AADSTS700024' || code === 'AADSTS700027';
