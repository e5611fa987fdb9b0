'use client';
import clsx from 'clsx';
import { useMemo } from 'react';
import { encode } from 'uqr';

/** Modules of white around a QR that a scanner wants (ISO/IEC 18004). */
const QUIET = 4;

/** A QR as one path; black on white in both themes, for phones read it from the screen. */
export default function Qr({ text, label, faded = false }: { text: string; label: string; faded?: boolean }) {
  const { path, size } = useMemo(() => {
    const { data, size: modules } = encode(text, { ecc: 'L', border: QUIET });
    const rows = data.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : [])));
    return { path: rows.join(''), size: modules };
  }, [text]);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className={clsx('block size-full rounded-lg bg-white transition-opacity duration-150', faded && 'opacity-25')}
    >
      <path fill="#fff" d={`M0 0h${size}v${size}H0z`} />
      <path fill="#000" d={path} />
    </svg>
  );
}
