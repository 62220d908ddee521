/**
 * One step of the shared plan, whole or not at all, on the clock of Redis. A slot is an id in sorted sets; its score is the
 * moment at which its call is over or, while it is being made, over at the latest: so a slot of a process that died
 * comes back late and never early.
 *
 * KEYS: all calls, those of actions, of ordinary actions, of reads; who waits; the silence that Defender asked for.
 * ARGV: id, rank, replica, lease in ms, then how many of containment, actions and reads wait there, then for each
 * window its length and the four numbers of `Shares`.
 * Returns after how many ms to ask again (0: the slot is taken), then how many slots each window holds.
 */
export const TAKE = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local all, actions, ordinary, reads, waits, silence = unpack(KEYS)
local id, rank, replica, lease = ARGV[1], ARGV[2], ARGV[3], tonumber(ARGV[4])
local here = { containment = tonumber(ARGV[5]), action = tonumber(ARGV[6]), read = tonumber(ARGV[7]) }
local MARK_MS, UNKNOWN_MS, ASIDE_MS = 2500, 250, 25

redis.call('ZREMRANGEBYSCORE', waits, '-inf', now)
local waiting = { containment = here.containment > 0, action = here.action > 0, read = here.read > 0 }
for _, mark in ipairs(redis.call('ZRANGE', waits, 0, -1)) do
  local at = string.find(mark, ' ', 1, true)
  if string.sub(mark, at + 1) ~= replica then waiting[string.sub(mark, 1, at - 1)] = true end
end

local function waitFor(key, most, window)
  if most == 0 then return ASIDE_MS end
  local held = redis.call('ZCOUNT', key, now - window, '+inf')
  if held < most then return 0 end
  local first = redis.call('ZRANGEBYSCORE', key, now - window, '+inf', 'WITHSCORES', 'LIMIT', held - most, 1)
  local over = tonumber(first[2])
  if over > now then return UNKNOWN_MS end
  return over + window + 1 - now
end

local wait = math.max(0, redis.call('PTTL', silence))
local longest = 0
for i = 8, #ARGV, 5 do
  local window, calls, ofKind = tonumber(ARGV[i]), tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])
  longest = math.max(longest, window)
  local kind, beside = actions, waiting.read
  if rank == 'read' then kind, beside = reads, waiting.containment or waiting.action end
  if beside then ofKind = tonumber(ARGV[i + 3]) end
  wait = math.max(wait, waitFor(all, calls, window), waitFor(kind, ofKind, window))
  if rank == 'action' and waiting.containment then
    wait = math.max(wait, waitFor(ordinary, tonumber(ARGV[i + 4]), window))
  end
end

if wait == 0 then
  here[rank] = here[rank] - 1
  local keys = { all, rank == 'read' and reads or actions }
  if rank == 'action' then keys[3] = ordinary end
  for _, key in ipairs(keys) do
    redis.call('ZREMRANGEBYSCORE', key, '-inf', now - longest - 1)
    redis.call('ZADD', key, now + lease, id)
    redis.call('PEXPIRE', key, longest + 2 * lease)
  end
end
for name, count in pairs(here) do
  local mark = name .. ' ' .. replica
  if count > 0 then redis.call('ZADD', waits, now + MARK_MS, mark) else redis.call('ZREM', waits, mark) end
end
redis.call('PEXPIRE', waits, MARK_MS)

local answer = { wait }
for i = 8, #ARGV, 5 do answer[#answer + 1] = redis.call('ZCOUNT', all, now - tonumber(ARGV[i]), '+inf') end
return answer
`;

/** The call of an id was answered now. KEYS: the sets of calls. ARGV: id. */
export const ANSWERED = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, key in ipairs(KEYS) do redis.call('ZADD', key, 'XX', now, ARGV[1]) end
return 0
`;

/** The call of an id was not made. KEYS: the sets of calls. ARGV: id. */
export const GIVE_BACK = `
for _, key in ipairs(KEYS) do redis.call('ZREM', key, ARGV[1]) end
return 0
`;

/** Nobody calls for so many ms; a silence only ever gets longer. KEYS: the silence. ARGV: ms. */
export const SILENCE = `
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
return 0
`;

/** Proves that Redis runs scripts, and that they may write. KEYS: any. */
export const REACH = `
redis.call('SET', KEYS[1], '1', 'PX', 1000)
return 0
`;
