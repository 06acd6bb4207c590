#!/bin/sh
# Run by PostgreSQL's container once, when its data folder is empty: roles and the database.
#
# AskPress owns its database and is nobody elsewhere; `archiver` may copy the server and its log and nothing else.
set -eu

psql --set=ON_ERROR_STOP=1 --quiet --no-psqlrc --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\set app `cat /run/secrets/database_password`
\set archive `cat /run/secrets/archive_password`
create role askpress login password :'app';
create role archiver login replication password :'archive';
create database askpress owner askpress;
revoke all on database askpress from public;
\connect askpress
create extension vector;
SQL

# "all" in the lines that are there means every database, and replication is none.
echo 'host replication archiver all scram-sha-256' >>"$PGDATA/pg_hba.conf"
