import { FileText, ImageIcon, type LucideIcon, Mic, Music, Sticker, Video } from 'lucide-react';

/** The picture that stands for a file of this kind. */
export const KIND_ICON = {
  voice: Mic,
  audio: Music,
  image: ImageIcon,
  video: Video,
  document: FileText,
  sticker: Sticker,
} satisfies Record<string, LucideIcon>;
