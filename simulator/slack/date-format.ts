const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];

const two = (value: number): string => String(value).padStart(2, '0');

const ordinal = (day: number): string => {
  const teen = day % 100 >= 11 && day % 100 <= 13;
  return `${day}${teen ? 'th' : (['th', 'st', 'nd', 'rd'][day % 10] ?? 'th')}`;
};

const parts: Readonly<Record<string, (at: Date) => string>> = {
  date_num: (at) => at.toISOString().slice(0, 10),
  date_slash: (at) => at.toISOString().slice(0, 10).replaceAll('-', '/'),
  date: (at) => `${MONTHS[at.getUTCMonth()]} ${ordinal(at.getUTCDate())}, ${at.getUTCFullYear()}`,
  date_short: (at) => `${MONTHS[at.getUTCMonth()]?.slice(0, 3)} ${at.getUTCDate()}, ${at.getUTCFullYear()}`,
  date_long: (at) => `${DAYS[at.getUTCDay()]}, ${parts.date?.(at)}`,
  time: (at) => `${at.getUTCHours() % 12 || 12}:${two(at.getUTCMinutes())} ${at.getUTCHours() < 12 ? 'AM' : 'PM'}`,
  time_secs: (at) =>
    `${at.getUTCHours() % 12 || 12}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} ${at.getUTCHours() < 12 ? 'AM' : 'PM'}`,
  ago: (at) => `at ${at.toISOString()}`,
};

/** A date token's format ('{date_short_pretty} at {time}') as a reader in UTC sees it; never relative to today. */
export const formatDate = (epochSeconds: number, format: string): string => {
  const at = new Date(epochSeconds * 1_000);
  return format.replace(/\{(\w+?)(_pretty)?\}/g, (token, name: string) => parts[name]?.(at) ?? token);
};
