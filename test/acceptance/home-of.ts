import type { Person } from '../../simulator/slack/people/person';
import type { View } from '../../simulator/slack/workspace/views';
import type { World } from './world';

/** What somebody's Home says now; empty where it was never drawn. */
export const homeText = (world: World, { id }: Person): string => {
  const view = world.slack.home(id);
  return view === undefined ? '' : world.slack.plainText(view);
};

/** Somebody's Home as it is now. */
export const homeView = ({ slack }: World, { id }: Person): View => {
  const view = slack.home(id);
  if (view === undefined) throw new Error(`${id} has no Home`);
  return view;
};

/** Resolves with what somebody's Home says once it is as it should be. */
export const homeIs = (
  world: World,
  person: Person,
  what: string,
  is: (home: string) => boolean,
  timeoutMs = 15_000,
): Promise<string> =>
  world.slack.until(() => (is(homeText(world, person)) ? homeText(world, person) : ''), {
    timeoutMs,
    what: `a Home of ${person.id} ${what}, which has: ${homeText(world, person)}`,
  });

/** Resolves with what somebody's Home says once it has all of these words. */
export const homeShows = (world: World, person: Person, ...words: readonly string[]): Promise<string> =>
  homeIs(world, person, `with ${JSON.stringify(words)}`, (home) => words.every((word) => home.includes(word)));
