import type { LoggedOnUser } from '../../domain/logged-on-user';
import type { LoggedOn } from '../../flow/logged-on';
import type { Phrase } from '../block-kit/phrase';
import { faultWords, permissionWords } from './fault-words';
import { leftOut } from './left-out';
import { shown } from './names';

const MOST_USERS = 10;

const userItem = (user: LoggedOnUser): Phrase => [
  { strong: shown(user.account) },
  ...(user.lastSeenAt === null ? [', last seen at an unknown time'] : [', last seen ', { date: user.lastSeenAt }]),
  user.logonTypes === null ? '' : `, ${shown(user.logonTypes)}`,
  user.isOnlyNetwork ? ', over the network only' : '',
  user.isDomainAdmin ? ', domain administrator' : '',
];

/** Who has logged on, as items of a list; null where the policy does not let it be told. */
export const loggedOnItems = (told: LoggedOn): readonly Phrase[] | null => {
  switch (told.kind) {
    case 'off':
      return null;
    case 'away':
      return [['Not known. ', ...faultWords(told.fault), ...permissionWords(told.fault, ['User.Read.All'])]];
    case 'users': {
      if (told.users.length === 0) return [['Defender has seen nobody.']];
      return [
        ...told.users.slice(0, MOST_USERS).map(userItem),
        ...leftOut(told.users, MOST_USERS, ['the machine’s page in the Defender portal lists them']),
      ];
    }
  }
};
