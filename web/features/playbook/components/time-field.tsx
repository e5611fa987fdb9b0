'use client';
import { useState } from 'react';
import { Input } from '../../../components/ui/field.tsx';
import { timeOf } from '../lib/time-of-day.ts';

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  'aria-invalid': true | undefined;
  'aria-describedby': string | undefined;
};

/**
 * A time of day that is typed, however people write it. Not the browser's own field: that speaks the language of the browser, not of
 * the page, and knows no end of the day.
 */
export function TimeField({ label, value, onChange, ...state }: Props) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Input
      {...state}
      aria-label={label}
      inputMode="numeric"
      autoComplete="off"
      placeholder="00:00"
      maxLength={7}
      className="tabular h-9! w-16! px-0! text-center"
      value={typed ?? value}
      onFocus={(event) => event.target.select()}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(timeOf(event.target.value) ?? event.target.value);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
