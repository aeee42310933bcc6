CREATE TABLE jids (jid varchar(255) NOT NULL, PRIMARY KEY (jid));
