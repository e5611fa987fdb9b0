'use client';
import { type DragEvent, useRef, useState } from 'react';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes('Files');

/** Takes files that are dropped on an element: whether they hover over it, and what to spread on it. */
export const useFileDrop = (onFiles: ((files: File[]) => void) | null) => {
  const [over, setOver] = useState(false);
  // Enter and leave also come from every child that is crossed.
  const depth = useRef(0);
  const end = (): void => {
    depth.current = 0;
    setOver(false);
  };
  const handlers = {
    onDragEnter: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      depth.current++;
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (hasFiles(event) && --depth.current <= 0) end();
    },
    onDragOver: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      // Without this the browser opens the file in place of the page.
      event.preventDefault();
      event.dataTransfer.dropEffect = onFiles ? 'copy' : 'none';
    },
    onDrop: (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      end();
      onFiles?.([...event.dataTransfer.files]);
    },
  };
  return { over: over && onFiles !== null, handlers };
};
