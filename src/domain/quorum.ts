/**
 * How many places distinct people can fill at once, each person at most one (maximum matching).
 *
 * @param approvals for each approver, the places that they can fill
 */
export const filledPlaces = (approvals: readonly (readonly number[])[]): number => {
  const takenBy = new Map<number, number>();
  const seat = (approver: number, tried: Set<number>): boolean => {
    for (const place of approvals[approver] ?? []) {
      if (tried.has(place)) continue;
      tried.add(place);
      const holder = takenBy.get(place);
      if (holder === undefined || seat(holder, tried)) {
        takenBy.set(place, approver);
        return true;
      }
    }
    return false;
  };
  return approvals.filter((_, approver) => seat(approver, new Set())).length;
};

/** The places that stay open when as many as possible are filled. Which of several equal places is told does not matter. */
export const openPlaces = (approvals: readonly (readonly number[])[], count: number): readonly number[] => {
  const filled = filledPlaces(approvals);
  return Array.from({ length: count }, (_, place) => place).filter(
    (place) => filledPlaces([...approvals, [place]]) > filled,
  );
};
