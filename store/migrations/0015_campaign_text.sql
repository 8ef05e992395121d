-- What a campaign says into open windows instead of a template, in the Cloud API's shape; one of the two is there.
ALTER TABLE campaigns ADD COLUMN content TEXT;
