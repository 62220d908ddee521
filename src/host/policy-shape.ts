import { z } from 'zod';
import { actionOf, isVerb } from '../domain/catalogue';
import type { Policy } from '../domain/policy';
import { parseDuration } from './duration';
import { whyNoTicket } from './ticket-pattern';

const DURATION = 'write a number and a unit, such as 30m or 1h';
const duration = z.string({ error: DURATION }).transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === null) context.addIssue({ code: 'custom', message: DURATION });
  return ms ?? 0;
});

const ids = (pattern: RegExp, what: string) => z.array(z.string().regex(pattern, `is not the id of ${what}`));

const audience = z.strictObject({
  usergroups: ids(/^S[A-Z0-9]+$/, 'a Slack user group (S…)').default([]),
  users: ids(/^[UW][A-Z0-9]+$/, 'a Slack user (U… or W…)').default([]),
});

const words = z.string().regex(/\S/, 'must not be empty');
const patterns = z.array(words).exactOptional();

const verb = z.string().refine(isVerb, 'is not an action that Twokey offers');

const allowed = verb.refine(
  (word) => !isVerb(word) || actionOf(word).irreversible !== undefined,
  'is on offer without this, and needs no leave: take it out',
);

const quorum = z.int().min(1, 'must be at least 1: a second person always has to approve').max(20);

const ticket = words.superRefine((pattern, context) => {
  const why = whyNoTicket(pattern);
  if (why !== null) context.addIssue({ code: 'custom', message: why });
});

const rule = z.strictObject({
  name: words,
  when: z.strictObject({
    actions: z.array(verb).min(1).exactOptional(),
    machine: z
      .strictObject({
        names: patterns,
        ids: patterns,
        tags: patterns,
        value: patterns,
        groups: patterns,
        os: patterns,
        risk: patterns,
      })
      .exactOptional(),
  }),
  quorum: quorum.optional(),
  expires_in: duration.optional(),
  send_within: duration.optional(),
  approvers: audience.optional(),
  ticket: ticket.optional(),
  deny: words.optional(),
});

const nameOf = (name: string): string => name.trim().toLowerCase();

const rules = z.array(rule).superRefine((all, context) => {
  for (const [index, { name }] of all.entries()) {
    if (all.findIndex((other) => nameOf(other.name) === nameOf(name)) < index) {
      const message = `“${name}” is the name of another rule too; cards and refusals name rules, so give each its own`;
      context.addIssue({ code: 'custom', path: [index, 'name'], message });
    }
  }
});

const LIMIT = 'write a count and a stretch of time from a second to a day, such as 60/10m';
const DAY_MS = 86_400_000;
const TEN_MINUTES_MS = 600_000;

const limit = (most: number) =>
  z
    .string({ error: LIMIT })
    .transform((text, context) => {
      const [count = '', window = '', ...more] = text.split('/');
      const perMs = parseDuration(window) ?? 0;
      if (!/^[1-9]\d{0,5}$/.test(count.trim()) || perMs < 1_000 || perMs > DAY_MS || more.length > 0) {
        context.addIssue({ code: 'custom', message: LIMIT });
      }
      return { most: Number(count), perMs };
    })
    .default({ most, perMs: TEN_MINUTES_MS });

const MOST_MACHINES = 'must be from 1 to 100';

const limits = z.strictObject({ requests: limit(60), refused_clicks: limit(20) });

/** What the policy file may hold. */
export const policyShape = z.strictObject({
  version: z.literal(1, { error: 'must be 1' }),
  requestors: audience,
  approvers: audience,
  channels: ids(/^[CG][A-Z0-9]+$/, 'a Slack channel (C… or G…)')
    .min(1)
    .optional(),
  quorum: quorum.default(1),
  allow: z.array(allowed).default([]),
  expires_in: duration.default(30 * 60_000),
  send_within: duration.default(15 * 60_000),
  mention: z.boolean().default(true),
  logged_on_users: z.boolean().default(false),
  reminder: z.boolean().default(true),
  escalation: z.strictObject({ after: duration, mention: audience }).optional(),
  limits: limits.prefault({}),
  most_machines: z.int().min(1, MOST_MACHINES).max(100, MOST_MACHINES).default(25),
  rules: rules.default([]),
});

/** The policy that a file's content is. */
export const toPolicy = (read: z.infer<typeof policyShape>, hash: string): Policy => ({
  requestors: read.requestors,
  approvers: read.approvers,
  channels: read.channels ?? null,
  quorum: read.quorum,
  allow: read.allow,
  expiresInMs: read.expires_in,
  sendWithinMs: read.send_within,
  mention: read.mention,
  loggedOnUsers: read.logged_on_users,
  reminder: read.reminder,
  escalation: read.escalation === undefined ? null : { afterMs: read.escalation.after, to: read.escalation.mention },
  limits: { requests: read.limits.requests, refusedClicks: read.limits.refused_clicks },
  mostMachines: read.most_machines,
  rules: read.rules.map(({ name, when, quorum, expires_in, send_within, approvers, ticket, deny }) => ({
    name,
    when,
    ...(quorum === undefined ? {} : { quorum }),
    ...(expires_in === undefined ? {} : { expiresInMs: expires_in }),
    ...(send_within === undefined ? {} : { sendWithinMs: send_within }),
    ...(approvers === undefined ? {} : { approvers }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(deny === undefined ? {} : { deny }),
  })),
  hash,
});
