-- Prepares an empty PostgreSQL server for the record: its database, the role that owns and migrates it, the role of the API and
-- the workers, the role by which agencies read, and those whose rights the last two have, which the migrations grant. The container
-- does it at its first start; by hand, as an administrator:
--   RECORD_OWNER_PASSWORD=… RECORD_PASSWORD=… RECORD_AGENCY_PASSWORD=… \
--     psql --file deploy/record/roles.sql postgresql://postgres@host/postgres
\set ON_ERROR_STOP on
\getenv owner_password RECORD_OWNER_PASSWORD
\getenv password RECORD_PASSWORD
\getenv agency_password RECORD_AGENCY_PASSWORD
CREATE ROLE front_door_app NOLOGIN;
CREATE ROLE front_door_agency NOLOGIN;
CREATE ROLE front_door_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE front_door LOGIN PASSWORD :'password' IN ROLE front_door_app;
CREATE ROLE front_door_agency_login LOGIN PASSWORD :'agency_password' IN ROLE front_door_agency;
CREATE DATABASE front_door OWNER front_door_owner;
REVOKE CONNECT ON DATABASE front_door FROM PUBLIC;
GRANT CONNECT ON DATABASE front_door TO front_door_app, front_door_agency;
