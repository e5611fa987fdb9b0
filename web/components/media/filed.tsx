import type { Media, MediaState } from '@oconnector/protocol/model/media.ts';
import clsx from 'clsx';
import { type ReactNode, Suspense } from 'react';
import { mediaRoom } from '../../lib/media/fit.ts';

/** A file reaches this far into the padding of its bubble, on each side. */
const REACH = 6;

/** Words and time: on one line when they fit, else the time below at the right. */
export function Line({ children, meta }: { children: ReactNode; meta: ReactNode }) {
  return (
    <div className="flex flex-wrap items-end justify-end gap-x-3">
      <div className="min-w-0 grow">{children}</div>
      {meta}
    </div>
  );
}

type FiledProps = {
  media: Media;
  state: MediaState;
  /** The file itself. Its room is kept while the part that shows files is fetched. */
  file: ReactNode;
  meta: ReactNode;
  /** What stands under it. */
  children?: ReactNode;
};

/** A bubble's inside with a file: as wide as the file, the words under it, the time at the end. */
export function Filed({ media, state, file, meta, children }: FiledProps) {
  const { width, height } = mediaRoom(media, state);
  // Beside the length of a recording there is room for the time.
  const beside = media.kind === 'audio' && (state === 'ready' || state === 'pending');
  return (
    <div style={{ width: width - 2 * REACH }} className="max-w-full">
      <div style={{ margin: `2px -${REACH}px` }}>
        <Suspense fallback={<div style={{ width, height }} className="max-w-full" />}>{file}</Suspense>
      </div>
      {children ? (
        <Line meta={meta}>{children}</Line>
      ) : (
        <div className={clsx('flex justify-end', beside && 'pointer-events-none -mt-5 *:pointer-events-auto')}>
          {meta}
        </div>
      )}
    </div>
  );
}
