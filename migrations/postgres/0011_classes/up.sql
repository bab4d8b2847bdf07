-- The classes of the people of a period that is closed, inserted once, never changed; what is imported for it later has
-- classes of its own. Readers see the rows of completed ticks only.
CREATE TABLE classes (
    survey   TEXT COLLATE "C" NOT NULL,
    period   TEXT COLLATE "C" NOT NULL,
    tick     BIGINT NOT NULL, -- blocks of ticks up to and including this one are in classes
    document TEXT COLLATE "C" NOT NULL, -- JSON
    PRIMARY KEY (survey, period, tick)
);
