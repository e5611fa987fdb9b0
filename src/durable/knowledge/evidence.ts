/** What the search knows of one passage for one question. Shares are of the question's worth, by rarity of its words, 0 to 1. */
export type Evidence = {
  /** FTS5's bm25, turned so that higher is better; 0 for a passage that only its vector found. */
  bm25: number;
  /** Of the whole passage, by the customer's word or by another for the same thing. */
  coverage: number;
  /** Of the whole passage, by the customer's own words alone. */
  words: number;
  /** Of the whole passage, by what the words stand for alone: the subjects of a business, not chance words. */
  meant: number;
  /** Of the passage's title and the questions that its owner wrote for it. */
  title: number;
  /** Of its best sentence: apart, the words may be about two things. */
  sentence: number;
  /** Share of what the passage's title names that the question names too. */
  named: number;
  /** Terms of the question that it has. */
  hits: number;
  /** Worth of the most telling term of the question that it lacks; 0 when it has all. */
  missed: number;
  /** It is about another thing than the one that is asked for. */
  other: boolean;
  /** Cosine of question and passage, -1 to 1; null when nobody embedded them. */
  cosine: number | null;
};

/** What is known of the question itself. */
export type AskedFor<Term extends { worth: number } = { worth: number }> = {
  terms: readonly Term[];
  /** Terms of full weight that stand nowhere in the knowledge. */
  unknown: number;
  /** Share of the question's worth that are subjects of a business, such as a price or a delivery, 0 to 1. */
  subjects: number;
};
