'use client';
import { ChevronRight } from 'lucide-react';
import { useState } from 'react';

/** Children beyond this are asked for: a state may hold thousands. */
const AT_ONCE = 100;

function Leaf({ value }: { value: unknown }) {
  if (value === null) return <span className="text-muted">null</span>;
  switch (typeof value) {
    case 'string':
      return <span className="anytext text-primary">{JSON.stringify(value)}</span>;
    case 'number':
      return <span className="tabular text-info">{value}</span>;
    case 'boolean':
      return <span className="text-warn">{String(value)}</span>;
    default:
      return <span className="text-muted">{String(value)}</span>;
  }
}

type NodeProps = { name: string | null; value: unknown; depth: number };

/** A value as a tree that opens; the first levels stand open. */
export function JsonTree({ name, value, depth }: NodeProps) {
  const [open, setOpen] = useState(depth < 2);
  const [shown, setShown] = useState(AT_ONCE);
  const label = name === null ? null : <span className="text-fg">{name}</span>;
  if (typeof value !== 'object' || value === null) {
    return (
      <div className="flex min-h-6 items-baseline gap-2 pl-5 font-mono text-meta leading-6">
        {label}
        {label ? <span className="text-muted">:</span> : null}
        <Leaf value={value} />
      </div>
    );
  }
  const entries = Object.entries(value);
  const brackets = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
  if (entries.length === 0) {
    return (
      <div className="flex min-h-6 items-baseline gap-2 pl-5 font-mono text-meta leading-6">
        {label}
        <span className="text-muted">{Array.isArray(value) ? '[]' : '{}'}</span>
      </div>
    );
  }
  return (
    <div className="font-mono text-meta">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-6 items-center gap-1 rounded pr-2 hover:bg-hover"
      >
        <ChevronRight
          size={14}
          aria-hidden
          className={`text-muted transition-transform duration-100 ${open ? 'rotate-90' : ''}`}
        />
        {label}
        <span className="text-muted">{brackets}</span>
      </button>
      {open ? (
        <div className="ml-[7px] border-l border-line pl-2">
          {entries.slice(0, shown).map(([key, child]) => (
            <JsonTree key={key} name={key} value={child} depth={depth + 1} />
          ))}
          {entries.length > shown ? (
            <button
              type="button"
              className="min-h-6 pl-5 text-primary underline"
              onClick={() => setShown(shown + AT_ONCE)}
            >
              +{entries.length - shown}
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}
