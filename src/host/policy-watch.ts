import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Instant } from '../domain/instant';
import type { Log, PolicySource } from '../flow/ports';
import { parsePolicy, type ReadPolicy } from './policy-file';
import type { PolicyMistake } from './policy-place';

/** What the file holds now and is not in force. */
export interface RefusedPolicy {
  /** Null where the file cannot be read. */
  readonly hash: string | null;
  readonly mistakes: readonly PolicyMistake[];
  readonly at: Instant;
}

/** The policy in force, and the file that it comes from. */
export interface PolicyWatch extends PolicySource {
  /** Reads the file: takes what is new and good, refuses what is new and bad, and leaves all else as it is. */
  look(): Promise<void>;
  /** Somebody wants to know: the next look tells what is still refused once more. */
  ask(): void;
  /** When to look next, unless somebody asks for it before. */
  nextLook(): Instant;
  health(): { readonly hash: string; readonly since: Instant; readonly refused: RefusedPolicy | null };
}

/** How often the file is read. By content: a ConfigMap exchanges a link, and editors write another file. */
const EVERY_MS = 3_000;
/** A content that is there for less may be half of what somebody is writing, and half a policy may be a laxer one. */
const SETTLED_MS = 250;
/** A file may be gone for a moment while it is replaced. */
const GONE_MS = EVERY_MS;

type Content = { readonly text: string } | { readonly code: string };

const contentOf = async (path: string): Promise<Content> => {
  try {
    return { text: await readFile(path, 'utf8') };
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
    return { code };
  }
};

const keyOf = (content: Content): string =>
  'code' in content ? content.code : createHash('sha256').update(content.text).digest('hex');

const unreadable = (code: string): PolicyMistake => ({
  line: 0,
  column: 0,
  message: `cannot be read (${code}); put the file back where POLICY_FILE says`,
});

/** Watches the file of the policy that was read at the start. */
export const createPolicyWatch = (deps: {
  readonly path: string;
  readonly first: ReadPolicy;
  readonly now: () => Instant;
  readonly log: Log;
  /** Called when another policy has come into force. */
  readonly taken: (read: ReadPolicy) => void;
}): PolicyWatch => {
  const { path, now, log } = deps;
  let inForce = deps.first.policy;
  let since = now();
  let refused: RefusedPolicy | null = null;
  let judged: string | null = null;
  let isAsked = false;
  let pending: { readonly key: string; readonly at: Instant; readonly settledAt: Instant } | null = null;

  const tellRefused = ({ hash, mistakes }: RefusedPolicy): void =>
    log.error('policy.refused', { path, hash, mistakes, inForce: inForce.hash });

  const refuse = (hash: string | null, mistakes: readonly PolicyMistake[]): void => {
    refused = { hash, mistakes, at: now() };
    tellRefused(refused);
  };

  const take = (read: ReadPolicy): void => {
    const { policy } = read;
    const wasRefused = refused !== null;
    refused = null;
    const before = inForce.hash;
    if (policy.hash === before) {
      if (wasRefused) log.info('policy.mended', { hash: before });
      return;
    }
    inForce = policy;
    since = now();
    log.info('policy.in-force', { hash: policy.hash, before });
    deps.taken(read);
  };

  const judge = (content: Content, key: string): void => {
    const parsed = 'code' in content ? { mistakes: [unreadable(content.code)] } : parsePolicy(content.text);
    if ('policy' in parsed) take(parsed);
    // As much of it as a policy's own hash has.
    else refuse('code' in content ? null : key.slice(0, inForce.hash.length), parsed.mistakes);
  };

  return {
    current: () => inForce,
    look: async () => {
      const content = await contentOf(path);
      const key = keyOf(content);
      const at = now();
      if (key === judged) {
        pending = null;
        if (isAsked && refused !== null) tellRefused(refused);
        isAsked = false;
        return;
      }
      if (pending?.key !== key) pending = { key, at, settledAt: at + ('code' in content ? GONE_MS : SETTLED_MS) };
      if (at < pending.settledAt) return;
      pending = null;
      judged = key;
      isAsked = false;
      judge(content, key);
    },
    ask: () => {
      isAsked = true;
    },
    nextLook: () => pending?.settledAt ?? now() + EVERY_MS,
    health: () => ({ hash: inForce.hash, since, refused }),
  };
};
