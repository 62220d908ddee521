const MOST_CHANNELS = 10;

/** Channels by their ids, as Slack shows them, in words that stay short. */
export const channelList = (ids: readonly string[]): string => {
  const named = ids.slice(0, MOST_CHANNELS).map((id) => `<#${id}>`);
  const more = ids.length - named.length;
  return [...named, ...(more > 0 ? [`one of ${more} others`] : [])].join(' or ');
};
