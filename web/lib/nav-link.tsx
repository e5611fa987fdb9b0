'use client';
// Apart from nav.ts, so that pages without links do not load what a link needs.
import Link from 'next/link';
import type { ComponentProps } from 'react';

/** A link within the dashboard. Prefetches only where asked: each visible prefetch costs two requests. */
export function NavLink({ prefetch = false, ...props }: ComponentProps<typeof Link>) {
  return <Link prefetch={prefetch} {...props} />;
}
