#!/bin/sh
# Point-in-time recovery: streams PostgreSQL's log into a folder as it is written, and copies the whole server weekly.
#
#   $ARCHIVE_DIR/wal        the log; the file being written ends in .partial
#   $ARCHIVE_DIR/base/DATE  copies of the server, each good with the log since it was made
#
# How to go back: docs/operations.md. Runs in PostgreSQL's own image, whose programs have the server's version.
set -eu

: "${ARCHIVE_DIR:?}" "${ARCHIVE_KEEP:=2}" "${ARCHIVE_EVERY_DAYS:=7}"
current=
PGPASSWORD=$(cat "${ARCHIVE_PASSWORD_FILE:-/run/secrets/archive_password}")
export PGPASSWORD

main() {
  mkdir -p "$ARCHIVE_DIR/wal" "$ARCHIVE_DIR/base"
  # The server keeps what was not fetched yet, up to max_slot_wal_keep_size.
  pg_receivewal --slot=askpress --create-slot --if-not-exists
  pg_receivewal --directory="$ARCHIVE_DIR/wal" --slot=askpress --synchronous &
  receiver=$!
  trap 'kill $receiver $current; wait $receiver || true; exit 0' TERM INT
  while kill -0 $receiver 2>/dev/null; do
    if is_due; then copy_server && prune; fi
    hearing sleep "${ARCHIVE_LOOK_SECONDS:-60}"
  done
  echo "archive-wal: the stream of the log has ended" >&2
  exit 1
}

# Runs a program in the background and waits: a shell hears no signal while it has one in front.
hearing() {
  "$@" &
  current=$!
  wait $current
}

is_due() { [ -z "$(find "$ARCHIVE_DIR/base" -mindepth 1 -maxdepth 1 -name '*Z' -mtime "-$ARCHIVE_EVERY_DAYS")" ]; }

copy_server() {
  rm -rf "$ARCHIVE_DIR"/base/*.part
  name=$(date -u +%Y-%m-%dT%H%M%SZ)
  hearing pg_basebackup --pgdata="$ARCHIVE_DIR/base/$name.part" --checkpoint=fast --wal-method=stream || return 1
  mv "$ARCHIVE_DIR/base/$name.part" "$ARCHIVE_DIR/base/$name"
  touch "$ARCHIVE_DIR/base/$name"
  echo "archive-wal: copied the server to base/$name" >&2
}

# The newest copies, and the log since the oldest of them.
prune() {
  find "$ARCHIVE_DIR/base" -mindepth 1 -maxdepth 1 -name '*Z' | sort -r | tail -n "+$((ARCHIVE_KEEP + 1))" | xargs -r rm -rf
  oldest=$(find "$ARCHIVE_DIR/base" -mindepth 1 -maxdepth 1 -name '*Z' | sort | head -n 1)
  first=$(sed -n 's/^START WAL LOCATION:.*(file \([0-9A-F]*\)).*/\1/p' "$oldest/backup_label")
  pg_archivecleanup "$ARCHIVE_DIR/wal" "$first"
}

main
