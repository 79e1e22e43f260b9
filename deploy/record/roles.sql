-- Prepares an empty PostgreSQL server for the record: its database, the role that owns and migrates it, the role of the API and
-- the workers, and the rights that the migrations grant. The container does it at its first start; by hand, as an administrator:
--   RECORD_OWNER_PASSWORD=… RECORD_PASSWORD=… psql --file deploy/record/roles.sql postgresql://postgres@host/postgres
\set ON_ERROR_STOP on
\getenv owner_password RECORD_OWNER_PASSWORD
\getenv password RECORD_PASSWORD
CREATE ROLE front_door_app NOLOGIN;
CREATE ROLE front_door_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE front_door LOGIN PASSWORD :'password' IN ROLE front_door_app;
CREATE DATABASE front_door OWNER front_door_owner;
REVOKE CONNECT ON DATABASE front_door FROM PUBLIC;
GRANT CONNECT ON DATABASE front_door TO front_door_app;
