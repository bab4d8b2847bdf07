DROP TABLE survey_settings;
DROP TABLE office;
