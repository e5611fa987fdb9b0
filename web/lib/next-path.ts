/** Where to go after signing in: `?next=` when it is a path of this dashboard, else the inbox. */
export const nextPath = (search: string): string => {
  const next = new URLSearchParams(search).get('next') ?? '';
  // `//host` and `/\host` are addresses of other machines.
  return /^\/(?:inbox|simulator|ops|kit)(?:\?|$)/u.test(next) ? next : '/inbox';
};
