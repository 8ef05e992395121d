-- The words that stand in SQLite's search index, in order: those with a beginning are looked up here.
/*sqlite: CREATE VIRTUAL TABLE search_words USING fts5vocab (search_documents, instance) */;
