import { createHome } from '../../src/flow/home';
import type { ContainedAtHome } from '../../src/flow/home-contained';
import type { InsiderPage } from '../../src/flow/home-page';
import { present, T } from '../domain/builders';
import type { World } from './world';

/** Where nothing is contained. */
export const nothingContained: ContainedAtHome = {
  asOf: T,
  held: [],
  lifted: [],
  unsettled: [],
  list: { kind: 'read', at: T },
};

/** Home of a world, at work. */
export const homeOf = (
  world: World,
  holds: () => boolean = () => true,
  read: () => Promise<ContainedAtHome> = async () => nothingContained,
) => {
  const home = createHome({
    ...world,
    contained: { keepUp: () => {}, read },
    tenure: { holds, term: () => 1 },
  });
  home.loop.wake();
  return home;
};

/** What one person was shown, in order. */
export const pages = (world: World, personId: string) =>
  world.homesShown.filter((shown) => shown.personId === personId).map(({ page }) => page);

/** The last page of somebody who may ask or approve. */
export const lastOf = (world: World, personId: string): InsiderPage => {
  const page = present(pages(world, personId).at(-1));
  if (page.kind !== 'insider') throw new Error(page.kind);
  return page;
};
