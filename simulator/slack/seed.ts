import type { JsonObject } from './json.js';

/** A person or bot as the simulated workspace is seeded with it. All names are invented. */
export type SeedUser = {
  readonly id: string;
  readonly name: string;
  readonly realName: string;
  /** Left out: the workspace's own team. */
  readonly teamId?: string;
  readonly isDeleted?: boolean;
  readonly isBot?: boolean;
  readonly isGuest?: boolean;
  readonly isSingleChannelGuest?: boolean;
  /** From another company, here through Slack Connect. */
  readonly isStranger?: boolean;
  readonly email?: string;
  /** What users.info says otherwise of them, field by field; `undefined` leaves a field out. */
  readonly info?: JsonObject;
};

export type SeedGroup = {
  readonly id: string;
  readonly handle: string;
  readonly name: string;
  readonly users: readonly string[];
  readonly isDisabled?: boolean;
};

export type SeedChannel = {
  readonly id: string;
  readonly name: string;
  readonly members: readonly string[];
  readonly isPrivate?: boolean;
  readonly isArchived?: boolean;
  readonly isExtShared?: boolean;
  readonly isPendingExtShared?: boolean;
  readonly isReadOnly?: boolean;
};

export type Seed = {
  readonly teamId: string;
  readonly teamName: string;
  readonly teamDomain: string;
  readonly enterprise?: { readonly id: string; readonly name: string };
  /** What auth.test says otherwise, field by field; `undefined` leaves a field out. */
  readonly session?: JsonObject;
  readonly appId: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly users: readonly SeedUser[];
  readonly groups: readonly SeedGroup[];
  readonly channels: readonly SeedChannel[];
};

const everyone = ['U0ROSA', 'U0TOM', 'U0IDA', 'U0LENA', 'U0MAX', 'U0GUEST'];

export const defaultSeed: Seed = {
  teamId: 'T0TWOKEY',
  teamName: 'Harbour Security',
  teamDomain: 'harbour-security',
  appId: 'A0TWOKEY',
  botId: 'B0TWOKEY',
  botUserId: 'U0TWOKEY',
  users: [
    { id: 'U0TWOKEY', name: 'twokey', realName: 'Twokey', isBot: true },
    { id: 'U0ROSA', name: 'rosa', realName: 'Rosa Diaz', email: 'rosa@harbour.example' },
    { id: 'U0TOM', name: 'tom', realName: 'Tom Berg', email: 'tom@harbour.example' },
    { id: 'U0IDA', name: 'ida', realName: 'Ida Holm', email: 'ida@harbour.example' },
    { id: 'U0LENA', name: 'lena', realName: 'Lena Falk', email: 'lena@harbour.example' },
    { id: 'U0MAX', name: 'max', realName: 'Max Roth', email: 'max@harbour.example' },
    { id: 'U0GUEST', name: 'gus', realName: 'Gus Visser', email: 'gus@visitor.example', isGuest: true },
    { id: 'U0GONE', name: 'gil', realName: 'Gil Stone', email: 'gil@harbour.example', isDeleted: true },
    { id: 'U0STRANGER', name: 'sven', realName: 'Sven Lind', teamId: 'T0ELSEWHERE', isStranger: true },
  ],
  groups: [
    { id: 'S0RESPONDERS', handle: 'responders', name: 'Responders', users: ['U0ROSA', 'U0TOM'] },
    { id: 'S0APPROVERS', handle: 'approvers', name: 'Approvers', users: ['U0TOM', 'U0IDA'] },
    { id: 'S0LEADS', handle: 'leads', name: 'Leads', users: ['U0IDA', 'U0LENA'] },
  ],
  channels: [
    { id: 'C0INCIDENT', name: 'incident-1', members: [...everyone, 'U0TWOKEY'] },
    { id: 'C0OTHER', name: 'other', members: everyone },
    { id: 'C0SHARED', name: 'shared', members: [...everyone, 'U0STRANGER', 'U0TWOKEY'], isExtShared: true },
    { id: 'C0PENDING', name: 'pending', members: [...everyone, 'U0TWOKEY'], isPendingExtShared: true },
    { id: 'C0ARCHIVED', name: 'archived', members: [...everyone, 'U0TWOKEY'], isArchived: true },
    { id: 'G0PRIVATE', name: 'private', members: everyone, isPrivate: true },
  ],
};
