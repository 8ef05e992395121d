-- A contact's words stand once more with a mark before them, so that looking for their beginnings goes through names and
-- numbers only, not through all that was ever written; see `store/src/search/terms.rs`.
-- The first two words are the workspace with the kind, and the id.
-- SQLite would take each old word out of its index by itself, which takes ten minutes for a million contacts; so the
-- index is made anew from the documents, and nothing of the old one stays.
/*sqlite: INSERT INTO search_documents (search_documents, rank) VALUES ('secure-delete', 0) */;
/*sqlite: UPDATE search_documents
    SET terms = terms || replace(
        substr(terms, length(replace(workspace_id, '_', '')) + length('contact ') + length(replace(id, '_', '')) + 1),
        ' ', ' xq')
    WHERE kind = 'contact' */;
/*sqlite: INSERT INTO search_documents (search_documents) VALUES ('rebuild') */;
/*sqlite: INSERT INTO search_documents (search_documents, rank) VALUES ('secure-delete', 1) */;
/*postgres: UPDATE search_documents
    SET terms = terms || to_tsvector('simple', (
        SELECT COALESCE(string_agg('xq' || word, ' '), '') FROM unnest(tsvector_to_array(terms)) AS word
        WHERE word <> replace(workspace_id, '_', '') || 'contact' AND word <> replace(id, '_', '')))
    WHERE kind = 'contact' */;
-- What people who left had for themselves alone.
DELETE FROM alerts WHERE NOT EXISTS (
    SELECT 1 FROM members AS m WHERE m.workspace_id = alerts.workspace_id AND m.user_id = alerts.user_id);
DELETE FROM drafts WHERE NOT EXISTS (
    SELECT 1 FROM members AS m WHERE m.workspace_id = drafts.workspace_id AND m.user_id = drafts.user_id);
