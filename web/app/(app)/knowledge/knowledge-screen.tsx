'use client';
import dynamic from 'next/dynamic';

/** All of it in a part of its own: its words alone would burst what a page may load before it shows. */
const Knowledge = dynamic(() => import('../../../features/knowledge/components/knowledge.tsx'), {
  ssr: false,
  loading: () => <div aria-busy className="min-h-0 flex-1" />,
});
const Playbook = dynamic(() => import('../../../features/playbook/components/playbook.tsx'), { ssr: false });

export function KnowledgeScreen() {
  return <Knowledge playbook={<Playbook />} />;
}
