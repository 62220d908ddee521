/** Where one Microsoft cloud keeps what Twokey talks to. */
export interface Place {
  /** Base of Defender's API, without trailing slash; calls go to `{apiUrl}/api/…`. */
  readonly apiUrl: string;
  /** Base of the sign-in service, without trailing slash. */
  readonly authorityHost: string;
  /** What a token is asked for. Not the API's host: the new hosts are no audience of Defender's service principal. */
  readonly scope: string;
  /** Base of the portal that people open, without trailing slash. */
  readonly portalUrl: string;
}

const commercial = {
  authorityHost: 'https://login.microsoftonline.com',
  scope: 'https://api.securitycenter.microsoft.com/.default',
  portalUrl: 'https://security.microsoft.com',
} as const;

const government = {
  apiUrl: 'https://api-gov.securitycenter.microsoft.us',
  authorityHost: 'https://login.microsoftonline.us',
  scope: 'https://api-gov.securitycenter.microsoft.us/.default',
} as const;

/** Every cloud and region with Defender's API, by the name that `DEFENDER_CLOUD` takes. */
export const clouds = {
  global: { ...commercial, apiUrl: 'https://api.security.microsoft.com' },
  us: { ...commercial, apiUrl: 'https://us.api.security.microsoft.com' },
  eu: { ...commercial, apiUrl: 'https://eu.api.security.microsoft.com' },
  uk: { ...commercial, apiUrl: 'https://uk.api.security.microsoft.com' },
  au: { ...commercial, apiUrl: 'https://au.api.security.microsoft.com' },
  swa: { ...commercial, apiUrl: 'https://swa.api.security.microsoft.com' },
  ina: { ...commercial, apiUrl: 'https://ina.api.security.microsoft.com' },
  aea: { ...commercial, apiUrl: 'https://aea.api.security.microsoft.com' },
  gcc: {
    ...commercial,
    apiUrl: 'https://api-gcc.securitycenter.microsoft.us',
    scope: 'https://api-gcc.securitycenter.microsoft.us/.default',
  },
  'gcc-high': { ...government, portalUrl: 'https://security.microsoft.us' },
  dod: { ...government, portalUrl: 'https://security.apps.mil' },
} as const satisfies Readonly<Record<string, Place>>;

export type Cloud = keyof typeof clouds;

/** The portal's page of a machine. */
export const portalLinkIn = (cloud: Cloud, machineId: string): string =>
  `${clouds[cloud].portalUrl}/machines/${encodeURIComponent(machineId)}`;
