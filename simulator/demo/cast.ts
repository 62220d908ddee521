import { defaultSeed, type SeedUser } from '../slack/seed';

/** The channel in which the demo plays. */
export const INCIDENT = 'C0INCIDENT';

export const channelName: string = defaultSeed.channels.find(({ id }) => id === INCIDENT)?.name ?? INCIDENT;

/** The people in the channel; anybody of them can be acted as. */
export const cast: readonly SeedUser[] = defaultSeed.users.filter(
  ({ id, isBot }) =>
    isBot !== true && defaultSeed.channels.some((each) => each.id === INCIDENT && each.members.includes(id)),
);

export const nameOf = (userId: string): string =>
  defaultSeed.users.find(({ id }) => id === userId)?.realName ?? (userId === 'USLACKBOT' ? 'Slackbot' : userId);

/** The one person who is meant by a name, a real name, an id or the beginning of one; undefined when nobody or several. */
export const personCalled = (words: string): SeedUser | undefined => {
  const wanted = words.trim().replace(/^@/, '').toLowerCase();
  const names = ({ id, name, realName }: SeedUser) => [id, name, realName].map((each) => each.toLowerCase());
  const exact = cast.find((person) => names(person).includes(wanted));
  const begun = cast.filter((person) => wanted !== '' && names(person).some((each) => each.startsWith(wanted)));
  return exact ?? (begun.length === 1 ? begun[0] : undefined);
};

/** Everybody, with their groups, a line each. */
export const castLines = (): readonly string[] =>
  cast.map(({ id, name, realName, isGuest }) => {
    const groups = defaultSeed.groups.filter(({ users }) => users.includes(id)).map(({ handle }) => `@${handle}`);
    const about = [...groups, ...(isGuest === true ? ['a guest'] : [])].join(', ');
    return `  as ${name.padEnd(6)} ${realName.padEnd(12)} ${about}`.trimEnd();
  });
