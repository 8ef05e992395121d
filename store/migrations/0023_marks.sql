-- Reactions, edits and deletions that came before their message, or whose message never came.
CREATE INDEX messages_marks ON messages (workspace_id, conversation_id)
    WHERE type IN ('reaction', 'edit', 'revoke');
