-- A contact's words stand once more with a mark before them, so that looking for their beginnings goes through names and
-- numbers only, not through all that was ever written; see `store/src/search/terms.rs`.
-- The first two words are the workspace with the kind, and the id.
/*sqlite: UPDATE search_documents
    SET terms = terms || replace(
        substr(terms, length(replace(workspace_id, '_', '')) + length('contact ') + length(replace(id, '_', '')) + 1),
        ' ', ' xq')
    WHERE kind = 'contact' */;
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
