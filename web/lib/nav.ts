'use client';
// With nav-link.tsx the only file that knows the router: leaving it stays mechanical.
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { useMemo } from 'react';

export { usePathname };

type Changes = Record<string, string | null>;

const urlWith = (changes: Changes): string => {
  const params = new URLSearchParams(window.location.search);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === '') params.delete(key);
    else params.set(key, value);
  }
  const query = params.toString();
  return window.location.pathname + (query ? `?${query}` : '');
};

/** Changes the query without a request; `push` makes a step that Back undoes. */
export const setQuery = (changes: Changes, how: 'push' | 'replace' = 'push'): void => {
  const url = urlWith(changes);
  if (how === 'push') window.history.pushState(null, '', url);
  else window.history.replaceState(null, '', url);
};

/** The value of a query parameter; null when absent. */
export const useQueryParam = (name: string): string | null => useSearchParams().get(name);

export const useNavigate = (): { push: (path: string) => void; replace: (path: string) => void } => {
  const router = useRouter();
  return useMemo(
    () => ({ push: (path: string) => router.push(path), replace: (path: string) => router.replace(path) }),
    [router],
  );
};
