/** ISO 8601 with seven fractional digits, as Defender writes its times. */
export const wireTime = (epochMs: number): string => {
  const whole = Math.floor(epochMs);
  const ticks = Math.floor((epochMs - whole) * 10_000);
  return new Date(whole).toISOString().replace('Z', `${String(ticks).padStart(4, '0')}Z`);
};
