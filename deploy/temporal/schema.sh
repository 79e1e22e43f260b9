#!/bin/sh
# Creates Temporal's two databases and brings their tables to the version of this image. Does nothing the second time.
# SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD and SQL_PLUGIN say where.
set -eu

prepare() {
  database=$1
  tables=$2
  temporal-sql-tool --database "$database" create-database
  temporal-sql-tool --database "$database" setup-schema --version 0.0
  temporal-sql-tool --database "$database" update-schema --schema-name "postgresql/v12/$tables"
}

prepare temporal temporal
prepare temporal_visibility visibility
