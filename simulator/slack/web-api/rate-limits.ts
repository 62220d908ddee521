import type { Tier } from './method.js';

export type RateLimitOptions = {
  /** How many times more generous than documented; 1 when left out. */
  readonly scale?: number;
  /** How many messages a channel takes at once before the pace of one a second holds; 3 when left out. */
  readonly burst?: number;
};

/** Says how long to wait, in whole seconds, or undefined when the call may go ahead (and counts it). */
export type RateLimits = (method: string, tier: Tier, channel: string) => number | undefined;

const WINDOW_MS = 60_000;
const PER_MINUTE: Readonly<Record<Exclude<Tier, 'per-channel'>, number>> = {
  tier1: 1,
  tier2: 20,
  tier3: 50,
  tier4: 100,
  special: 200,
};

/** Sliding windows per method; a token bucket per channel for chat.postMessage. 'off' lets everything pass. */
export const createRateLimits = (now: () => number, options: RateLimitOptions | 'off'): RateLimits => {
  if (options === 'off') return () => undefined;
  const scale = options.scale ?? 1;
  const burst = (options.burst ?? 3) * scale;
  const calls = new Map<string, readonly number[]>();
  const buckets = new Map<string, { readonly tokens: number; readonly at: number }>();

  const inChannel = (channel: string) => {
    const bucket = buckets.get(channel) ?? { tokens: burst, at: now() };
    const tokens = Math.min(burst, bucket.tokens + ((now() - bucket.at) / 1_000) * scale);
    if (tokens < 1) return Math.max(1, Math.ceil((1 - tokens) / scale));
    buckets.set(channel, { tokens: tokens - 1, at: now() });
    return undefined;
  };

  return (method, tier, channel) => {
    if (tier === 'per-channel') return inChannel(channel);
    const recent = (calls.get(method) ?? []).filter((at) => at > now() - WINDOW_MS);
    const oldest = recent[0];
    if (oldest !== undefined && recent.length >= PER_MINUTE[tier] * scale) {
      return Math.max(1, Math.ceil((oldest + WINDOW_MS - now()) / 1_000));
    }
    calls.set(method, [...recent, now()]);
    return undefined;
  };
};
