-- Words are stemmed in Rust, the same on both databases; `store/src/search.rs` is the one module with two texts.
/*sqlite: CREATE VIRTUAL TABLE search_documents USING fts5 (workspace_id UNINDEXED, kind UNINDEXED, id UNINDEXED, parent_id UNINDEXED, terms, tokenize = 'unicode61') */
/*postgres: CREATE TABLE search_documents (workspace_id TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, parent_id TEXT, terms TSVECTOR NOT NULL, PRIMARY KEY (workspace_id, kind, id)) */;
/*postgres: CREATE INDEX search_documents_terms ON search_documents USING GIN (terms) */;
