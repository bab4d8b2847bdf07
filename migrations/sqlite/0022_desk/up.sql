-- Why a comment is withheld.
ALTER TABLE released_comments ADD COLUMN reason TEXT;
