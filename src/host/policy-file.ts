import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type Alias, isAlias, isMap, isNode, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import { isVerb } from '../domain/catalogue';
import type { Policy } from '../domain/policy';
import { parseDuration } from './duration';

/** A mistake in the policy file, with the line it is on (1-based; 0 where the file as a whole is meant). */
export interface PolicyMistake {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const duration = z.string({ error: 'write a number and a unit, such as 30m or 1h' }).transform((text, context) => {
  const ms = parseDuration(text);
  if (ms === null) context.addIssue({ code: 'custom', message: 'write a number and a unit, such as 30m or 1h' });
  return ms ?? 0;
});

const ids = (pattern: RegExp, what: string) => z.array(z.string().regex(pattern, `is not the id of ${what}`));

const audience = z.strictObject({
  usergroups: ids(/^S[A-Z0-9]+$/, 'a Slack user group (S…)').default([]),
  users: ids(/^[UW][A-Z0-9]+$/, 'a Slack user (U… or W…)').default([]),
});

const words = z.array(z.string().min(1)).optional();

/** Actions to come: a policy may speak of them before they are on offer, so that it is in force when they are. */
const comingVerbs: readonly string[] = ['quarantine', 'collect', 'offboard'];
const verb = z
  .string()
  .refine((word) => isVerb(word) || comingVerbs.includes(word), 'is not an action that Twokey offers');

const rule = z.strictObject({
  name: z.string().min(1),
  when: z.strictObject({
    actions: z.array(verb).min(1).optional(),
    machine: z
      .strictObject({ names: words, ids: words, tags: words, value: words, groups: words, os: words, risk: words })
      .optional(),
  }),
  quorum: z.int().min(1).max(20).optional(),
  expires_in: duration.optional(),
  send_within: duration.optional(),
  approvers: audience.optional(),
  ticket: z.string().min(1).optional(),
  deny: z.string().min(1).optional(),
});

const limit = (most: number, perMs: number) =>
  z
    .string({ error: 'write a count and a stretch of time, such as 60/10m' })
    .transform((text, context) => {
      const [count = '', window = '', ...more] = text.split('/');
      const parsed = parseDuration(window);
      if (!/^[1-9]\d{0,5}$/.test(count) || parsed === null || more.length > 0) {
        context.addIssue({ code: 'custom', message: 'write a count and a stretch of time, such as 60/10m' });
      }
      return { most: Number(count), perMs: parsed ?? 0 };
    })
    .default({ most, perMs });

const TEN_MINUTES = 10 * 60_000;

const file = z.strictObject({
  version: z.literal(1, { error: 'must be 1' }),
  requestors: audience,
  approvers: audience,
  channels: ids(/^[CG][A-Z0-9]+$/, 'a Slack channel (C… or G…)')
    .min(1)
    .optional(),
  quorum: z.int().min(1, 'must be at least 1: a second person always has to approve').max(20).default(1),
  expires_in: duration.default(30 * 60_000),
  send_within: duration.default(15 * 60_000),
  mention: z.boolean().default(true),
  escalation: z.strictObject({ after: duration, mention: audience }).optional(),
  limits: z.strictObject({ requests: limit(60, TEN_MINUTES), refused_clicks: limit(20, TEN_MINUTES) }).default({
    requests: { most: 60, perMs: TEN_MINUTES },
    refused_clicks: { most: 20, perMs: TEN_MINUTES },
  }),
  rules: z.array(rule).default([]),
});

type Document = ReturnType<typeof parseDocument>;

/** The position of the deepest node on a path that is in the file. */
const placeOf = (document: Document, lines: LineCounter, path: readonly PropertyKey[], isKey: boolean) => {
  for (let depth = isKey ? path.length - 1 : path.length; depth >= 0; depth -= 1) {
    const node = document.getIn(path.slice(0, depth), true);
    const key =
      isKey && isMap(node)
        ? node.items.find((pair) => isScalar(pair.key) && pair.key.value === path[depth])?.key
        : undefined;
    const found = isNode(key) ? key : isNode(node) && !isAlias(node) ? node : null;
    if (found?.range) {
      const { line, col } = lines.linePos(found.range[0]);
      return { line, column: col };
    }
  }
  return { line: 1, column: 1 };
};

const toPolicy = (read: z.infer<typeof file>, hash: string): Policy => ({
  requestors: read.requestors,
  approvers: read.approvers,
  channels: read.channels ?? null,
  quorum: read.quorum,
  expiresInMs: read.expires_in,
  sendWithinMs: read.send_within,
  mention: read.mention,
  escalation: read.escalation === undefined ? null : { afterMs: read.escalation.after, to: read.escalation.mention },
  limits: { requests: read.limits.requests, refusedClicks: read.limits.refused_clicks },
  rules: read.rules.map(({ name, when, quorum, expires_in, send_within, approvers, ticket, deny }) => ({
    name,
    when: JSON.parse(JSON.stringify(when)),
    ...(quorum === undefined ? {} : { quorum }),
    ...(expires_in === undefined ? {} : { expiresInMs: expires_in }),
    ...(send_within === undefined ? {} : { sendWithinMs: send_within }),
    ...(approvers === undefined ? {} : { approvers }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(deny === undefined ? {} : { deny }),
  })),
  hash,
});

/** What the text says; a mistake where its aliases lead nowhere or multiply without bounds. */
const contentOf = (document: Document, lines: LineCounter): { readonly content: unknown } | PolicyMistake => {
  try {
    return { content: document.toJS({ maxAliasCount: 20 }) };
  } catch {
    const aliases: Alias[] = [];
    visit(document, { Alias: (_, alias) => void aliases.push(alias) });
    const lost = aliases.find((alias) => alias.resolve(document) === undefined);
    const { line, col } = lines.linePos((lost ?? aliases[0])?.range?.[0] ?? 0);
    const message = lost === undefined ? 'aliases multiply too often' : `*${lost.source}: there is no such anchor`;
    return { line, column: col, message };
  }
};

/** Reads a policy from its text; every mistake at once, each with its line. */
export const parsePolicy = (
  text: string,
): { readonly policy: Policy } | { readonly mistakes: readonly PolicyMistake[] } => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', uniqueKeys: true, strict: true });
  if (document.errors.length > 0) {
    return {
      mistakes: document.errors.map((error) => ({
        line: error.linePos?.[0].line ?? 0,
        column: error.linePos?.[0].col ?? 0,
        message: error.message.split('\n')[0] ?? 'is not valid YAML',
      })),
    };
  }
  const read = contentOf(document, lines);
  if ('message' in read) return { mistakes: [read] };
  const parsed = file.safeParse(read.content);
  if (parsed.success)
    return { policy: toPolicy(parsed.data, createHash('sha256').update(text).digest('hex').slice(0, 16)) };
  return {
    mistakes: parsed.error.issues.flatMap((issue) => {
      const named = issue.path.map(String).join('.');
      if (issue.code !== 'unrecognized_keys')
        return [
          { ...placeOf(document, lines, issue.path, false), message: `${named || 'the file'}: ${issue.message}` },
        ];
      return issue.keys.map((key) => ({
        ...placeOf(document, lines, [...issue.path, key], true),
        message: `${[...issue.path.map(String), key].join('.')}: there is no such setting`,
      }));
    }),
  };
};

/** Reads the policy file; a file that cannot be read is a mistake like any other. */
export const readPolicyFile = (path: string): ReturnType<typeof parsePolicy> => {
  try {
    return parsePolicy(readFileSync(path, 'utf8'));
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
    return {
      mistakes: [
        { line: 0, column: 0, message: `cannot be read (${code}); set POLICY_FILE, and start from policy.example.yml` },
      ],
    };
  }
};
