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

/** Every place that one more person could fill, when as many as possible are filled: of equal ones all, though fewer are needed. */
export const openPlaces = (approvals: readonly (readonly number[])[], count: number): readonly number[] => {
  const filled = filledPlaces(approvals);
  return Array.from({ length: count }, (_, place) => place).filter(
    (place) => filledPlaces([...approvals, [place]]) > filled,
  );
};

/** Places that would complete it, as many as are needed and no more: one of several ways, the first. */
export const neededPlaces = (approvals: readonly (readonly number[])[], count: number): readonly number[] => {
  const needed: number[] = [];
  for (let place = 0; place < count; place += 1) {
    const sofar = [...approvals, ...needed.map((one) => [one])];
    if (filledPlaces([...sofar, [place]]) > filledPlaces(sofar)) needed.push(place);
  }
  return needed;
};
