/** What the embedder's process is told: texts, and by which number to answer. */
export type Asked = { id: number; texts: readonly string[] };

/** What it answers: a vector of length 1 for each text, or why there is none. */
export type Answered = { id: number; vectors: number[][] } | { id: number; failed: string };
