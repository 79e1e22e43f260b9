#!/bin/sh
# Creates the namespace of the cases' workflows, and the search attributes by which Temporal's pages find them; a namespace
# that is there gets the retention that stands here. TEMPORAL_ADDRESS and TEMPORAL_NAMESPACE say where.
set -eu

# How long a closed workflow can still be looked at.
retention=90d
attempts=60

# A server that has just started may refuse each of these for some seconds.
patiently() {
  attempt=1
  until "$@"; do
    if [ "$attempt" -ge "$attempts" ]; then
      echo "Temporal at $TEMPORAL_ADDRESS is not ready: gave up after $attempts attempts at: $1." >&2
      exit 1
    fi
    attempt=$((attempt + 1))
    sleep 2
  done
}

cluster_health() {
  temporal operator cluster health
}

namespace() {
  if temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1; then
    temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "$retention"
  else
    temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "$retention"
  fi
}

search_attributes() {
  temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" \
    --name MashHub --type Keyword \
    --name CaseStage --type Keyword \
    --name Rag --type Keyword \
    --name DueAt --type Datetime
}

patiently cluster_health
patiently namespace
patiently search_attributes
