import type { Machine } from './machine';

/** The systems that Microsoft's pages tell apart when they say where an action works. */
export type OsFamily = 'Windows' | 'Windows Server' | 'macOS' | 'Linux';

/** Where an action works: a family of systems, from a release on. */
export interface Platform {
  readonly family: OsFamily;
  /** The first release, by the numbers of `releaseOf`; null where any will do, or where only the sensor's version matters. */
  readonly from: number | null;
  /** As it is told. */
  readonly words: string;
}

/** Windows 10 from a version on, and Windows 11. */
export const windowsFrom = (version: 1703 | 1709): Platform => ({
  family: 'Windows',
  from: version,
  words: `Windows 10 ${version} or later and Windows 11`,
});

/** Windows Server from 2012 R2 on. The two oldest need the unified agent, of which Defender's records say nothing. */
export const windowsServer: Platform = {
  family: 'Windows Server',
  from: 2012.5,
  words: 'Windows Server 2012 R2 or later',
};

/** macOS; `sensor` where it takes a certain version of it, which Defender has to judge. */
export const macOs = (sensor: string | null = null): Platform => ({
  family: 'macOS',
  from: null,
  words: sensor === null ? 'macOS' : `macOS with sensor ${sensor} or later`,
});

/** The distributions of Linux that Defender supports. */
export const linux: Platform = { family: 'Linux', from: null, words: 'Linux' };

// By Defender's words in `osPlatform`, which are an open set. Whatever fits none of these is not known.
const families: readonly (readonly [RegExp, OsFamily])[] = [
  [/^WindowsServer(?=\d)/i, 'Windows Server'],
  [/^Windows(?=(7|8|8\.1|10|11)(\D|$))/i, 'Windows'],
  [/^(macOS|Mac OS)/i, 'macOS'],
  [
    /^(Linux|Ubuntu|Debian|RedHat|CentOS|SuSE|SLES|Fedora|Oracle|AmazonLinux|Amazon Linux|Rocky|Alma|Mariner|AzureLinux)/i,
    'Linux',
  ],
];

/** The family of a machine's system; null where it is not known. */
export const familyOf = ({ os }: Pick<Machine, 'os'>): OsFamily | null =>
  families.find(([pattern]) => pattern.test((os ?? '').trim()))?.[1] ?? null;

const OLD_WINDOWS: Readonly<Record<string, number>> = { '7': 910, '8': 1210, '8.1': 1310 };

/** `1709` is 1709, `20H2` is 2010: the year and month in which it came. */
const windowsVersion = (version: string | null): number | null => {
  const found = /^(\d{2})(?:(\d{2})|H([12]))$/i.exec((version ?? '').trim());
  if (found === null) return null;
  const [, year, month, half] = found;
  return Number(year) * 100 + (month === undefined ? (half === '1' ? 4 : 10) : Number(month));
};

const windowsRelease = (name: string, version: string | null): number | null => {
  const old = OLD_WINDOWS[name];
  if (old !== undefined) return old;
  // The versions of Windows 11 begin where those of Windows 10 have long been supported.
  return name === '11' ? 2110 : windowsVersion(version);
};

const serverRelease = (name: string): number | null => {
  const found = /^(\d{4})(R2)?$/i.exec(name);
  return found === null ? null : Number(found[1]) + (found[2] === undefined ? 0 : 0.5);
};

/**
 * The release of a machine's system as a number that grows: year and month for Windows (`1709`), the year for Windows
 * Server (`2012.5` for 2012 R2), the first number of the version for all others. Null where it is not known.
 */
export const releaseOf = (machine: Pick<Machine, 'os' | 'osVersion'>): number | null => {
  const family = familyOf(machine);
  const os = (machine.os ?? '').trim();
  if (family === 'Windows') return windowsRelease(os.replace(/^Windows/i, ''), machine.osVersion);
  if (family === 'Windows Server') return serverRelease(os.replace(/^WindowsServer/i, ''));
  const [first] = /^\d+/.exec(machine.osVersion ?? '') ?? [];
  return family === null || first === undefined ? null : Number(first);
};

/** Whether a machine's system is known to be none of these. What is not known is nobody's no: Defender has the last word. */
export const isOutside = (platforms: readonly Platform[], machine: Pick<Machine, 'os' | 'osVersion'>): boolean => {
  const family = familyOf(machine);
  if (family === null) return false;
  const release = releaseOf(machine);
  return !platforms.some(
    (one) => one.family === family && (one.from === null || release === null || release >= one.from),
  );
};

/** Where something works, as it is told. */
export const spellPlatforms = (platforms: readonly Platform[]): string =>
  platforms.map(({ words }) => words).join('; ');
